import { Kysely, Migrator, sql, SqliteDialect, type Migration } from 'kysely'
import type { Database } from './database.ts'

/** Numbered, so that they run in this order; one that was released is never changed, only followed by another. */
const migrations: Readonly<Record<string, Migration>> = {
  '001-first': {
    async up(db: Kysely<unknown>) {
      const { schema } = db
      await schema
        .createTable('boards')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('created_at_ms', 'integer', (column) => column.notNull())
        .addColumn('epoch', 'integer', (column) => column.notNull())
        .addColumn('generations', 'text', (column) => column.notNull())
        .addColumn('code', 'text')
        .addColumn('code_expires_at_ms', 'integer')
        .execute()
      await schema.createIndex('boards_by_code').on('boards').column('code').execute()
      await schema
        .createTable('updates')
        .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('board', 'text', (column) => column.notNull())
        .addColumn('bytes', 'blob', (column) => column.notNull())
        .execute()
      await schema.createIndex('updates_by_board').on('updates').columns(['board', 'seq']).execute()
      await schema
        .createTable('snapshots')
        .addColumn('board', 'text', (column) => column.primaryKey())
        .addColumn('through_seq', 'integer', (column) => column.notNull())
        .addColumn('bytes', 'blob', (column) => column.notNull())
        .execute()
      await schema
        .createTable('bindings')
        .addColumn('board', 'text', (column) => column.notNull())
        .addColumn('client_id', 'integer', (column) => column.notNull())
        .addColumn('participant', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('bindings_key', ['board', 'client_id'])
        .execute()
      await schema
        .createTable('participants')
        .addColumn('author', 'text', (column) => column.primaryKey())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('board', 'text', (column) => column.notNull())
        .addColumn('is_own', 'integer', (column) => column.notNull())
        .execute()
      await schema.createIndex('participants_by_id').on('participants').column('id').execute()
      await schema.createIndex('participants_by_board').on('participants').column('board').execute()
      await schema
        .createTable('seats')
        .addColumn('browser', 'text', (column) => column.notNull())
        .addColumn('participant', 'text', (column) => column.notNull())
        .addColumn('last_used_at_ms', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('seats_key', ['browser', 'participant'])
        .execute()
      await schema.createIndex('seats_by_participant').on('seats').column('participant').execute()
      await schema
        .createTable('ways_back')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('participant', 'text', (column) => column.notNull())
        .addColumn('expires_at_ms', 'integer', (column) => column.notNull())
        .execute()
      await schema
        .createTable('ballots')
        .addColumn('round', 'text', (column) => column.notNull())
        .addColumn('participant', 'text', (column) => column.notNull())
        .addColumn('board', 'text', (column) => column.notNull())
        .addColumn('ballot', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('ballots_key', ['round', 'participant'])
        // Without a row number, which would tell in what order people voted.
        .modifyEnd(sql`without rowid`)
        .execute()
      await schema
        .createTable('counted')
        .addColumn('round', 'text', (column) => column.notNull())
        .addColumn('recommendation', 'text', (column) => column.notNull())
        .addColumn('board', 'text', (column) => column.notNull())
        .addColumn('counted', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('counted_key', ['round', 'recommendation'])
        .execute()
    },
  },
}

/** Brings the file to the schema of this build. @throws if a migration fails, or the file is newer than this build */
export async function migrateDatabase(database: Database): Promise<void> {
  // Never destroyed: that would close the connection, which is not Kysely's.
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: database.raw }) })
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('migration failed', { cause: error })
}
