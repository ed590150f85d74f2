import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Storage } from '../Storage.ts'
import type { StoreAnswer, StoreRequest } from './SyncStorage.ts'

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
  check: true,
  close: true,
} satisfies Record<keyof Storage, true>

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

/**
 * A store in one SQLite file (with its -wal and -shm beside it), in a worker thread. Opening happens in the
 * background: {@link Storage.check} tells whether it went well. The file's folder must exist.
 */
export function sqliteStorage({ file }: { readonly file: string }): Storage {
  const worker = startWorker(file)
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let ended: Error | undefined

  const end = (why: Error) => {
    ended ??= why
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  worker.on('message', (answer: StoreAnswer) => {
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) asked?.reject(answer.error)
    else asked?.resolve(answer.value)
  })
  worker.on('error', end)
  worker.on('exit', () => {
    end(new Error('the store is closed'))
  })

  const ask = (method: keyof Storage, values: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended) {
        reject(ended)
        return
      }
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, method, values } satisfies StoreRequest)
    })
  const storage = Object.fromEntries(
    (Object.keys(methods) as (keyof Storage)[]).map((method) => [
      method,
      (...values: unknown[]) => ask(method, values),
    ]),
  ) as unknown as Storage
  return {
    ...storage,
    async close() {
      const exited = once(worker, 'exit')
      await ask('close', [])
      await exited
    },
  }
}

/** Runs beside the bundle as JavaScript, or straight from the source in tests and while developing. */
function startWorker(file: string): Worker {
  const workerData = { file }
  if (!fileURLToPath(import.meta.url).endsWith('.ts')) {
    return new Worker(new URL('./sqliteWorker.js', import.meta.url), { workerData })
  }
  // In a worker of Node 20, `--import tsx` comes too late for the entry itself; so a line of JavaScript goes first.
  const source = JSON.stringify(new URL('./sqliteWorker.ts', import.meta.url).href)
  const bootstrap = `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}) })`
  return new Worker(bootstrap, { eval: true, workerData })
}
