import { isKnownHeader } from '../../shared/model/importColumns.ts'
import { isBlank, shorten, type ImportRow } from '../../shared/model/importTable.ts'
import { readChat } from './chat.ts'
import { readDelimited } from './delimited.ts'
import type { RawTable } from './rawTable.ts'
import { MOST_ROWS, tooManyRows } from './Unreadable.ts'

type Line = { readonly line: number; readonly text: string }
/** Notes without columns: one cell a row. */
export type PastedNotes = RawTable & { readonly delimiter: string; readonly isTable: boolean }

const BULLET = /^\s*(?:[•‣◦▪▫●○■□∙·➢➤►✓✔»]\s*|[-*–—o]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][.)]\s+)(?=\S)/i

/**
 * Reads pasted text: a list with bullets or numbers gives one note a bullet, cells copied from a spreadsheet
 * give a table, a chat gives one note a message, and anything else one note a line.
 * @param text cleaned
 */
export function readPasted(text: string): PastedNotes {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line, at) => ({ line: at + 1, text: line }))
  if (lines.length > MOST_ROWS) throw tooManyRows()
  const filled = lines.filter((line) => !isBlank(line.text))
  if (isTable(filled) || isHeaded(filled[0])) {
    const table = readDelimited(text)
    if (table.delimiter !== '') return { ...table, isTable: true }
  }
  const notes = readChat(filled) ?? (isList(filled) ? readList(lines) : { rows: filled, warnings: [] })
  return {
    rows: notes.rows.map(({ line, text: words }): ImportRow => ({
      line,
      cells: [words.trim()],
      hidden: false,
      fault: null,
    })),
    warnings: notes.warnings,
    hiddenColumns: [],
    unit: 'line',
    delimiter: '',
    isTable: false,
  }
}

const isList = (lines: readonly Line[]): boolean => {
  const bullets = lines.filter(({ text }) => BULLET.test(text)).length
  return bullets >= 2 && bullets >= lines.length * 0.3
}

/** Cells copied out of a spreadsheet: most lines hold a tab that is not a bullet's. */
function isTable(lines: readonly Line[]): boolean {
  const tabbed = lines.filter(({ text }) => text.trim().replace(BULLET, '').includes('\t')).length
  return lines.length >= 2 && tabbed >= lines.length * 0.5
}

/** A first line such as "id,comment,area": a table's header, where a sentence would have longer parts. */
function isHeaded(first: Line | undefined): boolean {
  const cells = (first?.text ?? '').split(/[,;\t]/)
  return cells.length > 1 && cells.every((cell) => cell.length <= 40) && cells.some(isKnownHeader)
}

/** One note a bullet. A line beneath a bullet belongs to it; a line before bullets is their heading. */
function readList(lines: readonly Line[]): { rows: Line[]; warnings: string[] } {
  const rows: Line[] = []
  const headings: Line[] = []
  let open = false // whether a line without a bullet goes on with the note before it
  lines.forEach((line, at) => {
    if (isBlank(line.text)) {
      open = false
      return
    }
    const words = line.text.replace(BULLET, '').trim()
    if (BULLET.test(line.text)) {
      rows.push({ line: line.line, text: words })
      open = true
      return
    }
    const last = rows.at(-1)
    if (open && last) {
      rows[rows.length - 1] = { ...last, text: `${last.text} ${words}` }
      return
    }
    const next = lines.slice(at + 1).find(({ text }) => !isBlank(text))
    const isHeading =
      next !== undefined && BULLET.test(next.text) && words.length <= 120 && !/[.!?]$/.test(words)
    if (isHeading) headings.push({ line: line.line, text: words })
    else rows.push({ line: line.line, text: words })
  })
  const named = headings.map(({ text }) => `“${shorten(text, 60)}”`).join(', ')
  return {
    rows,
    warnings:
      headings.length === 0
        ? []
        : [
            `${headings.length === 1 ? 'A heading is' : `${headings.length} headings are`} left out: ${shorten(named, 300)}.`,
          ],
  }
}
