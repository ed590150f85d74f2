import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import type { CastChoice } from '../../shared/model/ballots.ts'
import type { RoundId } from '../../shared/model/ids.ts'

/** What a data folder holds of rounds: by its bytes, without the server. */
export type StoredRounds = {
  /** How many sealed ballots. */
  sealed(round: RoundId): number
  choices(round: RoundId): readonly CastChoice[]
  hasKey(round: RoundId): boolean
}

/** Reads it from a copy, so that nothing here can hold up the server or put the file in order for it. */
export function readStoredRounds(dataDir: string): StoredRounds {
  const keys = existsSync(join(dataDir, 'round-keys')) ? readdirSync(join(dataDir, 'round-keys')) : []
  return withCopy(dataDir, (db) => {
    const sealed = db.prepare('select round, count(*) as count from sealed_ballots group by round').all()
    const choices = db
      .prepare('select round, recommendation, choice from cast_choices')
      .all() as (CastChoice & {
      readonly round: RoundId
    })[]
    const counts = new Map(
      (sealed as { round: RoundId; count: number }[]).map(({ round, count }) => [round, count]),
    )
    return {
      sealed: (round) => counts.get(round) ?? 0,
      choices: (round) => choices.filter((one) => one.round === round),
      hasKey: (round) => keys.includes(round),
    }
  })
}

/** What SQLite finds wrong with the database as a killed server left it; empty when it is whole. */
export function integrityFaults(dataDir: string): string[] {
  return withCopy(dataDir, (db) => {
    const said = db.pragma('integrity_check') as { integrity_check: string }[]
    return said.map((row) => row.integrity_check).filter((line) => line !== 'ok')
  })
}

/** Which of these words stand in any file under the folder. */
export function wordsInFiles(dataDir: string, words: readonly string[]): string[] {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const contents = files.map((entry) => readFileSync(join(entry.parentPath, entry.name)))
  return words.filter((one) => contents.some((content) => content.includes(one)))
}

function withCopy<T>(dataDir: string, look: (db: Libsql.Database) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'common-thread-copy-'))
  try {
    for (const name of ['boards.db', 'boards.db-wal'])
      if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(folder, name))
    const db = new Libsql(join(folder, 'boards.db'))
    try {
      return look(db)
    } finally {
      db.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
