import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import type { BoardState } from '../../shared/model/board.ts'
import type { BoardId, NoteId, RoundId } from '../../shared/model/ids.ts'
import type { Round, Row, RowKey } from '../../shared/model/tables.ts'
import type { Table } from '../../shared/model/tableNames.ts'
import { BLACKED_OUT } from '../../shared/model/blackOutMark.ts'
import { takeBack } from '../boards/notes.ts'
import { BATCHES, batchesIn } from '../storage/sqlite/batches.ts'
import { openDatabase, type Database } from '../storage/sqlite/database.ts'
import { ballotTables } from './backupFile.ts'
import type { OpenData } from './openData.ts'

/*
 * A restore brings back the words and the order of the boards. What must not be turned back stays as it is now:
 * who has been let in, renamed, merged or removed; which links have ended; and what has been erased.
 */

/** What a restore leaves as it is now, for whoever asked for it. */
export type CarriedOver = {
  /** Boards of the backup that have been deleted since, and stay so. */
  readonly deleted: number
  /** Boards that were made since, and stay. */
  readonly madeSince: number
}

/**
 * Brings from the present database into the prepared one what is no board's words: boards made since, people, seats,
 * links. Both have this build's schema, and nobody has either open.
 */
export function carryOverRecords(prepared: string, present: string, isSamePlace: boolean): CarriedOver {
  const db = openDatabase(prepared)
  try {
    db.attach(present, 'present')
    return db.transaction(() => {
      const known = boardsIn(db, 'main')
      const now = boardsIn(db, 'present')
      const madeSince = [...now].filter((board) => !known.has(board))
      // Deleting is the only way in which a board goes. Elsewhere, or in a new folder, they were never there.
      const deleted = isSamePlace && now.size > 0 ? [...known].filter((board) => !now.has(board)) : []
      bringPeople(db)
      const tables = tablesOfBoards(db)
      for (const board of madeSince) {
        for (const [table, columns] of tables) bringRows(db, table, columns, board)
      }
      bringUpdates(db, new Set(madeSince))
      for (const board of deleted) removeBoard(db, board, [...tables.keys()])
      removeUpdates(db, new Set(deleted))
      return { deleted: deleted.length, madeSince: madeSince.length }
    })
  } finally {
    db.checkpoint()
    db.close()
  }
}

/** The participants of every board that is in both, as they are now, with the browsers that may act as them. */
function bringPeople(db: Database): void {
  for (const statement of [
    `insert or replace into main.participants (author, id, board, is_own)
       select author, id, board, is_own from present.participants order by rowid`,
    `delete from main.seats where participant in (select id from present.participants)`,
    `insert or replace into main.seats select * from present.seats`,
    `delete from main.ways_back where participant in (select id from present.participants)`,
    `insert or replace into main.ways_back select * from present.ways_back`,
    `insert or ignore into main.bindings select * from present.bindings where board in (select id from main.boards)`,
    `update main.boards set (generations, code, code_expires_at_ms) =
       (select generations, code, code_expires_at_ms from present.boards as now where now.id = main.boards.id)
       where id in (select id from present.boards)`,
  ])
    db.prepare(statement).run()
}

/** Tables whose rows belong to a board, with the columns to copy. */
function tablesOfBoards(db: Database): Map<string, string[]> {
  const names = db.prepare("select name from main.sqlite_master where type = 'table'").all()
  const tables = new Map<string, string[]>()
  for (const { name } of names) {
    if (typeof name !== 'string') continue
    const columns = db
      .prepare(`select name from pragma_table_info(?)`)
      .all(name)
      .map((row) => row['name'] as string)
    if (name === 'boards' || columns.includes('board')) tables.set(name, columns)
  }
  return tables
}

function bringRows(db: Database, table: string, columns: readonly string[], board: string): void {
  const list = columns.map((column) => `"${column}"`).join(', ')
  const key = table === 'boards' ? 'id' : 'board'
  db.prepare(
    `insert or ignore into main."${table}" (${list}) select ${list} from present."${table}" where ${key} = ?`,
  ).run(board)
}

function removeBoard(db: Database, board: string, tables: readonly string[]): void {
  for (const table of ['seats', 'ways_back']) {
    db.prepare(
      `delete from main.${table} where participant in (select id from main.participants where board = ?)`,
    ).run(board)
  }
  for (const table of tables)
    db.prepare(`delete from main."${table}" where ${table === 'boards' ? 'id' : 'board'} = ?`).run(board)
}

/** Their numbers are given anew, since others of the backup may have them; no later one gets a number of then. */
function bringUpdates(db: Database, boards: ReadonlySet<string>): void {
  const [to, from] = [batchesIn(db, 'main'), batchesIn(db, 'present')]
  from.each((seq, own) => {
    to.append(
      own.filter((board) => boards.has(board)).map((board) => ({ board, update: from.update(seq, board) })),
    )
  })
  const given = ['main', 'present'].map((schema) =>
    db.prepare(`select seq from ${schema}.sqlite_sequence where name = '${BATCHES}'`).all(),
  )
  const last = Math.max(0, ...given.flat().map((row) => row['seq'] as number))
  db.prepare(`delete from main.sqlite_sequence where name = '${BATCHES}'`).run()
  db.prepare(`insert into main.sqlite_sequence (name, seq) values ('${BATCHES}', ?)`).run(last)
}

function removeUpdates(db: Database, boards: ReadonlySet<string>): void {
  const batches = batchesIn(db)
  batches.each((seq, own) => {
    for (const board of own) if (boards.has(board)) batches.drop(seq, board)
  })
}

/** The votes of rounds that were open then and are open now, as they stand now. */
export function carryOverBallots(prepared: string, present: string, rounds: readonly string[]): void {
  const db = openDatabase(prepared)
  try {
    db.attach(present, 'present')
    db.transaction(() => {
      for (const table of [...ballotTables(db), 'counted']) {
        for (const round of rounds) {
          db.prepare(`delete from main."${table}" where round = ?`).run(round)
          db.prepare(`insert into main."${table}" select * from present."${table}" where round = ?`).run(
            round,
          )
        }
      }
    })
  } finally {
    db.checkpoint()
    db.close()
  }
}

/** What of a board stays as it is now. */
type Standing = Pick<BoardState, 'people' | 'hidden' | 'rounds'> & {
  /** Notes in which words were blacked out, as they read now. */
  readonly blackedOut: BoardState['notes']
}

/**
 * Brings people and erasures of one board from the present data into the prepared one.
 * @returns the rounds that are open in both
 */
export async function carryOverBoard(
  prepared: OpenData,
  present: OpenData,
  board: BoardId,
): Promise<RoundId[]> {
  const now = await present.rooms.read(board, standingOf)
  return prepared.rooms.write(board, (document, state) => {
    bringStanding(document, now)
    const isOpen = (round: Round | undefined) => round?.state.is === 'open'
    return [...state.rounds]
      .filter(([id, round]) => isOpen(round) && isOpen(now.rounds.get(id)))
      .map(([id]) => id)
  })
}

const standingOf = (state: BoardState): Standing => ({
  people: new Map(state.people),
  hidden: new Map(state.hidden),
  rounds: new Map(state.rounds),
  blackedOut: new Map(
    [...state.notes].filter(([, { said, impression }]) => (said + impression).includes(BLACKED_OUT)),
  ),
})

function bringStanding(document: BoardDocument, now: Standing): void {
  const { tables } = document
  for (const [id, person] of now.people) writeUnlessSame(document, 'people', id, person)
  for (const [id, mark] of now.hidden) {
    if (mark.is === 'withdrawn') takeBack(document, [id], mark.atMs)
    writeUnlessSame(document, 'hidden', id, mark)
  }
  for (const [id, mark] of tables.hidden.entries())
    if (mark.is === 'hidden' && !now.hidden.has(id as NoteId)) tables.hidden.delete(id)
  // Also those that were made since: a copy on some device may hold what they said before, and would bring it back.
  for (const [id, note] of now.blackedOut) writeUnlessSame(document, 'notes', id, note)
}

function writeUnlessSame<T extends Table>(
  document: BoardDocument,
  table: T,
  key: RowKey<T>,
  row: Row<T>,
): void {
  if (JSON.stringify(rowOf(document, table, key)) !== JSON.stringify(row)) writeRow(document, table, key, row)
}

const boardsIn = (db: Database, schema: 'main' | 'present'): Set<string> =>
  new Set(
    db
      .prepare(`select id from ${schema}.boards`)
      .all()
      .map((row) => row['id'] as string),
  )
