import { setTimeout as pause } from 'node:timers/promises'
import type { BoardId } from '../../shared/model/ids.ts'
import type { NewUpdate, Storage } from '../storage/Storage.ts'
import { merging, type Accepted, type Piece } from './merging.ts'

/** A room's updates wait here; it is told when they are on disk, or that they never will be. */
export type Flushable = {
  readonly board: BoardId
  /** Set by {@link flushFailed}: what it still has in the queue builds on something lost, and is dropped. */
  readonly hasFailed: boolean
  /** These of its updates, the next ones in order, are on disk. */
  flushed(stored: readonly Stored[]): void
  flushFailed(error: unknown): void
}
export type Stored = Pick<Piece, 'update' | 'author' | 'count'> & { readonly seq: number }

export type FlushQueue = {
  add(owner: Flushable, accepted: Accepted): void
  /** Resolves when everything that was added is on disk or given up. */
  drained(): Promise<void>
}

/** Long enough to gather what one person does at once, too short for anyone to notice. */
const QUIET_MS = 3
/**
 * When there is no quiet between two flushes. Each costs a wait for the disk and a write to every reader's socket, whatever
 * is in it; so a lively room is served somewhat less often and with more at once.
 */
const BUSY_MS = 10
/**
 * So much longer for each further room of the last flush: what a flush costs by itself is then shared by as many rooms as
 * there are, and none of them waits longer than anyone notices.
 */
const EACH_ROOM_MS = 1
const LONGEST_MS = 30
const QUIET_AFTER_MS = 20

/** Stores the updates of all rooms together: one transaction, and so one wait for the disk, every few milliseconds. */
export function createFlushQueue(storage: Pick<Storage, 'appendUpdates'>): FlushQueue {
  let waiting = new Map<Flushable, Accepted[]>()
  let running: Promise<void> | undefined
  let lastMs = -Infinity
  let lastRooms = 0

  const gatherMs = () => {
    if (performance.now() - lastMs > QUIET_AFTER_MS) return QUIET_MS
    return Math.min(LONGEST_MS, BUSY_MS + EACH_ROOM_MS * (lastRooms - 1))
  }

  async function run(): Promise<void> {
    while (waiting.size > 0) {
      await pause(gatherMs())
      const batch = [...waiting].filter(([owner]) => !owner.hasFailed)
      waiting = new Map()
      await store(batch.map(([owner, accepted]) => ({ owner, pieces: merging(accepted) })))
      lastMs = performance.now()
      lastRooms = batch.length
    }
    running = undefined
  }

  async function store(batch: readonly { readonly owner: Flushable; readonly pieces: readonly Piece[] }[]) {
    const updates: NewUpdate[] = batch.flatMap(({ owner: { board }, pieces }) =>
      pieces.map(({ update, bindings }) => ({ board, update, bindings })),
    )
    let seqs: readonly number[]
    try {
      seqs = await storage.appendUpdates(updates)
    } catch (error) {
      for (const { owner } of batch) owner.flushFailed(error)
      return
    }
    let at = 0
    for (const { owner, pieces } of batch)
      owner.flushed(
        pieces.map(({ update, author, count }) => ({ update, author, count, seq: seqs[at++] ?? 0 })),
      )
  }

  return {
    add(owner, accepted) {
      const own = waiting.get(owner)
      if (own) own.push(accepted)
      else waiting.set(owner, [accepted])
      running ??= run()
    },
    drained: async () => {
      await running
    },
  }
}
