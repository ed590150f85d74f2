import { setImmediate as nextTurn } from 'node:timers/promises'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import type { Storage, StoredDocument } from '../storage/Storage.ts'
import { doorOfList, type Door } from './Door.ts'
import { step2Frame } from './framing.ts'
import type { Steps } from './guard/steps.ts'
import { NoSuchBoard } from './Rooms.ts'
import { tagOf } from './tagOf.ts'

/** A snapshot that is all of a document: it may be handed out as it is. */
export type WholeSnapshot = {
  readonly door: Door
  readonly update: Uint8Array
  /** What one sees of it first, where that was kept with it. */
  readonly glance: Uint8Array | undefined
  /** The answer to someone who has nothing; one and the same for all. */
  readonly answer: () => Uint8Array
  readonly etag: () => Promise<string>
}

export type ColdBoard = {
  readonly stored: StoredDocument
  /** Undefined when something came after the snapshot, or another build made it: then the document is needed. */
  readonly whole: WholeSnapshot | undefined
}

type Read = { readonly cold: Promise<ColdBoard>; whole: WholeSnapshot | undefined; readonly atMs: number }

/**
 * Boards as they lie in the store, whose documents nobody has needed yet. Decoding a large one takes longer than all
 * the rest of coming in, and the first who come need only its bytes. Each is read once for all who ask, and stays
 * true until a room is made of it: only rooms write.
 */
export class ColdBoards {
  readonly #storage: Pick<Storage, 'board' | 'loadDocument'>
  readonly #read = new Map<BoardId, Read>()

  constructor(storage: Pick<Storage, 'board' | 'loadDocument'>) {
    this.#storage = storage
  }

  /** @throws {NoSuchBoard} when the store has no such board */
  of(board: BoardId): Promise<ColdBoard> {
    const known = this.#read.get(board)
    if (known) return known.cold
    const cold = this.#load(board)
    const entry: Read = { cold, whole: undefined, atMs: Date.now() }
    this.#read.set(board, entry)
    cold.then(
      ({ whole }) => {
        entry.whole = whole
      },
      () => {
        if (this.#read.get(board) === entry) this.#read.delete(board)
      },
    )
    return cold
  }

  /** Whether this is still what was read last: a snapshot is not handed out after a room has been made of it. */
  isCurrent(board: BoardId, whole: WholeSnapshot): boolean {
    return this.#read.get(board)?.whole === whole
  }

  /** The next who asks reads it from the store again. */
  forget(board: BoardId): void {
    this.#read.delete(board)
  }

  /** Lets go of what was read so long ago and never needed. */
  sweep(idleMs: number): void {
    for (const [board, { atMs }] of this.#read) if (Date.now() - atMs >= idleMs) this.#read.delete(board)
  }

  clear(): void {
    this.#read.clear()
  }

  async #load(board: BoardId): Promise<ColdBoard> {
    if (!(await this.#storage.board(board))) throw new NoSuchBoard(board)
    const stored = await this.#storage.loadDocument(board)
    return { stored, whole: wholeOf(stored) }
  }
}

function wholeOf({ snapshot, glance, tail, guests }: StoredDocument): WholeSnapshot | undefined {
  // The tail may hold words that were erased since, and people who were removed.
  if (!snapshot || tail.length > 0 || guests?.schema !== SCHEMA_VERSION) return undefined
  let answer: Uint8Array | undefined
  let etag: Promise<string> | undefined
  return {
    door: doorOfList(guests),
    update: snapshot,
    glance,
    answer: () => (answer ??= step2Frame(snapshot)),
    etag: () => (etag ??= unhurried(tagOf(snapshot))),
  }
}

/** Does work in as many turns of the event loop as it has steps. */
async function unhurried<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await nextTurn()
  }
}
