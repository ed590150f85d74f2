import { randomInt } from 'node:crypto'
import Libsql from 'libsql'

type Value = string | number | null | Uint8Array
type Row = Readonly<Record<string, string | number | null | ArrayBuffer>>

/** A prepared statement. Values are always handed over as a list: libsql takes a lone object for named ones. */
type Statement = {
  /** @returns how many rows it changed, and the id of the last that it added */
  run(...values: Value[]): { readonly changes: number; readonly lastId: number }
  /** Every row; blobs are ArrayBuffers. `get` is left out on purpose: its rows carry libsql's own keys. */
  all(...values: Value[]): Row[]
}

/** The little of libsql's connection that we use, with types that hold. */
export type Database = {
  readonly raw: Libsql.Database
  prepare(sql: string): Statement
  /** Runs `work` in one transaction: all of it is on disk afterwards, or none. */
  transaction<T>(work: () => T): T
  /** Writes what is there, and nothing that was deleted, into a new file. */
  copyInto(file: string): void
  /** Makes another file's tables known under `name.` for as long as this is open. */
  attach(file: string, name: 'present'): void
  /** A number of ours in the file's own header; 0 in a new one. */
  mark(): number
  setMark(mark: number): void
  /** See {@link file://../Storage.ts}; 0 in a new file. */
  lineage(): number
  beginLineage(): void
  /**
   * Brings the write-ahead log into the file and empties it, so that erased words are in neither.
   * @returns whether the log is empty now; not while another process reads an older state, as a backup does
   */
  checkpoint(): boolean
  /** What SQLite finds wrong with the structure of the file, in its own words; undefined when it is whole. */
  fault(): string | undefined
  /** How long a statement waits for another program to let go of its lock. */
  waitForLocks(ms: number): void
  close(): void
}

const TO_WRITE = 'begin immediate'
/** By itself `begin` takes no lock yet: the first reading does. */
const TO_READ = 'begin; select 1 from sqlite_schema limit 1'

/** Long enough for a backup tool's short lock. */
export const LOCK_PATIENCE_MS = 5000

/**
 * Opens the file, or makes it. Every commit is fsynced (synchronous=FULL); what is deleted is overwritten
 * (secure_delete), since a word that somebody took back must not stay in the file.
 */
export function openDatabase(file: string): Database {
  const raw = new Libsql(file)
  for (const pragma of [
    `busy_timeout = ${LOCK_PATIENCE_MS}`,
    'journal_mode = WAL',
    'synchronous = FULL',
    'secure_delete = ON',
  ]) {
    raw.pragma(pragma)
  }
  const within = <T>(begin: string, work: () => T): T => {
    raw.exec(begin)
    try {
      const result = work()
      raw.exec('commit')
      return result
    } catch (error) {
      // On a full disk SQLite has rolled back already; a second time would hide what was the matter.
      if (raw.inTransaction) raw.exec('rollback')
      throw error
    }
  }
  // A prepared statement that meets another program's lock is left half run: libsql cannot reset it, and nothing could
  // be committed ever after. So the lock is always met by a statement that lives only for that.
  const safely = <T>(begin: string, work: () => T): T => (raw.inTransaction ? work() : within(begin, work))
  const inHeader = (name: 'user_version' | 'application_id') =>
    safely(TO_READ, () => Object.values((raw.pragma(name) as Record<string, number>[])[0] ?? {})[0] ?? 0)
  return {
    raw,
    prepare(sql) {
      const statement = raw.prepare(sql)
      return {
        run: (...values) =>
          safely(TO_WRITE, () => {
            const { changes, lastInsertRowid } = statement.run(values)
            return { changes, lastId: Number(lastInsertRowid) }
          }),
        all: (...values) => safely(TO_READ, () => statement.all(values) as Row[]),
      }
    },
    transaction: (work) => within(TO_WRITE, work),
    // Neither may stand in a transaction.
    copyInto(file) {
      raw.prepare('vacuum into ?').run([file])
    },
    attach(file, name) {
      raw.prepare(`attach ? as ${name}`).run([file])
    },
    mark: () => inHeader('user_version'),
    setMark(mark) {
      safely(TO_WRITE, () => raw.pragma(`user_version = ${mark}`))
    },
    lineage: () => inHeader('application_id'),
    beginLineage() {
      safely(TO_WRITE, () => raw.pragma(`application_id = ${randomInt(1, 2 ** 31)}`))
    },
    checkpoint() {
      // Without waiting for a reader to end: meanwhile nobody's changes could be stored.
      const [{ timeout } = { timeout: 0 }] = raw.pragma('busy_timeout') as { timeout: number }[]
      raw.pragma('busy_timeout = 0')
      try {
        const [row] = raw.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
        return row?.busy === 0
      } finally {
        raw.pragma(`busy_timeout = ${timeout}`)
      }
    },
    fault() {
      const found = raw.pragma('quick_check(1)') as { readonly quick_check: string }[]
      const said = found[0]?.quick_check ?? 'it could not be checked'
      return said === 'ok' ? undefined : said.replaceAll('\n', ' ')
    },
    waitForLocks(ms) {
      raw.pragma(`busy_timeout = ${ms}`)
    },
    close() {
      raw.close()
    },
  }
}

/** A blob column as bytes. */
export function bytes(value: unknown): Uint8Array {
  if (!(value instanceof ArrayBuffer)) throw new Error(`expected a blob, not ${typeof value}`)
  return new Uint8Array(value)
}

/** A column that holds JSON that this adapter wrote. */
export const json = <T>(value: unknown): T => JSON.parse(value as string) as T
