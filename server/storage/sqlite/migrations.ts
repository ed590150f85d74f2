import { Kysely, Migrator, sql, SqliteDialect, type Migration } from 'kysely'
import type { BoardId, ParticipantId, RoundId } from '../../../shared/model/ids.ts'
import { sealedBallotsIn } from './ballots.ts'
import { batchOf } from './batch.ts'
import { BATCHES } from './batches.ts'
import { bytes, json, type Database } from './database.ts'
import { erasable, fromErasable } from './erasable.ts'
import type { RoundKeys } from './roundKeys.ts'

/** Numbered, so that they run in this order; one that was released is never changed, only followed by another. */
const migrations = (database: Database, keys: RoundKeys): Readonly<Record<string, Migration>> => ({
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
  '002-sealed-ballots': {
    async up() {
      sealBallots(database, keys)
    },
  },
  '003-guest-lists': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('snapshots')
        .addColumn('guests_length', 'integer', (column) => column.notNull().defaultTo(0))
        .execute()
    },
  },
  '004-tails-in-memory': {
    async up(db: Kysely<unknown>) {
      // It had to be written for each update; see tails.ts.
      await db.schema.dropIndex('updates_by_board').ifExists().execute()
    },
  },
  '005-batches': {
    async up() {
      batchUpdates(database)
    },
  },
})

/**
 * Seals the ballots of open rounds, which lay in the open before. SQLite's migrations are in no transaction of
 * Kysely's, so this brings its own, and does nothing the second time if the server stops before it is recorded.
 */
function sealBallots(database: Database, keys: RoundKeys): void {
  database.transaction(() => {
    for (const table of [
      // Neither has row numbers, which would tell in what order people voted.
      `create table if not exists sealed_ballots (
        round text not null, voter blob not null, board text not null, sealed blob not null,
        primary key (round, voter)) without rowid`,
      `create table if not exists cast_choices (
        round text not null, recommendation text not null, id blob not null, board text not null,
        choice text not null, primary key (round, recommendation, id)) without rowid`,
    ])
      database.prepare(table).run()
    const isThere = database.prepare(`select 1 from sqlite_master where type = 'table' and name = 'ballots'`)
    if (isThere.all().length === 0) return
    const plain = database.prepare('select board, round, participant, ballot from ballots').all()
    const sealed = sealedBallotsIn(database)
    for (const row of plain) {
      const round = row['round'] as RoundId
      const seal = keys.of(round) ?? keys.make(round)
      const participant = row['participant'] as ParticipantId
      sealed.write(seal, row['board'] as BoardId, round, participant, json(row['ballot']))
    }
    // Every page of it is overwritten, since secure_delete is on.
    database.prepare('drop table ballots').run()
  })
}

/** Each update had a row and a page of its own. Their numbers stay, and are given to no other. */
function batchUpdates(database: Database): void {
  database.transaction(() => {
    const isThere = database.prepare(`select 1 from sqlite_master where type = 'table' and name = 'updates'`)
    if (isThere.all().length === 0) return
    database
      .prepare(`create table ${BATCHES} (seq integer primary key autoincrement, bytes blob not null)`)
      .run()
    const insert = database.prepare(`insert into ${BATCHES} (seq, bytes) values (?, ?)`)
    const update = database.prepare('select board, bytes from updates where seq = ?')
    const numbers = database.prepare('select seq from updates order by seq').all()
    for (const seq of numbers.map((row) => row['seq'] as number)) {
      const row = update.all(seq)[0]!
      const part = { board: row['board'] as BoardId, update: fromErasable(bytes(row['bytes'])) }
      insert.run(seq, erasable(batchOf([part])))
    }
    for (const count of [
      `delete from sqlite_sequence where name = '${BATCHES}'`,
      `insert into sqlite_sequence (name, seq)
        select '${BATCHES}', coalesce(max(seq), 0) from sqlite_sequence where name = 'updates'`,
    ])
      database.prepare(count).run()
    // Every page of it is overwritten, since secure_delete is on.
    database.prepare('drop table updates').run()
  })
}

/**
 * Brings the file to the schema of this build, and what an earlier one left readable out of its log. @throws if a migration fails, or the file
 * is newer than this build
 */
export async function migrateDatabase(database: Database, keys: RoundKeys): Promise<void> {
  // Never destroyed: that would close the connection, which is not Kysely's.
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: database.raw }) })
  const known = migrations(database, keys)
  refuseNewer(database, known)
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...known }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('migration failed', { cause: error })
  database.checkpoint()
}

/** @throws if a later build has migrated the file: its migrations are not known here, and cannot be taken back */
function refuseNewer(database: Database, known: Readonly<Record<string, Migration>>): void {
  const isMade =
    database.prepare("select 1 from sqlite_master where name = 'kysely_migration'").all().length > 0
  const ran = isMade ? database.prepare('select name from kysely_migration').all() : []
  const unknown = ran.map((row) => row['name'] as string).filter((name) => !(name in known))
  if (unknown.length === 0) return
  throw new Error(
    `the boards were last opened by a newer version of Common Thread (its step ${unknown.join(', ')} is not known here): install that version, or restore a backup made before it`,
  )
}
