import type { BoardSettings, Row, RowKey, TextKey } from './tables.ts'
import type { Table } from './tableNames.ts'

/** All rows of a board, as plain readonly maps. A map keeps its identity until one of its rows changes. */
export type BoardRows = { readonly [T in Table]: ReadonlyMap<RowKey<T>, Row<T>> }

/** The rows, and the texts that are written together. */
export type BoardState = BoardRows & { readonly texts: ReadonlyMap<TextKey, string> }

/** The value of one board setting, or undefined before it was ever set. */
export function settingOf<S extends keyof BoardSettings>(
  board: Pick<BoardRows, 'board'>,
  setting: S,
): BoardSettings[S] | undefined {
  return board.board.get(setting) as BoardSettings[S] | undefined
}
