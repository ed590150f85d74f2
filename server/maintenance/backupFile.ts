import { bytes, openDatabase, type Database } from '../storage/sqlite/database.ts'
import { Unfit } from './Unfit.ts'

/*
 * A backup is the database in one file, with one more table that says what it is and holds the key from which
 * links are derived: so it is all that is needed to carry on elsewhere, and as secret as the boards themselves.
 */

/** What a backup says of itself. */
export type BackupLabel = { readonly madeAtMs: number; readonly serverKey: Uint8Array }

const FORMAT = 'common-thread-backup-1'

/** Makes a copy of the database into a backup. Ballots are taken out: a round that is open is voted on anew. */
export function label(copy: Database, { madeAtMs, serverKey }: BackupLabel): void {
  copy.transaction(() => {
    for (const table of ballotTables(copy)) copy.prepare(`delete from "${table}"`).run()
    copy
      .prepare(
        'create table backup (format text not null, made_at_ms integer not null, server_key blob not null)',
      )
      .run()
    copy.prepare('insert into backup values (?, ?, ?)').run(FORMAT, madeAtMs, serverKey)
  })
}

/** Makes a backup into a database again. @returns what it said of itself @throws {Unfit} if it is no backup */
export function unlabel(db: Database): BackupLabel {
  const found = readLabel(db)
  db.prepare('drop table backup').run()
  return found
}

function readLabel(db: Database): BackupLabel {
  if (!hasTable(db, 'backup')) throw new Unfit('It is a database, but no backup of Common Thread.')
  const [row] = db.prepare('select * from backup').all()
  if (row?.['format'] !== FORMAT)
    throw new Unfit('It was made by another version of Common Thread, in a form that this one does not know.')
  return { madeAtMs: row['made_at_ms'] as number, serverKey: bytes(row['server_key']) }
}

/** @throws {Unfit} if the file is damaged */
export function checkWhole(db: Database): void {
  const said = db.prepare('pragma integrity_check').all()
  if (said.length !== 1 || said[0]?.['integrity_check'] !== 'ok')
    throw new Unfit('It is damaged: SQLite finds that parts of it do not fit together.')
}

/** Opens a file that ought to be a database. @throws {Unfit} if it is none */
export function openGiven(file: string): Database {
  try {
    return openDatabase(file)
  } catch (error) {
    throw new Unfit('It is no database, so it is no backup of Common Thread.', { cause: error })
  }
}

/** Where ballots of open rounds lie, in whichever version of the database. */
export const ballotTables = (db: Database): string[] =>
  ['ballots', 'sealed_ballots'].filter((name) => hasTable(db, name))

const hasTable = (db: Database, name: string): boolean =>
  db.prepare("select 1 from sqlite_master where type = 'table' and name = ?").all(name).length > 0
