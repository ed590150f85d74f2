import { constants } from 'node:fs'
import { chmod, chown, copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { writeRow } from '../../shared/document/change.ts'
import { metaOf } from '../../shared/document/migrate.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import { readSetting } from '../boards/settings.ts'
import { serverKeyFile, serverKeyIn } from '../serverKey.ts'
import { openDatabase } from '../storage/sqlite/database.ts'
import { exists, sync } from './backup.ts'
import { checkWhole, openGiven, unlabel, type BackupLabel } from './backupFile.ts'
import { carryOverBallots, carryOverBoard, carryOverRecords, type CarriedOver } from './carryOver.ts'
import { besides, databaseIn, preparingIn } from './dataFolder.ts'
import { openData, type OpenData } from './openData.ts'
import { Unfit } from './Unfit.ts'

/** A backup that was checked and lies in the data folder as a database, ready to take the place of the present one. */
export type PreparedRestore = {
  readonly madeAtMs: number
  readonly boards: readonly BoardInBackup[]
  /** Whether it was made with the key of this data folder, so that it is a backup of this very place. */
  readonly isOfThisPlace: boolean
  readonly label: BackupLabel
}
export type RestoreWish = {
  /** Whether also what must not be turned back becomes as it was then: see carryOver.ts. */
  readonly asItWas: boolean
  /** Whether a present database that cannot be read is laid aside rather than replaced. */
  readonly keepUnreadable: boolean
  readonly nowMs: number
}
export type BoardInBackup = { readonly id: BoardId; readonly title: string; readonly notes: number }

/**
 * Copies a backup into the data folder, checks it, opens every board in it, and brings it to the schema of this
 * build. The backup itself is only read; the present boards are not touched.
 * @throws {Unfit} if it is no backup, damaged, or newer than this build
 */
export async function prepareRestore(dataDir: string, file: string): Promise<PreparedRestore> {
  const source = resolve(file)
  if (!(await exists(source))) throw new Unfit(`There is no file ${source}.`)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const prepared = databaseIn(preparingIn(dataDir))
  await clearPrepared(dataDir)
  try {
    await mkdir(preparingIn(dataDir), { mode: 0o700 })
    await copyFile(source, prepared, constants.COPYFILE_FICLONE)
    await chmod(prepared, 0o600)
    const label = takeLabel(prepared)
    const data = await openData(prepared)
    try {
      const boards = await data.each(boardIds(prepared), (board) =>
        data.rooms.read(board, (state, document) => ({
          id: board,
          title: readSetting(document, 'title') ?? '',
          notes: state.notes.size,
        })),
      )
      const key = await presentKey(dataDir)
      return { label, madeAtMs: label.madeAtMs, boards, isOfThisPlace: key?.equals(label.serverKey) ?? false }
    } finally {
      await data.close()
    }
  } catch (error) {
    await clearPrepared(dataDir)
    const why = error instanceof Error ? error.message : String(error)
    throw new Unfit(`${source} cannot be restored. ${why}`, { cause: error })
  }
}

/** Removes what a restore that broke off has left: it holds words. */
export async function clearPrepared(dataDir: string): Promise<void> {
  await rm(preparingIn(dataDir), { recursive: true, force: true })
}

/**
 * Puts a prepared backup in the place of the present boards; nobody else may have them open. Either all of it
 * happens or none.
 * @returns what stays as it is now; undefined when nothing does, or the present boards could not be read
 */
export async function putInPlace(
  dataDir: string,
  restore: PreparedRestore,
  wish: RestoreWish,
): Promise<CarriedOver | undefined> {
  const prepared = databaseIn(preparingIn(dataDir))
  const present = databaseIn(dataDir)
  const carried = await settleBoards(prepared, present, restore, wish)
  const clean = await withoutRemains(prepared)
  await ownedAs(dataDir, clean)
  await sync(clean)
  await settlePresent(present, wish.keepUnreadable ? wish.nowMs : undefined)
  await putKeyInPlace(dataDir, restore)
  await rename(clean, present)
  await sync(dataDir)
  return carried
}

function takeLabel(prepared: string): BackupLabel {
  const db = openGiven(prepared)
  try {
    checkWhole(db)
    return unlabel(db)
  } finally {
    db.close()
  }
}

function boardIds(file: string): BoardId[] {
  const db = openDatabase(file)
  try {
    return db
      .prepare('select id from boards order by created_at_ms, id')
      .all()
      .map((row) => row['id'] as BoardId)
  } finally {
    db.close()
  }
}

/** Makes the prepared boards what they are to be. @returns as {@link putInPlace} does */
async function settleBoards(
  prepared: string,
  present: string,
  { isOfThisPlace, boards, madeAtMs }: PreparedRestore,
  { asItWas, nowMs }: RestoreWish,
): Promise<CarriedOver | undefined> {
  const now = asItWas || !(await exists(present)) ? undefined : await openIfWhole(present)
  try {
    const presentIds = new Set(now ? boardIds(present) : [])
    const carried = now && carryOverRecords(prepared, present, isOfThisPlace)
    const then = await openData(prepared)
    const openRounds: string[] = []
    try {
      const there = new Set(boardIds(prepared))
      const remaining = boards.map(({ id }) => id).filter((id) => there.has(id))
      await then.each(remaining, async (board) => {
        if (now && presentIds.has(board)) {
          await now.each([board], async () => openRounds.push(...(await carryOverBoard(then, now, board))))
        }
        await startNewEpoch(then, board, { nowMs, backupAtMs: madeAtMs })
        // What was erased on the way here is in no earlier update of the file either.
        await then.rooms.compact(board)
      })
    } finally {
      await then.close()
    }
    if (now) carryOverBallots(prepared, present, openRounds)
    return carried
  } finally {
    await now?.close()
  }
}

/** The present boards; undefined when they cannot be read, which may be why somebody restores. */
async function openIfWhole(present: string): Promise<OpenData | undefined> {
  try {
    return await openData(present)
  } catch {
    return undefined // whoever restores is told that nothing could be carried over
  }
}

/**
 * Tells every copy of a board apart from the past that it is brought back from: a browser that was there later takes
 * the board afresh, and does again what its owner did themselves.
 */
async function startNewEpoch(
  { rooms }: OpenData,
  board: BoardId,
  { nowMs, backupAtMs }: { readonly nowMs: number; readonly backupAtMs: number },
): Promise<void> {
  await rooms.write(board, (document) => {
    const meta = metaOf(document)
    // The second of the restore, so that restoring the same backup twice gives two numbers.
    const epoch = Math.max((meta?.epoch ?? 0) + 1, Math.floor(nowMs / 1000))
    if (meta) writeRow(document, 'meta', 'meta', { ...meta, epoch, backupAtMs })
  })
}

/** Copies only what is there: of what was erased while preparing, no page of the copy holds anything. @returns its name */
async function withoutRemains(prepared: string): Promise<string> {
  const clean = `${prepared}.clean`
  await writeFile(clean, '', { mode: 0o600 })
  const db = openDatabase(prepared)
  try {
    db.beginLineage()
    db.copyInto(clean)
  } finally {
    db.close()
  }
  return clean
}

/** Brings everything that lies beside a database into it, so that the one file is all of it. */
async function intoOneFile(file: string): Promise<void> {
  const db = openDatabase(file)
  try {
    const [done] = db.raw.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    if (done?.busy !== 0) throw new Error(`another program has ${file} open`)
  } finally {
    db.close()
  }
  for (const left of besides(file)) await rm(left, { force: true })
}

/**
 * Leaves nothing beside the present database: its write-ahead log would be taken for the new one's. Where it cannot be
 * read, it is laid aside with all that belongs to it, for whoever wants to save something out of it.
 * @param asideAtMs the time to name it by; undefined when it is not to be kept
 */
async function settlePresent(present: string, asideAtMs: number | undefined): Promise<void> {
  if ((await exists(present)) && (await isReadable(present))) return
  const time = asideAtMs === undefined ? undefined : new Date(asideAtMs).toISOString().replaceAll(':', '-')
  for (const part of [...besides(present), present]) {
    if (!(await exists(part))) continue
    if (time === undefined) await rm(part)
    else await rename(part, `${part}.unreadable-${time}`)
  }
}

/** Whether the present database is whole; then nothing lies beside it afterwards. */
async function isReadable(present: string): Promise<boolean> {
  try {
    const db = openDatabase(present)
    try {
      checkWhole(db)
    } finally {
      db.close()
    }
    await intoOneFile(present)
    return true
  } catch {
    return false // damaged, or no database at all: the reason for restoring, as a rule
  }
}

/** Whoever starts the server has to be able to read what root has restored. */
async function ownedAs(dataDir: string, file: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(dataDir)
  await chown(file, uid, gid)
}

/** The links of the boards in the backup work by the key that they were made with. */
async function putKeyInPlace(dataDir: string, { label, isOfThisPlace }: PreparedRestore): Promise<void> {
  if (isOfThisPlace) return
  const part = join(dataDir, 'server.key.restoring')
  await rm(part, { force: true })
  await writeFile(part, label.serverKey, { mode: 0o600, flush: true })
  await ownedAs(dataDir, part)
  await rename(part, serverKeyFile(dataDir))
}

async function presentKey(dataDir: string): Promise<Buffer | undefined> {
  if (!(await exists(serverKeyFile(dataDir)))) return undefined
  return Buffer.from(await serverKeyIn(dataDir))
}
