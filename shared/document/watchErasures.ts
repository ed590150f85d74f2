import type * as Y from 'yjs'
import { tableNames, type Table } from '../model/tableNames.ts'
import type { BoardDocument } from './BoardDocument.ts'

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

/** What lost words: a row that was replaced or deleted, or nothing but a text that is being typed. */
export type Erased = 'rows' | 'typing'

/**
 * Reports each change that replaces or deletes what may be somebody's words. Moving notes about, which is most of
 * what happens on a board, does not; nor does writing where nothing stood.
 * @returns a function that stops it
 */
export function watchErasures(board: BoardDocument, onErased: (what: Erased) => void): () => void {
  const wordless = new Set<unknown>(
    tableNames.filter((table) => wordlessTables.has(table)).map((table) => board.tables[table]),
  )
  const worded = new Set<unknown>(
    tableNames.filter((table) => !wordlessTables.has(table)).map((table) => board.tables[table]),
  )
  const listener = ({ deleteSet, changed }: Y.Transaction) => {
    if (deleteSet.clients.size === 0) return
    const types = [...changed.keys()]
    if (types.some((type) => worded.has(type))) onErased('rows')
    else if (types.some((type) => !wordless.has(type))) onErased('typing')
  }
  board.doc.on('afterTransaction', listener)
  return () => {
    board.doc.off('afterTransaction', listener)
  }
}
