import { guessColumns, importParts, type ImportMapping } from '../../shared/model/importColumns.ts'
import { readNotes, type ImportReading } from '../../shared/model/imports.ts'
import { shorten, type ImportTable } from '../../shared/model/importTable.ts'
import type { InferOutput } from 'valibot'
import type { importOptions, ImportPreview } from '../../shared/protocol/api.ts'
import { cleanedWarning, cleanText } from './cleanText.ts'
import { decodeText } from './decode.ts'
import { readDelimited } from './delimited.ts'
import { findHeader } from './findHeader.ts'
import { readPasted } from './pasted.ts'
import type { RawTable } from './rawTable.ts'
import { Unreadable } from './Unreadable.ts'
import { isZip } from './xlsx/openZip.ts'
import { readWorkbook } from './xlsx/readWorkbook.ts'

/** What a person has chosen; whatever is missing is guessed. */
export type ImportOptions = InferOutput<typeof importOptions>

/** What someone sent: a file with its name, or text that was pasted. */
export type ImportInput =
  | { readonly is: 'file'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly is: 'text'; readonly text: string }

/** What it holds: how it was read, for the person to check, and the notes that it would bring. */
export type ImportResult = {
  readonly table: ImportTable
  readonly preview: ImportPreview
  readonly reading: ImportReading
}

type Source = { readonly raw: RawTable } & Pick<ImportPreview, 'source' | 'sheets' | 'sheet'>

const PREVIEW_ROWS = 10
const PREVIEW_FAULTS = 200
const PREVIEW_CELL_CHARACTERS = 300

/**
 * Reads bytes or text into notes. It is synchronous and may take a second for a large file: the server runs it
 * in a worker ({@link startImportReader}).
 * @throws {Unreadable} when there is no reading it, or when an option names what it does not have
 */
export function readImport(input: ImportInput, options: ImportOptions): ImportResult {
  const { raw, ...source } = readSource(input, options.sheet)
  const isNotes = source.source.format === 'lines'
  const { table, warnings } = findHeader(raw, isNotes ? false : options.hasHeader)
  const columns = options.columns ? checkColumns(options.columns, table) : guessColumns(table)
  const reading: ImportReading = columns
    ? readNotes(table, columns, { kind: options.kind, includeHiddenRows: options.includeHiddenRows })
    : {
        drafts: [],
        conversations: [],
        faults: [],
        warnings: table.rows.length > 0 ? ['No column of this table holds words.'] : [],
      }
  const empty = table.rows.length === 0 ? ['There are no notes in this.'] : []
  return {
    table,
    reading,
    preview: {
      ...source,
      hasHeader: table.hasHeader,
      headers: table.headers.map((header) => shorten(header, PREVIEW_CELL_CHARACTERS)),
      columns,
      firstRows: table.rows
        .filter(({ hidden }) => !hidden || options.includeHiddenRows === true)
        .slice(0, PREVIEW_ROWS)
        .map(({ cells }) => cells.map((cell) => shorten(cell, PREVIEW_CELL_CHARACTERS))),
      readable: reading.drafts.length,
      faults: reading.faults.slice(0, PREVIEW_FAULTS),
      faultCount: reading.faults.length,
      warnings: [...empty, ...warnings, ...reading.warnings],
    },
  }
}

function readSource(input: ImportInput, sheet: string | undefined): Source {
  if (input.is === 'file' && isZip(input.bytes)) {
    const workbook = readWorkbook(input.bytes, sheet)
    return {
      raw: workbook,
      source: { format: 'xlsx', encoding: '', delimiter: '' },
      sheets: [...workbook.sheets],
      sheet: workbook.sheet,
    }
  }
  const decoded =
    input.is === 'file' ? decodeText(input.bytes) : { text: input.text, encoding: 'utf-8', damaged: false }
  const { text, changed } = cleanText(decoded.text)
  const pasted =
    input.is === 'text' || !/\.(csv|tsv|tab|xlsx?)$/i.test(input.name) ? readPasted(text) : undefined
  const table = pasted ?? readDelimited(text)
  const warnings = [
    ...(decoded.damaged
      ? ['Some characters in this file were damaged before it came here; they show as “\uFFFD”.']
      : []),
    ...(decoded.encoding === 'macintosh'
      ? ['This file is in an old Macintosh encoding: look whether accents and signs are right.']
      : []),
    ...(changed > 0 ? [cleanedWarning(changed)] : []),
    ...table.warnings,
  ]
  return {
    raw: { ...table, warnings },
    source: {
      format: pasted?.isTable === false ? 'lines' : 'csv',
      encoding: decoded.encoding,
      delimiter: table.delimiter,
    },
    sheets: [],
    sheet: null,
  }
}

/** Columns come from the wire: each must be one that the table has. */
function checkColumns(columns: ImportMapping, table: ImportTable): ImportMapping {
  for (const part of importParts) {
    const at = columns[part]
    if (at !== null && !(Number.isInteger(at) && at >= 0 && at < table.headers.length)) {
      throw new Unreadable(`The column chosen for “${part}” is not in this table. Choose the columns again.`)
    }
  }
  return columns
}
