import * as v from 'valibot'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'

/** So many tabs in which somebody wrote are remembered, the last ones: 11 bytes each. */
const MOST_CLIENTS = 4000
const list = v.pipe(v.string(), v.parseJson(), v.array(v.number()))

/**
 * Under which Yjs clients one person has written on this device at one board. The document does not tell whose words
 * are whose; after a restore everyone does again what was their own, from the device on which they wrote it.
 */
export class OwnClients {
  readonly #key: string

  constructor(board: BoardId, person: ParticipantId) {
    this.#key = `common-thread/wrote/${board}/${person}`
  }

  all(): ReadonlySet<number> {
    const parsed = v.safeParse(list, localStorage.getItem(this.#key) ?? '[]')
    return new Set(parsed.success ? parsed.output : [])
  }

  add(client: number): void {
    const before = this.all()
    if (before.has(client)) return
    try {
      localStorage.setItem(this.#key, JSON.stringify([...before, client].slice(-MOST_CLIENTS)))
    } catch (error) {
      // No room left: after a restore this tab's words in shared texts would not be told from others'.
      console.warn('this tab could not be remembered as one’s own on this device', error)
    }
  }

  clear(): void {
    localStorage.removeItem(this.#key)
  }
}
