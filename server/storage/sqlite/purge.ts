import type { Database } from './database.ts'

/** Kept in the file's own header, so that a crash does not make us forget it. */
const TO_BE_REWRITTEN = 1

/**
 * Gets what was deleted out of the files. Documents are kept so that deleting wipes them (see `erasable.ts`); rows
 * of other tables are small and are moved about with their pages, so after a board was deleted, which is rare, the
 * whole file is written anew.
 */
export function purgeIn(db: Database) {
  return {
    /** Part of the transaction that deletes a board. */
    rewriteLater: (): void => {
      db.setMark(TO_BE_REWRITTEN)
    },
    /** @throws while the log cannot be emptied or the disk has no room for the new file */
    purge: (): void => {
      if (db.mark() === TO_BE_REWRITTEN) {
        db.raw.exec('vacuum')
        db.setMark(0)
      }
      if (!db.checkpoint()) throw new Error('the write-ahead log is being read and cannot be emptied yet')
    },
  }
}
