import { ballotsIn } from './ballots.ts'
import { boardsIn } from './boards.ts'
import { openDatabase } from './database.ts'
import { documentsIn } from './documents.ts'
import { migrateDatabase } from './migrations.ts'
import { peopleIn } from './people.ts'
import { purgeIn } from './purge.ts'
import type { SyncStorage } from './SyncStorage.ts'

/** Opens the file, brings its schema up to date, and prepares every statement. */
export async function openSqliteStore(file: string): Promise<SyncStorage> {
  const db = openDatabase(file)
  await migrateDatabase(db)
  const canWrite = db.prepare('delete from ways_back where expires_at_ms <= 0')
  return {
    ...boardsIn(db),
    ...documentsIn(db),
    ...peopleIn(db),
    ...ballotsIn(db),
    purge: purgeIn(db).purge,
    check() {
      canWrite.run()
    },
    close() {
      db.checkpoint()
      db.close()
    },
  }
}
