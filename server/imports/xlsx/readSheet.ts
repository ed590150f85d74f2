import { cleanText } from '../cleanText.ts'
import { isBlank, type ImportRow } from '../../../shared/model/importTable.ts'
import { MOST_COLUMNS, MOST_ROWS, tooManyRows } from '../Unreadable.ts'
import { numberText, unescapeText, type NumberStyle } from './cellText.ts'
import { readXml, type Attributes } from './readXml.ts'

/** What the cells of every sheet refer to. */
export type Shared = {
  readonly strings: readonly string[]
  /** By the index that a cell's `s` names. */
  readonly styles: readonly NumberStyle[]
  readonly is1904: boolean
}

export type Sheet = {
  readonly rows: readonly ImportRow[]
  readonly hiddenColumns: readonly number[]
  /** Rows to which the value of a merged cell was given. */
  readonly mergedRows: number
  /** Places where a control character was taken out. */
  readonly cleaned: number
}

type Range = { readonly column: number; readonly from: number; readonly to: number }
type Cell = { column: number; type: string; style: number; value: string; inline: string }

/**
 * Reads a sheet's cells as text: a formula's stored result, never the formula. The value of cells that are
 * merged downwards is given to each of their rows. Rows of white space are left out.
 */
export function readSheet(xml: Uint8Array, shared: Shared): Sheet {
  const rows: { line: number; hidden: boolean; cells: string[] }[] = []
  const hiddenColumns: number[] = []
  const merges: Range[] = []
  let cleaned = 0
  let lastLine = 0
  let row: { line: number; hidden: boolean; cells: string[] } | undefined
  let cell: Cell | undefined
  let inside: 'v' | 't' | undefined
  let phonetic = false

  readXml(xml, {
    open(name, attributes) {
      switch (name) {
        case 'row':
          lastLine = wholeNumber(attributes('r')) ?? lastLine + 1
          row = { line: lastLine, hidden: isTrue(attributes('hidden')), cells: [] }
          return
        case 'c':
          cell = {
            column: columnOf(attributes('r')) ?? row?.cells.length ?? 0,
            type: attributes('t') ?? 'n',
            style: wholeNumber(attributes('s')) ?? 0,
            value: '',
            inline: '',
          }
          return
        case 'v':
        case 't':
          inside = phonetic ? undefined : name
          return
        case 'rPh':
          phonetic = true
          return
        case 'col':
          hiddenColumns.push(...hiddenIn(attributes))
          return
        case 'mergeCell': {
          const range = downwards(attributes('ref'))
          if (range) merges.push(range)
        }
      }
    },
    text(text) {
      if (cell && inside === 'v') cell.value += text
      else if (cell && inside === 't') cell.inline += text
    },
    close(name) {
      if (name === 'v' || name === 't') inside = undefined
      else if (name === 'rPh') phonetic = false
      else if (name === 'c' && row && cell) {
        if (cell.column < MOST_COLUMNS) {
          const clean = cleanText(textOf(cell, shared))
          cleaned += clean.changed
          while (row.cells.length < cell.column) row.cells.push('')
          row.cells[cell.column] = clean.text
        }
        cell = undefined
      } else if (name === 'row' && row) {
        if (!row.cells.every(isBlank)) rows.push(row)
        if (rows.length > MOST_ROWS) throw tooManyRows()
        row = undefined
      }
    },
  })
  const mergedRows = fillMerged(rows, merges)
  return { rows: rows.map((one) => ({ ...one, fault: null })), hiddenColumns, mergedRows, cleaned }
}

function textOf(cell: Cell, { strings, styles, is1904 }: Shared): string {
  switch (cell.type) {
    case 's':
      return strings[Number(cell.value)] ?? ''
    case 'inlineStr':
      return unescapeText(cell.inline)
    case 'b':
      return cell.value === '1' || cell.value === 'true' ? 'TRUE' : 'FALSE'
    case 'n':
      return numberText(cell.value, styles[cell.style] ?? 'plain', is1904)
    case 'd':
      return cell.value.replace(/T00:00(:00(\.0+)?)?Z?$/, '').replace('T', ' ')
    default: // 'str' and 'e': the stored result, or the error
      return unescapeText(cell.value)
  }
}

function fillMerged(rows: readonly { line: number; cells: string[] }[], merges: readonly Range[]): number {
  const byLine = new Map(rows.map((row) => [row.line, row]))
  const filled = new Set<number>()
  for (const { column, from, to } of merges) {
    const value = byLine.get(from)?.cells[column]
    if (isBlank(value)) continue
    for (const row of to - from > rows.length ? rows : linesBetween(byLine, from + 1, to)) {
      if (row.line <= from || row.line > to || !isBlank(row.cells[column])) continue
      while (row.cells.length < column) row.cells.push('')
      row.cells[column] = value!
      filled.add(row.line)
    }
  }
  return filled.size
}

function* linesBetween<Row>(rows: ReadonlyMap<number, Row>, from: number, to: number): Generator<Row> {
  for (let line = from; line <= to; line++) {
    const row = rows.get(line)
    if (row) yield row
  }
}

/** A merge of one column over several rows; one that is wider is a title, and stands where it stands. */
function downwards(ref: string | undefined): Range | undefined {
  const [from, to] = (ref ?? '').split(':')
  const column = columnOf(from)
  if (to === undefined || column === undefined || column >= MOST_COLUMNS || column !== columnOf(to))
    return undefined
  const first = Number(/\d+$/.exec(from ?? '')?.[0])
  const last = Number(/\d+$/.exec(to)?.[0])
  return first < last ? { column, from: first, to: last } : undefined
}

function hiddenIn(attributes: Attributes): number[] {
  if (!isTrue(attributes('hidden')) && attributes('width') !== '0') return []
  const first = (wholeNumber(attributes('min')) ?? 1) - 1
  const last = Math.min(MOST_COLUMNS, wholeNumber(attributes('max')) ?? 0) - 1
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at)
}

/** "AB12" is column 27. */
function columnOf(ref: string | undefined): number | undefined {
  const letters = /^\$?([A-Z]{1,3})/.exec(ref ?? '')?.[1]
  if (letters === undefined) return undefined
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true'

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined
}
