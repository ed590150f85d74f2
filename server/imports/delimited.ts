import Papa from 'papaparse'
import { isBlank, type ImportRow } from '../../shared/model/importTable.ts'
import type { RawTable } from './rawTable.ts'
import { MOST_ROWS, tooManyRows, Unreadable } from './Unreadable.ts'

/** How many records with broken quotation marks are read around before the file is given back. */
const MOST_BROKEN = 200
const CANDIDATES = [',', ';', '\t'] as const
/** Cannot stand in a cleaned text, so that a file of one column is not cut at its commas. */
const NEVER = Papa.UNIT_SEP

/**
 * Reads a text whose cells are set apart by commas, semicolons or tabs; Excel's `sep=` line is obeyed.
 *
 * A quotation mark that is never closed costs its own line, which is reported, and not the rest of the file.
 * @param text cleaned, without a byte-order mark; any line ends
 * @returns the delimiter too; '' when there is one column only
 */
export function readDelimited(text: string): RawTable & { readonly delimiter: string } {
  const lines = text.replace(/\r\n?/g, '\n')
  const sep = /^sep=([,;|\t])\n/i.exec(lines)
  const body = sep ? lines.slice(sep[0].length) : lines
  const delimiter = sep?.[1] ?? detectDelimiter(body)
  const rows = readRecords(body, delimiter, sep ? 2 : 1).filter((row) => !row.cells.every(isBlank))
  return {
    rows,
    hiddenColumns: [],
    unit: 'line',
    warnings: [],
    delimiter: delimiter === NEVER ? '' : delimiter,
  }
}

function readRecords(text: string, delimiter: string, firstLine: number): ImportRow[] {
  const rows: ImportRow[] = []
  let at = 0
  let line = firstLine
  let broken = 0
  while (at < text.length) {
    const base = at
    Papa.parse<string[]>(text.slice(base), {
      delimiter,
      newline: '\n',
      fastMode: false, // its cursor is only told in whole chunks
      step: ({ data, errors, meta }, parser) => {
        const end = Math.min(text.length, base + meta.cursor)
        const record = text.slice(at, end)
        const isLast = end >= text.length && !record.endsWith('\n')
        const breaks = count(isLast ? record : record.slice(0, -1), '\n')
        // A quotation mark in the midst of a cell is no harm; one that runs on into the next line is.
        const runsOn =
          errors.some(({ code }) => code === 'MissingQuotes') ||
          (breaks > 0 && errors.some(({ type }) => type === 'Quotes'))
        if (runsOn) {
          if (++broken > MOST_BROKEN) {
            throw new Unreadable(
              `The quotation marks do not match from line ${line} on, nor in ${MOST_BROKEN} places before. Save the table as CSV again, and try that.`,
            )
          }
          const newline = text.indexOf('\n', at)
          const stop = newline === -1 ? text.length : newline
          rows.push({
            line,
            cells: text.slice(at, stop).split(delimiter),
            hidden: false,
            fault: `Line ${line} opens a quotation mark that is not closed, so it is not clear where the cell ends.`,
          })
          at = stop + 1
          line++
          parser.abort()
          return
        }
        rows.push({ line, cells: data, hidden: false, fault: null })
        if (rows.length > MOST_ROWS) throw tooManyRows()
        at = end
        line += breaks + 1
      },
    })
    if (at === base) break // only an empty last line was left
  }
  return rows
}

/**
 * The delimiter that cuts the first records most evenly; {@link NEVER} when none of them does.
 */
function detectDelimiter(text: string): string {
  const sample = text.slice(0, 256 * 1024)
  let best: { delimiter: string; score: number } | undefined
  for (const delimiter of CANDIDATES) {
    const { data } = Papa.parse<string[]>(sample, { delimiter, newline: '\n', preview: 60, fastMode: false })
    const widths = data.filter((cells) => !cells.every(isBlank)).map((cells) => cells.length)
    const usual = mostFrequent(widths.filter((width) => width > 1))
    if (usual === undefined) continue
    const share = widths.filter((width) => width === usual).length / widths.length
    const firstFits = widths[0] === usual
    // Sentences hold commas too: then few lines agree, and the first is not one of them.
    if (share < 0.5 && !firstFits) continue
    const score = share + (firstFits ? 0.5 : 0) + Math.min(usual, 10) / 100
    if (!best || score > best.score) best = { delimiter, score }
  }
  return best?.delimiter ?? NEVER
}

/** The value that occurs most, the larger of two that occur alike; undefined for none. */
export function mostFrequent(values: readonly number[]): number | undefined {
  const times = new Map<number, number>()
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1)
  return [...times].sort(([a, timesA], [b, timesB]) => timesB - timesA || b - a)[0]?.[0]
}

function count(text: string, char: string): number {
  let found = 0
  for (let at = text.indexOf(char); at !== -1; at = text.indexOf(char, at + 1)) found++
  return found
}
