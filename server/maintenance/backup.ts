import { access, chmod, link, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { openDatabase } from '../storage/sqlite/database.ts'
import { label } from './backupFile.ts'
import { databaseIn } from './dataFolder.ts'
import { serverKeyIn } from '../serverKey.ts'
import { Unfit } from './Unfit.ts'

/**
 * Writes all boards of a data folder into one file, consistent although a server may be writing: the copy is one
 * read transaction, and copies no page in which an erased word could linger. The file is there whole or not at all.
 * @throws {Unfit} if there is nothing to back up, or `file` is there and may not be replaced
 */
export async function backUp(
  dataDir: string,
  file: string,
  { force, nowMs }: { readonly force: boolean; readonly nowMs: number },
): Promise<void> {
  const target = resolve(file)
  const database = databaseIn(dataDir)
  if (!(await exists(database))) throw new Unfit(`There are no boards in ${resolve(dataDir)} to back up.`)
  if (!force && (await exists(target)))
    throw new Unfit(`${target} is there already. Choose another name, or say --force to replace it.`)
  if (!(await exists(dirname(target)))) throw new Unfit(`There is no folder ${dirname(target)}.`)

  const part = join(dirname(target), `.${basename(target)}.${process.pid}.part`)
  await rm(part, { force: true })
  try {
    // Made beforehand, empty, so that at no moment anyone else may read it.
    await (await open(part, 'wx', 0o600)).close()
    copyInto(database, part)
    const copy = openDatabase(part)
    try {
      label(copy, { madeAtMs: nowMs, serverKey: await serverKeyIn(dataDir) })
      // One file: no write-ahead log beside it.
      copy.raw.pragma('journal_mode = DELETE')
    } finally {
      copy.close()
    }
    await chmod(part, 0o600)
    await sync(part)
    await putInPlace(part, target, force)
    await sync(dirname(target))
  } finally {
    for (const left of [part, `${part}-wal`, `${part}-shm`, `${part}-journal`])
      await rm(left, { force: true })
  }
}

function copyInto(database: string, part: string): void {
  const db = openDatabase(database)
  try {
    db.copyInto(part)
  } finally {
    db.close()
  }
}

async function putInPlace(part: string, target: string, force: boolean): Promise<void> {
  if (force) {
    await rename(part, target)
    return
  }
  try {
    // Unlike a rename, a link fails when somebody has made the file meanwhile.
    await link(part, target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Unfit(`${target} has just been made by someone else. Choose another name.`)
    // Some file systems, such as a USB stick's, know no links.
    await rename(part, target)
  }
}

/** Brings a file or folder to the disk. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Whether there is a file or folder of this name. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
