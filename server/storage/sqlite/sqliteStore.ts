import { statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { StoreTrouble } from '../StoreFailing.ts'
import { ballotsIn } from './ballots.ts'
import { batchesIn } from './batches.ts'
import { boardsIn } from './boards.ts'
import { LOCK_PATIENCE_MS, openDatabase, type Database } from './database.ts'
import { makeOrInspect, watchFile } from './databaseFile.ts'
import { documentsIn } from './documents.ts'
import { migrateDatabase } from './migrations.ts'
import { peopleIn } from './people.ts'
import { purgeIn } from './purge.ts'
import { roundKeysIn } from './roundKeys.ts'
import { showsItWrites, type SyncStorage } from './SyncStorage.ts'
import { tailsOf } from './tails.ts'
import { damaged, diskFull } from './troubles.ts'

/** The folder of the keys of open rounds, beside the database. No backup may contain it. */
export const ROUND_KEYS = 'round-keys'

export type SqliteStore = SyncStorage & {
  /** Before each request. @throws {StoreFailing} when the file is not what it was */
  look(this: void): void
  /** Told after each request how it went, since some troubles change what is done until they are gone. */
  went(this: void, method: keyof SyncStorage, why: StoreTrouble | undefined): void
}

/** Above this, the check of all pages would take longer than anyone should wait for the server to start. */
const MOST_CHECKED_BYTES = 512 * 1024 * 1024
/** Once another program has held its lock too long: nobody waits for it long again until it is gone. */
const HELD_LOCK_PATIENCE_MS = 20
/** After the disk was full, it counts as full until so much is free: one page would soon be filled again. */
const ROOM_BYTES = 256 * 1024

/**
 * Opens the file or makes it, checks it, brings its schema up to date, and prepares every statement.
 * @throws {StoreFailing} if the file is damaged
 */
export async function openSqliteStore(file: string): Promise<SqliteStore> {
  makeOrInspect(file)
  const watched = watchFile(file)
  const db = openDatabase(file)
  checkPages(db, file)
  const keys = roundKeysIn(join(dirname(file), ROUND_KEYS))
  await migrateDatabase(db, keys)
  if (db.lineage() === 0) db.beginLineage()
  const batches = batchesIn(db)
  const tails = tailsOf(batches)
  watched.remember()
  // Writes a page as it was: that much any change needs, and a write that changed no row would prove nothing.
  const writeSomething = () => {
    db.transaction(() => {
      db.setMark(db.mark())
    })
  }
  let lockIsHeld = false
  let wasFull = false
  return {
    ...boardsIn(db, keys, batches, tails),
    ...documentsIn(db, batches, tails),
    ...peopleIn(db),
    purge: purgeIn(db).purge,
    ...ballotsIn(db, keys),
    lineage: () => db.lineage(),
    check() {
      if (wasFull && freeBytes(file) < ROOM_BYTES) throw diskFull(file)
      writeSomething()
      wasFull = false
    },
    close() {
      db.checkpoint()
      db.close()
    },
    look: watched.look,
    went(method, why) {
      watched.remember()
      wasFull ||= why === 'full'
      const isHeld = why === 'locked' || (lockIsHeld && !showsItWrites(method))
      if (lockIsHeld === isHeld) return
      lockIsHeld = isHeld
      db.waitForLocks(isHeld ? HELD_LOCK_PATIENCE_MS : LOCK_PATIENCE_MS)
    },
  }
}

function freeBytes(file: string): number {
  const { bavail, bsize } = statfsSync(dirname(file))
  return bavail * bsize
}

function checkPages(db: Database, file: string): void {
  if (statSync(file).size > MOST_CHECKED_BYTES) return
  const fault = db.fault()
  if (fault !== undefined) throw damaged(file, fault)
}
