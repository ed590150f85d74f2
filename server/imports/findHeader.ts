import { isKnownHeader } from '../../shared/model/importColumns.ts'
import {
  columnNames,
  isBlank,
  shorten,
  type ImportRow,
  type ImportTable,
} from '../../shared/model/importTable.ts'
import { mostFrequent } from './delimited.ts'
import type { RawTable } from './rawTable.ts'
import { MOST_COLUMNS } from './Unreadable.ts'

/** A header stands in the first so many rows, or nowhere. */
const HEADER_WITHIN = 20

/**
 * Finds the header, which may stand below a title, names the columns, leaves out those without any content,
 * and marks rows that have more cells than there are columns.
 * @param hasHeader what a person has said; undefined to guess
 */
export function findHeader(raw: RawTable, hasHeader?: boolean): { table: ImportTable; warnings: string[] } {
  const at = headerAt(raw.rows, hasHeader)
  const header = at === undefined ? undefined : raw.rows[at]
  const body = at === undefined ? raw.rows : raw.rows.slice(at + 1)
  const warnings = [...raw.warnings]
  const above = at === undefined ? [] : raw.rows.slice(0, at)
  if (above.length > 0) {
    const words = shorten(
      above
        .flatMap((row) => row.cells)
        .filter((cell) => !isBlank(cell))
        .join(' | '),
      120,
    )
    warnings.push(`What stands above the header in ${raw.unit} ${header?.line} is left out: “${words}”.`)
  }
  const width = widthOf(raw, header, body)
  if (raw.rows.some((row) => filledWidth(row) > MOST_COLUMNS)) {
    warnings.push(`Only the first ${MOST_COLUMNS} columns are read.`)
  }
  const marked = body.map((row) => tooManyCells(row, width, raw.unit))
  const kept = Array.from({ length: width }, (_, column) => column).filter(
    (column) => !isBlank(header?.cells[column]) || marked.some((row) => !isBlank(row.cells[column])),
  )
  const rows = marked.map((row) => ({
    ...row,
    // A faulty row keeps all its words, so that it can be shown and mended.
    cells:
      row.fault !== null
        ? row.cells
        : kept
            .filter((column) => raw.unit === 'row' || column < row.cells.length)
            .map((column) => row.cells[column] ?? ''),
  }))
  const names = columnNames(header?.cells, width)
  return {
    table: {
      hasHeader: header !== undefined,
      headers: columnNames(
        kept.map((column) => (isBlank(header?.cells[column]) ? names[column]! : header!.cells[column]!)),
        kept.length,
      ),
      hiddenColumns: raw.hiddenColumns.flatMap((column) =>
        kept.includes(column) ? [kept.indexOf(column)] : [],
      ),
      rows,
      unit: raw.unit,
    },
    warnings,
  }
}

function headerAt(rows: readonly ImportRow[], hasHeader: boolean | undefined): number | undefined {
  if (hasHeader === false || rows.length === 0) return undefined
  const filled = rows
    .slice(0, 200)
    .filter((row) => row.fault === null)
    .map(filledCells)
    .sort((a, b) => a - b)
  const typical = filled[filled.length >> 1] ?? 1
  // A title has one or two cells, a header nearly as many as the rows below it.
  const likely = rows.slice(0, HEADER_WITHIN).findIndex((row) => filledCells(row) >= typical * 0.8)
  const at = Math.max(0, likely)
  return hasHeader === true || isHeader(rows[at]!, rows.slice(at + 1, at + 201)) ? at : undefined
}

function isHeader(row: ImportRow, below: readonly ImportRow[]): boolean {
  if (row.fault !== null) return false
  const cells = row.cells.filter((cell) => !isBlank(cell)).map((cell) => cell.trim())
  if (cells.some(isKnownHeader)) return true
  if (cells.some(isNumberOrDate) || new Set(cells).size < cells.length) return false
  return row.cells.some((cell, column) => {
    if (isBlank(cell)) return false
    const values = below.map((other) => other.cells[column] ?? '').filter((value) => !isBlank(value))
    if (values.length === 0) return false
    if (values.every(isNumberOrDate)) return true
    const questions = values.filter((value) => value.trim().endsWith('?')).length
    if (/[?:]\s*$/.test(cell) && questions * 4 < values.length) return true
    const meanLength = values.reduce((sum, value) => sum + value.length, 0) / values.length
    return cell.length <= 80 && !/[.!,;]\s*$/.test(cell) && meanLength > cell.length * 3
  })
}

const isNumberOrDate = (cell: string): boolean => /^[-+£$€]?\d[\d.,:/\-\sT]*(Z|%)?$/.test(cell.trim())

const filledCells = (row: ImportRow): number => row.cells.filter((cell) => !isBlank(cell)).length

/** Cells up to the last that holds something. */
function filledWidth(row: ImportRow): number {
  let width = row.cells.length
  while (width > 0 && isBlank(row.cells[width - 1])) width--
  return width
}

function widthOf(raw: RawTable, header: ImportRow | undefined, body: readonly ImportRow[]): number {
  const widths = body.filter((row) => row.fault === null).map(filledWidth)
  const named = header ? filledWidth(header) : 0
  // Cells of a sheet stand where they stand; in a text, a few rows with more cells than the header have words
  // that a comma cut in two, and only if most rows have more is it the header that is short.
  const isShort = widths.filter((width) => width > named).length * 2 > widths.length
  const usual =
    raw.unit === 'row'
      ? widths.reduce((a, b) => Math.max(a, b), 0)
      : isShort
        ? (mostFrequent(widths) ?? 0)
        : 0
  // Where every row is faulty, the first still says how wide the table is.
  const fallback = header || raw.rows[0] === undefined ? 0 : filledWidth(raw.rows[0])
  return Math.min(MOST_COLUMNS, Math.max(named, usual) || fallback)
}

function tooManyCells(row: ImportRow, width: number, unit: ImportTable['unit']): ImportRow {
  const cells = filledWidth(row)
  if (row.fault !== null || cells <= width || unit === 'row') return row
  return {
    ...row,
    fault: `Line ${row.line} has ${cells} cells where there are ${width} columns, so it is not clear which words belong together. Put quotation marks around a cell that holds the separating sign.`,
  }
}
