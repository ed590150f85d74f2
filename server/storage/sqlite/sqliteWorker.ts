import { parentPort, workerData } from 'node:worker_threads'
import { openSqliteStore } from './sqliteStore.ts'
import type { StoreAnswer, StoreRequest } from './SyncStorage.ts'

/*
 * The half of the SQLite store that may block: a commit waits for the disk here, while the main thread goes on
 * moving cursors. Requests run one after another, in the order in which they came.
 */

if (!parentPort) throw new Error('sqliteWorker runs as a worker thread')
const port = parentPort
const { file } = workerData as { file: string }
const opening = openSqliteStore(file)
// Each request reports it; without this Node would end the worker before the first one asks.
opening.catch(() => undefined)

port.on('message', ({ id, method, values }: StoreRequest) => {
  void opening
    .then((store) => {
      const run = store[method] as (...values: readonly unknown[]) => unknown
      port.postMessage({ id, value: run(...values) } satisfies StoreAnswer)
      if (method === 'close') port.close()
    })
    .catch((error: unknown) => {
      port.postMessage({
        id,
        error: error instanceof Error ? error : new Error(String(error)),
      } satisfies StoreAnswer)
      if (method === 'close') port.close()
    })
})
