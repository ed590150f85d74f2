import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Storage } from '../Storage.ts'
import { StoreFailing } from '../StoreFailing.ts'
import { toPost } from './packing.ts'
import {
  showsItWrites,
  type SentError,
  type StoreAnswer,
  type StoreRequest,
  type StoreWorkerData,
} from './SyncStorage.ts'

/** Every method of the port, each handed to the worker under its name. */
const methods = {
  createBoard: true,
  board: true,
  boardByCode: true,
  renewLink: true,
  setCode: true,
  deleteBoard: true,
  appendUpdates: true,
  loadDocument: true,
  compact: true,
  boardsWithTail: true,
  addParticipant: true,
  participants: true,
  mergeParticipant: true,
  addSeat: true,
  removeSeat: true,
  removeSeats: true,
  seats: true,
  touchSeat: true,
  addWayBack: true,
  takeWayBack: true,
  putBallot: true,
  ballot: true,
  ballots: true,
  ballotCount: true,
  moveBallot: true,
  removeBallot: true,
  putCounted: true,
  counted: true,
  purge: true,
  closeRound: true,
  choices: true,
  sweepBallots: true,
  lineage: true,
  check: true,
  close: true,
} satisfies Record<keyof Storage, true>

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

export type SqliteOptions = {
  readonly file: string
  /** Runs each time before the file is opened. What it throws keeps it closed. */
  readonly beforeOpening?: () => void
  /** The store has stopped working, or fails in another way than before. Told once, not at each failure. */
  readonly onFailing?: (failing: StoreFailing) => void
  /** The store works again. */
  readonly onWorking?: () => void
}

/** How often a store that fails is tried again: often enough that nobody waits long once the cause is gone. */
const RETRY_MS = 1_000

/**
 * A store in one SQLite file (with its -wal and -shm beside it), in a worker thread. Opening happens in the
 * background: {@link Storage.check} tells whether it went well. The file's folder must exist. When the file
 * fails, every call rejects with {@link StoreFailing}, and the store tries by itself until it works again.
 */
export function sqliteStorage(options: SqliteOptions): Storage {
  const { file } = options
  let worker: StoreWorker | undefined
  /** One that has failed and still holds the file open. */
  let leaving: Promise<unknown> | undefined
  let failing: StoreFailing | undefined
  let notBeforeMs = 0
  let isClosed = false
  /** Asked by every stranger who knocks; another file can only come with another worker. */
  let lineage: Promise<number> | undefined

  const retry = setInterval(() => {
    // Whether it worked is told by the callbacks.
    if (failing) void ask('check', []).catch(() => undefined)
  }, RETRY_MS)
  retry.unref()

  function failed(error: Error): void {
    if (!(error instanceof StoreFailing)) return
    const isNews = failing?.message !== error.message
    failing = error
    if (isNews) options.onFailing?.(error)
  }

  function worked(method: keyof Storage): void {
    if (!failing || !showsItWrites(method)) return
    failing = undefined
    options.onWorking?.()
  }

  function open(): StoreWorker {
    const now = performance.now()
    if (leaving || (failing && now < notBeforeMs)) throw failing ?? new StoreFailing()
    notBeforeMs = now + RETRY_MS / 2
    options.beforeOpening?.()
    lineage = undefined
    const opened = storeWorker(file, failing?.why === 'damaged', () => {
      if (worker !== opened) return
      worker = undefined
      leaving = opened.exited.then(() => {
        leaving = undefined
      })
    })
    return opened
  }

  async function ask(method: keyof Storage, values: readonly unknown[]): Promise<unknown> {
    if (isClosed) throw new Error('the store is closed')
    try {
      worker ??= open()
      const value = await worker.ask(method, values)
      worked(method)
      return value
    } catch (error) {
      failed(error as Error)
      throw error
    }
  }

  const storage = Object.fromEntries(
    (Object.keys(methods) as (keyof Storage)[]).map((method) => [
      method,
      (...values: unknown[]) => ask(method, values),
    ]),
  ) as unknown as Storage
  return {
    ...storage,
    lineage() {
      lineage ??= storage.lineage().catch((error: unknown) => {
        lineage = undefined
        throw error
      })
      return lineage
    },
    async close() {
      clearInterval(retry)
      const closing = worker
      const asked = closing && ask('close', [])
      isClosed = true
      try {
        await asked
      } finally {
        await closing?.exited
      }
    },
  }
}

type StoreWorker = {
  ask(this: void, method: keyof Storage, values: readonly unknown[]): Promise<unknown>
  readonly exited: Promise<unknown>
}

/** One worker with one connection. `onEnd` is called before anyone learns of the failure that ended it. */
function storeWorker(file: string, afterDamage: boolean, onEnd: () => void): StoreWorker {
  const worker = startWorker({ file, afterDamage })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let ended: Error | undefined

  const end = (why: Error) => {
    if (ended) return
    ended = why
    onEnd()
  }
  const giveUp = () => {
    end(new Error('the store is closed'))
    for (const { reject } of waiting.values()) reject(ended ?? new Error('the store is closed'))
    waiting.clear()
  }
  worker.on('message', (answer: StoreAnswer) => {
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) {
      const error = received(answer.error)
      if (answer.isLast) end(error)
      asked?.reject(error)
    } else asked?.resolve(answer.value)
  })
  worker.on('error', (error) => {
    end(error instanceof Error ? error : new Error(String(error)))
  })
  // An error ends the worker as well, and was told above.
  const exited = once(worker, 'exit').catch(() => undefined)
  void exited.then(giveUp)

  return {
    exited,
    ask: (method, values) =>
      new Promise<unknown>((resolve, reject) => {
        if (ended) {
          reject(ended)
          return
        }
        const id = ++lastId
        waiting.set(id, { resolve, reject })
        const { values: posted, handedOver } = toPost(method, values)
        worker.postMessage({ id, method, values: posted } satisfies StoreRequest, handedOver)
      }),
  }
}

function received({ message, stack, why }: SentError): Error {
  const error = why === undefined ? new Error(message) : new StoreFailing(why, message)
  if (stack !== undefined) error.stack = stack
  return error
}

/** Runs beside the bundle as JavaScript, or straight from the source in tests and while developing. */
function startWorker(workerData: StoreWorkerData): Worker {
  if (!fileURLToPath(import.meta.url).endsWith('.ts')) {
    return new Worker(new URL('./sqliteWorker.js', import.meta.url), { workerData })
  }
  // In a worker of Node 20, `--import tsx` comes too late for the entry itself; so a line of JavaScript goes first.
  const source = JSON.stringify(new URL('./sqliteWorker.ts', import.meta.url).href)
  const bootstrap = `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}) })`
  return new Worker(bootstrap, { eval: true, workerData })
}
