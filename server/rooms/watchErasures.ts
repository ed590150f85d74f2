import type * as Y from 'yjs'
import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { tableNames, type Table } from '../../shared/model/tables.ts'

/** Rows of ids, numbers and choices: what is replaced in them are nobody's words. */
const wordlessTables: ReadonlySet<Table> = new Set([
  'placements',
  'orders',
  'bearings',
  'positions',
  'frames',
  'supports',
  'meta',
])

/**
 * Reports each change that replaces or deletes what may be somebody's words. Moving notes about, which is most of
 * what happens on a board, does not; nor does writing where nothing stood.
 */
export function watchErasures(board: BoardDocument, onErased: () => void): void {
  const wordless = new Set<unknown>(
    tableNames.filter((table) => wordlessTables.has(table)).map((table) => board.tables[table]),
  )
  board.doc.on('afterTransaction', ({ deleteSet, changed }: Y.Transaction) => {
    if (deleteSet.clients.size === 0) return
    for (const type of changed.keys()) {
      if (!wordless.has(type)) {
        onErased()
        return
      }
    }
  })
}
