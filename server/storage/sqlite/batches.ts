import type { BoardId } from '../../../shared/model/ids.ts'
import { batchOf, boardsIn, partBytes, updateIn, wipe, type Part } from './batch.ts'
import { bytes, type Database } from './database.ts'
import { erasable, inErasable } from './erasable.ts'

/** The table in which updates lie beside the snapshots, several boards' in a row. */
export const BATCHES = 'batches'

/** The updates beside the snapshots. A row has at most one of each board, so a row's number is its number there. */
export type Batches = {
  /** @returns the number of each; within a board they rise */
  append(parts: readonly Part[]): number[]
  /** @throws when the board has none of this number */
  update(seq: number, board: BoardId): Uint8Array
  /** Wipes a board's update; the row goes with the last of them. */
  drop(seq: number, board: BoardId): void
  /** Every row and whose updates it has, oldest first. */
  each(run: (seq: number, boards: readonly BoardId[]) => void): void
}

/**
 * More than this is not read and written again for the sake of one board, nor kept as long as the slowest of its boards
 * is not compacted. A longer update has a row for itself.
 */
const MOST_BYTES = 16 * 1024
/** Numbers that are read at once while all rows are. */
const AT_ONCE = 1000

/** @param schema the database's name, where another one is attached */
export function batchesIn(db: Database, schema: 'main' | 'present' = 'main'): Batches {
  const table = `${schema}.${BATCHES}`
  const insert = db.prepare(`insert into ${table} (bytes) values (?)`)
  const select = db.prepare(`select bytes from ${table} where seq = ?`)
  const next = db.prepare(`select seq from ${table} where seq > ? order by seq limit ${AT_ONCE}`)
  // As long as before: SQLite writes the pages in which something is different, where they lie.
  const overwrite = db.prepare(`update ${table} set bytes = ? where seq = ?`)
  const remove = db.prepare(`delete from ${table} where seq = ?`)

  function stored(seq: number): Uint8Array {
    const [row] = select.all(seq)
    if (!row) throw new Error(`no updates are stored by the number ${seq}`)
    return bytes(row['bytes'])
  }
  return {
    append: (parts) =>
      rowsOf(parts).flatMap((row) => {
        const { lastId } = insert.run(erasable(batchOf(row)))
        return row.map(() => lastId)
      }),
    update(seq, board) {
      const update = updateIn(inErasable(stored(seq)), board)
      if (!update) throw new Error(`board ${board} has no update by the number ${seq}`)
      return update
    },
    drop(seq, board) {
      const row = stored(seq)
      if (wipe(inErasable(row), board)) overwrite.run(row, seq)
      else remove.run(seq)
    },
    each(run) {
      for (let after = 0, rows = next.all(after); rows.length > 0; rows = next.all(after)) {
        for (const row of rows) {
          after = row['seq'] as number
          run(after, boardsIn(inErasable(stored(after))))
        }
      }
    },
  }
}

/** In their order, as many in a row as may be. */
function rowsOf(parts: readonly Part[]): Part[][] {
  const rows: Part[][] = []
  let row: Part[] = []
  let boards = new Set<BoardId>()
  let size = 0
  for (const part of parts) {
    size += partBytes(part)
    if (row.length === 0 || boards.has(part.board) || size > MOST_BYTES) {
      rows.push((row = []))
      boards = new Set()
      size = partBytes(part)
    }
    row.push(part)
    boards.add(part.board)
  }
  return rows
}
