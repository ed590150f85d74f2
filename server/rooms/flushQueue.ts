import { setTimeout as pause } from 'node:timers/promises'
import type { NewUpdate, Storage } from '../storage/Storage.ts'

/** A room's updates wait here; it is told when they are on disk, or that they never will be. */
export type Flushable = {
  /** Set by {@link flushFailed}: what it still has in the queue builds on something lost, and is dropped. */
  readonly hasFailed: boolean
  /** These of its updates, the next ones in order, are on disk. */
  flushed(stored: readonly Stored[]): void
  flushFailed(error: unknown): void
}
export type Stored = { readonly update: Uint8Array; readonly seq: number; readonly author: unknown }

export type FlushQueue = {
  /** @param author handed back when the update is stored */
  add(owner: Flushable, update: NewUpdate, author: unknown): void
  /** Resolves when everything that was added is on disk or given up. */
  drained(): Promise<void>
}

/** Long enough to gather what a lively room sends at once, too short for anyone to notice. */
const GATHER_MS = 3

type Entry = { readonly owner: Flushable; readonly update: NewUpdate; readonly author: unknown }

/** Stores the updates of all rooms together: one transaction, and so one wait for the disk, every few milliseconds. */
export function createFlushQueue(storage: Pick<Storage, 'appendUpdates'>): FlushQueue {
  let entries: Entry[] = []
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (entries.length > 0) {
      await pause(GATHER_MS)
      const batch = entries.filter(({ owner }) => !owner.hasFailed)
      entries = []
      await store(batch)
    }
    running = undefined
  }

  async function store(batch: readonly Entry[]): Promise<void> {
    const byOwner = new Map<Flushable, Stored[]>()
    for (const { owner } of batch) byOwner.set(owner, [])
    let seqs: readonly number[]
    try {
      seqs = await storage.appendUpdates(batch.map(({ update }) => update))
    } catch (error) {
      for (const owner of byOwner.keys()) owner.flushFailed(error)
      return
    }
    batch.forEach(({ owner, update, author }, i) => {
      byOwner.get(owner)?.push({ update: update.update, seq: seqs[i] ?? 0, author })
    })
    for (const [owner, stored] of byOwner) owner.flushed(stored)
  }

  return {
    add(owner, update, author) {
      entries.push({ owner, update, author })
      running ??= run()
    },
    drained: async () => {
      await running
    },
  }
}
