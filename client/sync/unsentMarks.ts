import * as v from 'valibot'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { Vector } from './vector.ts'

/** In characters, of which JSON lets the rest be spaces: the marks of a dozen tabs. */
const RESERVED = 300

/** Each tab in which somebody writes leaves a mark. */
const MANY = 200

const marks = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.number()))

/**
 * From which clock on the server is not known to have what a Yjs client wrote, if it wrote more than that, for one person
 * at one board. It lies on the device, so that their own words can be told from all others' when the server cannot be
 * asked any more.
 */
export class UnsentMarks {
  readonly #key: string

  constructor(board: BoardId, person: ParticipantId) {
    this.#key = `common-thread/unsent/${board}/${person}`
  }

  all(): Vector {
    const parsed = v.safeParse(marks, localStorage.getItem(this.#key) ?? '{}')
    return new Map(
      parsed.success ? Object.entries(parsed.output).map(([client, clock]) => [Number(client), clock]) : [],
    )
  }

  /** Remembers where a client's unsent changes begin, unless they began earlier. */
  begin(client: number, clock: number): void {
    const before = this.all()
    if (!before.has(client)) this.#write(new Map([...before, [client, clock]]))
  }

  /**
   * All below these clocks is on the server, or kept. Marks stay, at that clock: another tab may hold more of the same
   * client.
   */
  reach(reached: Vector): void {
    const before = this.all()
    const next = new Map(
      [...before].map(([client, clock]) => [client, Math.max(clock, reached.get(client) ?? 0)]),
    )
    if ([...next].some(([client, clock]) => clock > (before.get(client) ?? 0))) this.#write(next)
  }

  /** What these clients wrote has been taken over: nobody is to send it any more. */
  drop(clients: Iterable<number>): void {
    const next = new Map(this.all())
    let hasDropped = false
    for (const client of clients) hasDropped = next.delete(client) || hasDropped
    if (hasDropped) this.#write(next)
  }

  /** Lets go of marks that stand for nothing in a document with this state vector, once there are many. */
  tidy(state: Vector): void {
    const before = this.all()
    if (before.size <= MANY) return
    this.#write(new Map([...before].filter(([client, clock]) => (state.get(client) ?? 0) > clock)))
  }

  /** Takes room for marks while there is some: later the browser may have none left. */
  reserve(): void {
    this.#write(this.all())
  }

  clear(): void {
    localStorage.removeItem(this.#key)
  }

  #write(next: Vector): void {
    try {
      localStorage.setItem(this.#key, JSON.stringify(Object.fromEntries(next)).padEnd(RESERVED))
    } catch (error) {
      // No room left: the words are in the copy all the same, and only a removal before they leave would miss them.
      console.warn('what is unsent could not be marked on this device', error)
    }
  }
}
