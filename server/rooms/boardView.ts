import { rowsOf, watchBoard, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { BoardState } from '../../shared/model/board.ts'
import type { TextKey } from '../../shared/model/tables.ts'
import { tableNames, type Table } from '../../shared/model/tableNames.ts'
import { Pace, type Steps } from './guard/steps.ts'

/** The board as plain values. What it gave before never changes. */
export type BoardView = {
  /** As it is now. */
  now(this: void): BoardState
  /** The same in steps, for a large one; the document may not change between them. */
  inSteps(this: void): Steps<BoardState>
}

/** Looks at a document, made afresh only for tables that changed since the last look. */
export function boardView(document: BoardDocument): BoardView {
  const tables = new Map<Table, ReadonlyMap<unknown, unknown>>()
  let texts: BoardState['texts'] | undefined
  watchBoard(document, (changes) => {
    for (const table of changes.rows.keys()) tables.delete(table)
    if (changes.texts.size > 0) texts = undefined
  })
  const tableOf = (table: Table) => {
    const known = tables.get(table)
    if (known) return known
    const rows = rowsOf(document, table)
    tables.set(table, rows)
    return rows
  }
  const now = () => {
    texts ??= new Map([...document.texts.entries()].map(([key, text]) => [key as TextKey, text.toJSON()]))
    return {
      ...Object.fromEntries(tableNames.map((table) => [table, tableOf(table)])),
      texts,
    } as unknown as BoardState
  }
  return {
    now,
    *inSteps() {
      const pace = new Pace()
      for (const table of tableNames) {
        if (tables.has(table)) continue
        const rows = new Map<unknown, unknown>()
        for (const [key, row] of document.tables[table].entries()) {
          rows.set(key, row)
          if (pace.spend(0.5)) yield
        }
        tables.set(table, rows)
      }
      yield
      return now()
    },
  }
}
