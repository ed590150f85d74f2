import type * as Y from 'yjs'
import { stateOf, type Vector } from './vector.ts'
import type { UnsentMarks } from './unsentMarks.ts'

/**
 * What one tab holds that was not sent, by the marks that it shares with the other tabs of its person.
 *
 * A tab that was loaded again without a connection holds what another one has not sent yet. If the server refuses it,
 * it does that again under a Yjs client id of its own, and takes the marks away: then the other one may not send it any
 * more, or it would stand in a text twice.
 */
export class TabMarks {
  readonly #marks: UnsentMarks
  /** The Yjs clients of which this tab has seen a mark, and holds what that stands for. */
  readonly #watched = new Set<number>()
  /** Those whose mark somebody else took away, though another may stand in its place by now. */
  readonly #takenAway = new Set<number>()

  constructor(marks: UnsentMarks) {
    this.#marks = marks
  }

  /** This tab begins with what the device holds. */
  opened(doc: Y.Doc): void {
    const state = stateOf(doc)
    this.#marks.tidy(state)
    for (const [client, clock] of this.#marks.all())
      if ((state.get(client) ?? 0) > clock) this.#watched.add(client)
  }

  /** Whether this tab has held anything that was never known to be saved. */
  get hasHeldUnsent(): boolean {
    return this.#watched.size > 0
  }

  /** This tab writes under a Yjs client id, from `clock` on. */
  written(client: number, clock: number): void {
    if (this.#watched.has(client) && !this.#marks.all().has(client)) this.#takenAway.add(client)
    this.#marks.begin(client, clock)
    // Where the browser has no room left for a mark, none can be missed.
    if (this.#marks.all().has(client)) this.#watched.add(client)
  }

  /** All that a document with this state vector holds is on the server. */
  saved(reached: Vector): void {
    this.#marks.reach(reached)
    this.#takenAway.clear()
  }

  /**
   * Another document, of this client, takes the place of this tab's.
   * @param handled what the old one held that is done again under the new client, or kept
   */
  replaced(handled: Vector, client: number): void {
    this.#marks.drop(handled.keys())
    this.#watched.clear()
    this.#takenAway.clear()
    this.written(client, 0)
  }

  /** Whether another tab has done again, or kept, what this document holds beyond the server. */
  isOvertaken(doc: Y.Doc, server: Vector): boolean {
    const marked = this.#marks.all()
    const state = stateOf(doc)
    return [...this.#watched].some(
      (client) =>
        (this.#takenAway.has(client) || !marked.has(client)) &&
        (state.get(client) ?? 0) > (server.get(client) ?? 0),
    )
  }
}
