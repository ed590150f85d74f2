import { sqliteStorage, type SqliteOptions } from '../storage/sqlite/sqliteStorage.ts'
import { StoreFailing } from '../storage/StoreFailing.ts'
import type { Storage } from '../storage/Storage.ts'

export type PausableStorage = Storage & {
  /** Closes the database once what is under way is done; until {@link resume} every call fails, as on a failing disk. */
  pause(this: void): Promise<void>
  /** Opens the database again, which may be another one now. */
  resume(this: void): Promise<void>
}

/** The SQLite store of a server that can let go of its file without stopping. */
export function pausableStorage(options: SqliteOptions): PausableStorage {
  let current: Storage | undefined = sqliteStorage(options)
  const call =
    (method: keyof Storage) =>
    (...values: unknown[]) => {
      if (!current) return Promise.reject(new StoreFailing('locked', 'The boards are being restored.'))
      return (current[method] as (...values: readonly unknown[]) => Promise<unknown>)(...values)
    }
  const storage = Object.fromEntries(
    (Object.keys(current) as (keyof Storage)[]).map((method) => [method, call(method)]),
  ) as unknown as Storage
  const closeCurrent = async () => {
    const closing = current
    current = undefined
    await closing?.close()
  }
  return {
    ...storage,
    close: closeCurrent,
    pause: closeCurrent,
    async resume() {
      current ??= sqliteStorage(options)
      await current.check()
    },
  }
}
