import Libsql from 'libsql'

type Value = string | number | null | Uint8Array
type Row = Readonly<Record<string, string | number | null | ArrayBuffer>>

/** A prepared statement. Values are always handed over as a list: libsql takes a lone object for named ones. */
type Statement = {
  run(...values: Value[]): void
  /** Every row; blobs are ArrayBuffers. `get` is left out on purpose: its rows carry libsql's own keys. */
  all(...values: Value[]): Row[]
}

/** The little of libsql's connection that we use, with types that hold. */
export type Database = {
  readonly raw: Libsql.Database
  prepare(sql: string): Statement
  /** Runs `work` in one transaction: all of it is on disk afterwards, or none. */
  transaction<T>(work: () => T): T
  /**
   * Brings the write-ahead log into the file and empties it, so that erased words are in neither.
   * @returns whether the log is empty now; not while another process reads an older state, as a backup does
   */
  checkpoint(): boolean
  close(): void
}

/**
 * Opens the file, or makes it. Every commit is fsynced (synchronous=FULL); what is deleted is overwritten
 * (secure_delete), since a word that somebody took back must not stay in the file.
 */
export function openDatabase(file: string): Database {
  const raw = new Libsql(file)
  for (const pragma of [
    'busy_timeout = 5000',
    'journal_mode = WAL',
    'synchronous = FULL',
    'secure_delete = ON',
  ]) {
    raw.pragma(pragma)
  }
  return {
    raw,
    prepare(sql) {
      const statement = raw.prepare(sql)
      return {
        run: (...values) => {
          statement.run(values)
        },
        all: (...values) => statement.all(values) as Row[],
      }
    },
    transaction: (work) => raw.transaction(work).immediate(),
    checkpoint() {
      // Without waiting for a reader to end: meanwhile nobody's changes could be stored.
      const [{ timeout } = { timeout: 0 }] = raw.pragma('busy_timeout') as { timeout: number }[]
      raw.pragma('busy_timeout = 0')
      const [row] = raw.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
      raw.pragma(`busy_timeout = ${timeout}`)
      return row?.busy === 0
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
