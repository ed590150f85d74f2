/**
 * A table as it stood in a file or on the clipboard, before anyone has said what its columns mean. Rows of
 * white space are not in it; every other row is, with the reason why it cannot be read where there is one.
 */
export type ImportTable = {
  /** Whether the first line names the columns. */
  readonly hasHeader: boolean
  /** One name a column, no two alike, fit to be shown: "comment", "comment (2)", "Column 4". */
  readonly headers: readonly string[]
  /** Columns that are hidden in the workbook: never chosen unless a person does. */
  readonly hiddenColumns: readonly number[]
  readonly rows: readonly ImportRow[]
  /** What a row's number counts: lines of a text, rows of a sheet. */
  readonly unit: 'line' | 'row'
}

export type ImportRow = {
  /** Where the row begins in the file, from 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** Hidden in the workbook; left out unless asked for. */
  readonly hidden: boolean
  /** Why it is not clear what stands in which cell, as a sentence; null when it is. */
  readonly fault: string | null
}

const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g

/** Whether a cell shows nothing: white space and invisible characters only. */
export const isBlank = (cell: string | undefined): boolean =>
  cell === undefined || cell.replace(INVISIBLE, '').trim() === ''

/** A header's words for comparing: lower case, no signs, one space between. */
export const headerWords = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Cuts a text for showing, between characters as people see them, with an ellipsis when something is cut. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  let short = ''
  // A family emoji is one character to whoever reads it, and eleven units here.
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, max + 64))) {
    if (short.length + segment.length >= max) break
    short += segment
  }
  return `${short.trimEnd()}…`
}

/**
 * Names for the columns that can be shown and told apart: white space and invisible characters are tidied,
 * a nameless column becomes "Column 4", and the second "comment" becomes "comment (2)".
 * @param raw the header row, or undefined when the file has none
 */
export function columnNames(raw: readonly string[] | undefined, width: number): string[] {
  const seen = new Map<string, number>()
  return Array.from({ length: width }, (_, at) => {
    const tidy = (raw?.[at] ?? '').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim()
    const name = tidy === '' ? `Column ${at + 1}` : tidy
    const times = (seen.get(name.toLowerCase()) ?? 0) + 1
    seen.set(name.toLowerCase(), times)
    return times === 1 ? name : `${name} (${times})`
  })
}
