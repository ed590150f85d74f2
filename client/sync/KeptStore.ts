import * as v from 'valibot'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import { keptWordsList, type KeptWords } from './keptWords.ts'

const keyOf = (board: BoardId, person: ParticipantId) => `common-thread/kept/${board}/${person}`

/**
 * One person's kept words of a board, on this device. Several tabs share them: each change begins at what lies on the
 * device at that moment, and other tabs hear of it.
 */
export class KeptStore {
  /** What the browser would not store; it lives as long as this tab. */
  #unstored: KeptWords[] = []
  readonly #key: string
  readonly #onStorage: (event: StorageEvent) => void

  constructor(board: BoardId, person: ParticipantId, onChange: () => void) {
    this.#key = keyOf(board, person)
    this.#onStorage = ({ key }) => {
      if (key === this.#key || key === null) onChange()
    }
    addEventListener('storage', this.#onStorage)
  }

  all(): readonly KeptWords[] {
    return [...readKept(this.#key), ...this.#unstored]
  }

  /** Those that wait for their person, and not for a connection. */
  shown(): readonly KeptWords[] {
    return this.all().filter(({ reason }) => reason !== 'goes-next')
  }

  /** Whether some wait for nothing but their turn. */
  get hasNext(): boolean {
    return this.all().some(({ reason }) => reason === 'goes-next')
  }

  /** Whether the browser had room for all of them. */
  get isStored(): boolean {
    return this.#unstored.length === 0
  }

  /**
   * Adds what is not there yet: two tabs that held the same words keep them once.
   * @returns whether the browser stored them; when not, they are kept in this tab alone
   */
  add(words: readonly KeptWords[]): boolean {
    const before = this.all()
    const known = new Set(before.map(contentOf))
    const fresh = words.filter((one) => !known.has(contentOf(one)))
    if (fresh.length === 0) return this.isStored
    return this.#write([...before, ...fresh])
  }

  letGo(ids: readonly string[]): void {
    this.replace(ids, [])
  }

  /** Lets go of some and adds others in one step. */
  replace(ids: readonly string[], words: readonly KeptWords[]): void {
    this.#write([...this.all().filter(({ id }) => !ids.includes(id)), ...words])
  }

  close(): void {
    removeEventListener('storage', this.#onStorage)
  }

  #write(words: readonly KeptWords[]): boolean {
    try {
      if (words.length === 0) localStorage.removeItem(this.#key)
      else localStorage.setItem(this.#key, JSON.stringify(words))
      this.#unstored = []
      return true
    } catch (error) {
      // The browser's room for this site is used up.
      console.warn('kept words could not be stored on this device', error)
      const stored = new Set(readKept(this.#key).map(({ id }) => id))
      this.#unstored = words.filter(({ id }) => !stored.has(id))
      return false
    }
  }
}

/** Hands one person's kept words to another whom the same human is now. */
export function handKeptWords(board: BoardId, from: ParticipantId, into: ParticipantId): void {
  const words = readKept(keyOf(board, from))
  if (words.length === 0) return
  const there = new KeptStore(board, into, () => undefined)
  if (there.add(words)) localStorage.removeItem(keyOf(board, from))
  there.close()
}

const contentOf = ({ changes }: KeptWords) => JSON.stringify(changes)

/** Kept words that lie on this device under a key. */
export function readKept(key: string): KeptWords[] {
  const parsed = v.safeParse(
    v.pipe(v.string(), v.parseJson(), keptWordsList),
    localStorage.getItem(key) ?? '[]',
  )
  return parsed.success ? parsed.output : []
}
