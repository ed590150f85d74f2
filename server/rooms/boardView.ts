import { rowsOf, watchBoard, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { BoardState } from '../../shared/model/board.ts'
import type { TextKey } from '../../shared/model/tables.ts'
import { tableNames, type Table } from '../../shared/model/tableNames.ts'

/**
 * The board as plain values, made afresh only for tables that changed since the last look.
 * @returns a function that gives the state as it is now, and never changes what it gave before
 */
export function boardView(document: BoardDocument): () => BoardState {
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
  return () => {
    texts ??= new Map([...document.texts.entries()].map(([key, text]) => [key as TextKey, text.toJSON()]))
    return {
      ...Object.fromEntries(tableNames.map((table) => [table, tableOf(table)])),
      texts,
    } as unknown as BoardState
  }
}
