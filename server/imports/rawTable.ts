import type { ImportRow } from '../../shared/model/importTable.ts'

/** Cells as a reader found them, before anyone has looked for a header. Rows of white space are left out. */
export type RawTable = {
  readonly rows: readonly ImportRow[]
  readonly hiddenColumns: readonly number[]
  readonly unit: 'line' | 'row'
  readonly warnings: readonly string[]
}
