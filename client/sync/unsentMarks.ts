import * as v from 'valibot'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { Vector } from './unsent.ts'

/** In characters, of which JSON lets the rest be spaces: the marks of a dozen tabs. */
const RESERVED = 300

const marks = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.number()))

/**
 * From which clock on the server is not known to have what a Yjs client wrote, for one person at one board. It lies
 * on the device, so that their own words can be told from all others' when the server cannot be asked any more.
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

  /** All that a document with this state vector holds is on the server, or kept. Other tabs' marks stay. */
  end(reached: Vector): void {
    const before = this.all()
    const rest = [...before].filter(([client]) => !reached.has(client))
    if (rest.length < before.size) this.#write(new Map(rest))
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
