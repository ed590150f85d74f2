import type { Logger } from 'pino'
import type { BoardId } from '../../shared/model/ids.ts'
import type { Storage } from '../storage/Storage.ts'
import { NoSuchBoard } from './Rooms.ts'

/** Between two rounds: three of them fit into the minute within which words are promised to be gone. */
export const PURGE_EVERY_MS = 20_000

/** Sees to it that erased words leave the disk as well: soon, or at once, and again until it is done. */
export type Purger = {
  /** Words of this board were replaced or deleted, or may have been: they leave the disk with the next round. */
  soon(board: BoardId): void
  /** Resolves when they have left it. If that fails it is tried again with each round. @throws why it failed */
  now(board: BoardId): Promise<void>
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>
}

/**
 * Rewrites boards from which words were erased, and empties the store's log, in rounds. Boards that have updates
 * beside their snapshot when the server starts are among the first round's: it may have been killed after a note
 * was taken back and before its words had left the disk.
 * @param parts.everyMs between rounds; a round that fails in part is made up for by the next
 */
export function createPurger(parts: {
  readonly storage: Pick<Storage, 'purge' | 'boardsWithTail'>
  readonly compact: (board: BoardId) => Promise<void>
  readonly log: Logger
  readonly everyMs: number
}): Purger {
  const { storage, compact, log } = parts
  const due = new Set<BoardId>()
  let isBegun = false
  let hasFailed = false
  let isStopped = false
  let running: Promise<void> | undefined

  async function purge(board: BoardId): Promise<void> {
    // First, so that what is erased while this runs makes it due again.
    due.delete(board)
    try {
      await compact(board)
    } catch (error) {
      if (error instanceof NoSuchBoard) return
      due.add(board)
      throw error
    }
  }

  /** At once: later there would be those in which people work just now, without a word erased. */
  const begin = async () => {
    for (const board of await storage.boardsWithTail()) due.add(board)
    isBegun = true
  }
  const beginning = begin().catch(() => undefined) // the first round asks again, and tells

  async function round(): Promise<void> {
    await beginning
    if (!isBegun) await begin()
    const failures: unknown[] = []
    for (const board of [...due]) {
      if (isStopped) return
      await purge(board).catch((error: unknown) => failures.push(error))
    }
    await storage.purge()
    if (failures.length > 0) throw failures[0]
  }

  async function tick(): Promise<void> {
    try {
      await round()
      hasFailed = false
    } catch (error) {
      // Once, rather than with every round while the disk is full.
      if (!hasFailed) log.error({ err: error }, 'erased words could not leave the disk; it is tried again')
      hasFailed = true
    }
  }

  const timer = setInterval(() => {
    running ??= tick().finally(() => {
      running = undefined
    })
  }, parts.everyMs)

  return {
    soon(board) {
      due.add(board)
    },
    async now(board) {
      await purge(board)
      await storage.purge()
    },
    async stop() {
      isStopped = true
      clearInterval(timer)
      await running
    },
  }
}
