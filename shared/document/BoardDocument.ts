import * as Y from 'yjs'
import type { Row, RowKey, TextKey } from '../model/tables.ts'
import { TEXTS, tableNames, type Table } from '../model/tableNames.ts'
import type { BoardState } from '../model/board.ts'

/**
 * The one typed door to a board's Y.Doc. Its root maps are tables of whole rows; a row is plain JSON and is
 * always written whole, so that a conflict has the grain of a row and a rule sees all it needs.
 */
export type BoardDocument = {
  readonly doc: Y.Doc
  readonly tables: { readonly [T in Table]: Y.Map<Row<T>> }
  readonly texts: Y.Map<Y.Text>
}

/** Origin of a command: one thing a person did, one step of their undo. */
export const LOCAL = { origin: 'command' } as const
/** Origin of typing in a shared text: steps close together in time are undone as one. */
export const TYPING = { origin: 'typing' } as const
/** Origin of what a person does and undo must not take back, such as sharing a note. */
export const LASTING = { origin: 'lasting' } as const

/** Opens the door to a Y.Doc. Opening writes nothing: a new board is seeded once, by the server. */
export function openBoardDocument(doc: Y.Doc): BoardDocument {
  const tables = Object.fromEntries(tableNames.map((table) => [table, doc.getMap(table)]))
  return { doc, tables: tables as BoardDocument['tables'], texts: doc.getMap(TEXTS) }
}

/** A row, or undefined when the table has none under this key. */
export function rowOf<T extends Table>(board: BoardDocument, table: T, key: RowKey<T>): Row<T> | undefined {
  return (board.tables[table] as unknown as Y.Map<Row<T>>).get(key)
}

/** All rows of a table as a fresh map. */
export function rowsOf<T extends Table>(board: BoardDocument, table: T): Map<RowKey<T>, Row<T>> {
  return new Map(board.tables[table].entries() as Iterable<[RowKey<T>, Row<T>]>)
}

/** The words of a shared text, or undefined when it was never made. */
export function textOf(board: BoardDocument, key: TextKey): string | undefined {
  // toJSON, since an embed that slipped in must not show as [object Object].
  return board.texts.get(key)?.toJSON()
}

/** The whole board as plain values. */
export function readBoard(board: BoardDocument): BoardState {
  const rows = Object.fromEntries(tableNames.map((table) => [table, rowsOf(board, table)]))
  const texts = new Map([...board.texts.entries()].map(([key, text]) => [key as TextKey, text.toJSON()]))
  return { ...(rows as unknown as BoardState), texts }
}

/** What changed in one transaction: keys by table, and keys of texts. */
export type BoardChanges = {
  readonly rows: ReadonlyMap<Table, ReadonlySet<string>>
  readonly texts: ReadonlySet<TextKey>
  /** Whether this client made the change. */
  readonly isLocal: boolean
}

/** Reports every change to the board, once a transaction. @returns a function that stops it */
export function watchBoard(board: BoardDocument, onChange: (changes: BoardChanges) => void): () => void {
  const tableOfType = new Map<Y.AbstractType<unknown>, Table>()
  for (const table of tableNames)
    tableOfType.set(board.tables[table] as unknown as Y.AbstractType<unknown>, table)
  const listener = (transaction: Y.Transaction) => {
    const rows = new Map<Table, Set<string>>()
    const texts = new Set<TextKey>()
    for (const [type, keys] of transaction.changed) {
      const table = tableOfType.get(type as unknown as Y.AbstractType<unknown>)
      if (table) rows.set(table, new Set([...keys].filter((key): key is string => key !== null)))
      else if ((type as unknown) === board.texts) {
        for (const key of keys) if (key !== null) texts.add(key as TextKey)
      } else if (type instanceof Y.Text && (type.parent as unknown) === board.texts) {
        const key = type._item?.parentSub
        if (key) texts.add(key as TextKey)
      }
    }
    if (rows.size > 0 || texts.size > 0) onChange({ rows, texts, isLocal: transaction.local })
  }
  board.doc.on('afterTransaction', listener)
  return () => board.doc.off('afterTransaction', listener)
}
