import { parentPort, workerData } from 'node:worker_threads'
import { StoreFailing } from '../StoreFailing.ts'
import { keepEvidence, takeAwayForeignLog } from './databaseFile.ts'
import { asCalled } from './packing.ts'
import { openSqliteStore, type SqliteStore } from './sqliteStore.ts'
import type { SentError, StoreAnswer, StoreRequest, StoreWorkerData } from './SyncStorage.ts'
import { needsReopening, troubleOf } from './troubles.ts'

/*
 * The half of the SQLite store that may block: a commit waits for the disk here, while the main thread goes on
 * moving cursors. Requests run one after another, in the order in which they came. When the file fails it, this
 * thread ends: only that closes a connection of libsql for certain. The next one opens the file anew.
 */

if (!parentPort) throw new Error('sqliteWorker runs as a worker thread')
const port = parentPort
const { file, afterDamage } = workerData as StoreWorkerData
let opened: SqliteStore | undefined
const opening = open()
// Each request reports it; without this Node would end the worker before the first one asks.
opening.catch(() => undefined)

port.on('message', ({ id, method, values }: StoreRequest) => {
  void opening
    .then((store) => {
      store.look()
      const run = store[method] as (...values: readonly unknown[]) => unknown
      const value = run(...asCalled(method, values))
      store.went(method, undefined)
      port.postMessage({ id, value } satisfies StoreAnswer)
      if (method === 'close') port.close()
    })
    .catch((error: unknown) => {
      const failing = troubleOf(error, file)
      const isLast = !opened || method === 'close' || (failing !== undefined && needsReopening(failing))
      leaveEvidence(failing)
      if (!isLast) opened?.went(method, failing?.why)
      port.postMessage({ id, error: toSend(failing ?? error), isLast } satisfies StoreAnswer)
      if (isLast) port.close()
    })
})

async function open(): Promise<SqliteStore> {
  if (afterDamage) takeAwayForeignLog(file)
  return (opened = await openSqliteStore(file))
}

function leaveEvidence(failing: StoreFailing | undefined): void {
  if (failing?.why !== 'damaged') return
  try {
    keepEvidence(file)
  } catch (error) {
    failing.message += ` It could not be copied aside: ${error instanceof Error ? error.message : String(error)}.`
  }
}

/** Between threads an error keeps nothing but its message and its stack. */
function toSend(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, why: undefined }
  const why = error instanceof StoreFailing ? error.why : undefined
  return { message: error.message, stack: error.stack, why }
}
