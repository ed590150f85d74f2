import { dirname, join } from 'node:path'
import { ballotsIn } from './ballots.ts'
import { boardsIn } from './boards.ts'
import { openDatabase } from './database.ts'
import { documentsIn } from './documents.ts'
import { migrateDatabase } from './migrations.ts'
import { peopleIn } from './people.ts'
import { purgeIn } from './purge.ts'
import { roundKeysIn } from './roundKeys.ts'
import type { SyncStorage } from './SyncStorage.ts'

/** The folder of the keys of open rounds, beside the database. No backup may contain it. */
export const ROUND_KEYS = 'round-keys'

/** Opens the file, brings its schema up to date, and prepares every statement. */
export async function openSqliteStore(file: string): Promise<SyncStorage> {
  const db = openDatabase(file)
  const keys = roundKeysIn(join(dirname(file), ROUND_KEYS))
  await migrateDatabase(db, keys)
  const canWrite = db.prepare('delete from ways_back where expires_at_ms <= 0')
  return {
    ...boardsIn(db, keys),
    ...documentsIn(db),
    ...peopleIn(db),
    purge: purgeIn(db).purge,
    ...ballotsIn(db, keys),
    check() {
      canWrite.run()
    },
    close() {
      db.checkpoint()
      db.close()
    },
  }
}
