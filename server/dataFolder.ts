import { mkdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import Libsql from 'libsql'
import { inUse } from './storage/sqlite/troubles.ts'

/**
 * Makes the data folder, and those above it.
 * @throws {Error} with a sentence for whoever starts the server, when that cannot be
 */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    await makeFolder(resolve(folder))
  } catch (error) {
    throw folderUnusable(folder, error)
  }
}

/** An error of the file system as a sentence for whoever starts the server. */
export function folderUnusable(folder: string, error: unknown): Error {
  const { code = '', message } = error as NodeJS.ErrnoException
  const why = reasons[code] ?? message
  return new Error(
    `the data folder ${folder} cannot be used: ${why}. Set DATA_DIR to a folder in which the server's user may write.`,
    { cause: error },
  )
}

/** One after another: on some file systems, such as /proc, Node's own `recursive` tries for ever. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  if (found?.isDirectory()) return
  if (found) throw Object.assign(new Error(`${folder} is no folder`), { code: 'ENOTDIR' })
  await makeFolder(dirname(folder))
  await mkdir(folder, { mode: 0o700 })
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'the server may not write there',
  EPERM: 'the server may not write there',
  EROFS: 'that disk can only be read',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'something on the way there is a file, and no folder',
  ENOENT: 'there can be no folder in that place',
  ENAMETOOLONG: 'its name is too long',
}

/** Keeps other servers off the folder. */
export type FolderLock = {
  /** Takes the lock, if it is not held yet. @throws {StoreFailing} when another server holds it */
  take(this: void): void
  release(this: void): void
}

/**
 * Two servers on one folder would each send their people what the other knows nothing of. The lock is one of
 * SQLite on an empty database, since that dies with the process, however it ends, and works on every system.
 * Nobody may open and close `lock.db` within this process: on POSIX systems that would end the lock.
 */
export function folderLock(folder: string): FolderLock {
  const file = join(folder, 'lock.db')
  let held: Libsql.Database | undefined
  return {
    take() {
      if (held) return
      const lock = new Libsql(file)
      try {
        // In memory, so that there is nothing to be cleared away when the process is killed.
        lock.exec('pragma journal_mode = memory')
        lock.exec('begin exclusive')
      } catch (error) {
        lock.close()
        if ((error as { code?: unknown }).code === 'SQLITE_BUSY') throw inUse(file)
        throw error
      }
      held = lock
    },
    release() {
      if (!held) return
      held.exec('rollback')
      held.close()
      held = undefined
    },
  }
}
