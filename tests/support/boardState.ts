import type { AnyId } from '../../shared/model/ids.ts'
import type { BoardState } from '../../shared/model/board.ts'
import type { Row, TextKey } from '../../shared/model/tables.ts'
import { tableNames, type Table } from '../../shared/model/tableNames.ts'

/** Rows of some tables, by key: for tests of the model, which need no document. */
export type RowsGiven = { readonly [T in Table]?: Readonly<Record<string, Row<T>>> } & {
  readonly texts?: Readonly<Record<string, string>>
}

/** A board that holds these rows and no others. */
export function boardOf(given: RowsGiven): BoardState {
  const rows = Object.fromEntries(
    tableNames.map((table) => [table, new Map(Object.entries(given[table] ?? {}))]),
  )
  const texts = new Map(Object.entries(given.texts ?? {})) as ReadonlyMap<TextKey, string>
  return { ...(rows as unknown as BoardState), texts }
}

/** An id that says what it stands for. */
export const idNamed = <Id extends AnyId>(name: string): Id => name.padEnd(16, '0').slice(0, 16) as Id
