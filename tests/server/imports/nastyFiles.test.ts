import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readImport, type ImportOptions } from '../../../server/imports/readImport.ts'
import { Unreadable } from '../../../server/imports/Unreadable.ts'

/*
 * Every file of the shared collection of bad input against the answers that came with it. What the answers call
 * data rows are the rows of the table; which of them can become notes is claimed file by file further down.
 */

const folder = new URL('../../../../shared/data/', import.meta.url)
const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)))
const answers = <T>(name: string) => JSON.parse(readFileSync(new URL(`nasty/${name}`, folder), 'utf8')) as T

type Check = readonly [row: number, column: string | number, text: string]
type Expected = {
  readonly file: string
  readonly encoding?: string
  readonly delimiter?: string
  readonly columns?: readonly string[] | null
  readonly data_rows: number | null
  readonly checks?: readonly Check[]
}

const read = (name: string, options: ImportOptions = {}) =>
  readImport({ is: 'file', name, bytes: bytesOf(name) }, options)
const nasty = (name: string, options?: ImportOptions) => read(`nasty/${name}`, options)

const tidy = (header: string) =>
  header
    .replace(/[\u200B\uFEFF]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
const expected = [
  ...answers<{ files: Expected[] }>('expected.json').files,
  ...answers<Expected[]>('expected-xlsx.json'),
].filter(({ file }) => !file.startsWith('22-') && !file.startsWith('30-'))

describe('every file of bad input', () => {
  it('is tried', () => {
    const files = readdirSync(new URL('nasty/', folder)).filter((name) => !name.endsWith('.json'))
    expect(expected).toHaveLength(files.length - 2)
  })

  for (const answer of expected.filter(({ data_rows }) => data_rows !== null)) {
    it(`${answer.file} gives the rows, columns and words that were meant`, () => {
      // Workbook 41's answer counts its hidden row, and the total row that is no note.
      const { table, preview } = nasty(answer.file)
      const totals = answer.file.startsWith('41-') ? 1 : 0
      expect(table.rows.length - totals).toBe(answer.data_rows)
      if (answer.encoding && preview.source.format !== 'xlsx')
        expect(preview.source.encoding).toBe(answer.encoding)
      if (answer.delimiter) expect(preview.source.delimiter).toBe(answer.delimiter)
      if (answer.columns === null) expect(preview.hasHeader).toBe(false)
      if (answer.columns && !answer.file.startsWith('12-')) {
        expect(table.headers).toEqual(answer.columns.map(tidy))
      }
      const columns = answer.columns ?? []
      for (const [row, column, text] of answer.checks ?? []) {
        const at = typeof column === 'number' ? column : columns.indexOf(column)
        expect(table.rows[row - 1]?.cells[at]).toBe(text)
      }
    })
  }

  for (const answer of expected.filter(({ data_rows }) => data_rows === null)) {
    it(`${answer.file} is refused in a plain sentence`, () => {
      expect(() => nasty(answer.file)).toThrow(Unreadable)
      expect(() => nasty(answer.file)).toThrow(/^This .*try (again|that)\.$/)
    })
  }
})

describe('what is said about them', () => {
  const faultsOf = (name: string) => nasty(name).preview.faults.map(({ line, why }) => [line, why])

  it('names the line and the length of a cell that is too long', () => {
    expect(faultsOf('07-100k-character-cell.csv')).toEqual([
      [3, 'Line 3 has 99,999 characters in the column “comment”; at most 10,000 fit.'],
    ])
  })

  it('keeps cells that look like formulas as the text they are', () => {
    const { reading } = nasty('08-formula-injection.csv')
    expect(reading.drafts).toHaveLength(20)
    expect(reading.drafts[0]?.note.said).toBe("=cmd|' /C calc'!A0")
  })

  it('tells columns of one name apart', () => {
    expect(nasty('12-duplicate-headers.csv').table.headers).toEqual([
      'id',
      'comment',
      'comment (2)',
      'Comment (3)',
      'area',
    ])
  })

  it('reports ragged rows by line, with all their words, and reads the others', () => {
    const { preview, reading } = nasty('14-ragged-rows.csv')
    expect(preview.faults.map(({ line }) => line)).toEqual([4, 5, 6])
    expect(preview.faults[2]?.text).toContain('but not the car park')
    expect(preview.warnings.join()).toContain('Line 3 has fewer cells than the header')
    expect(reading.drafts.map(({ line }) => line)).toEqual([2, 3, 7])
  })

  it('loses one line to a quotation mark that is never closed, and says which', () => {
    const { preview, reading } = nasty('15-unclosed-quote.csv')
    expect(preview.faults.map(({ line, why }) => [line, why])).toEqual([
      [4, 'Line 4 opens a quotation mark that is not closed, so it is not clear where the cell ends.'],
    ])
    expect(preview.faults[0]?.text).toContain('ByPass to Natcher Parkway')
    expect(reading.drafts.at(-1)?.note.said).toBe('5" kerb is too high')
    expect(reading.drafts).toHaveLength(5)
  })

  it('replaces what no document can hold, and says so', () => {
    const { table, preview } = nasty('20-control-characters.csv')
    expect(table.rows[0]?.cells[1]).toBe('nul\uFFFDinside')
    expect(table.rows[2]?.cells[1]).toBe('form feed and vertical tab')
    expect(table.rows[3]?.cells[1]).toBe('red')
    expect(preview.warnings.join()).toMatch(/10 control characters.*replaced/)
    expect(JSON.stringify(table.rows)).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/)
  })

  it('says that there is nothing in an empty file', () => {
    for (const file of [
      '24-empty-file.csv',
      '25-header-only.csv',
      '26-only-bom-and-spaces.csv',
      '46-empty-workbook.xlsx',
    ]) {
      expect(nasty(file).preview.warnings).toContain('There are no notes in this.')
    }
  })

  it('gives one note a bullet, without its sign, and leaves a heading out aloud', () => {
    const { reading, preview } = nasty('28-paste-bullets.txt')
    expect(reading.drafts.filter(({ note }) => /^[•\-*–\d]/.test(note.said))).toEqual([])
    expect(reading.drafts.at(-1)?.note.said).toMatch(/^Doctors over-prescribing/)
    expect(preview.warnings).toEqual(['A heading is left out: “What people said on Saturday”.'])
  })

  it('keeps the names and numbers of a chat’s senders off the board', () => {
    const words = JSON.stringify(nasty('29-paste-chat-export.txt').reading.drafts)
    expect(words).not.toMatch(/Gwen|Sample|Placeholder|7700|omitted|deleted/)
    expect(words).toContain('I am under 30 years of age')
  })
})

describe('the awkward workbook', () => {
  const file = '41-workbook-awkward.xlsx'
  const said = (options?: ImportOptions) => nasty(file, options).reading.drafts.map(({ note }) => note.said)
  const meant = answers<{ file: string; text_column_values?: string[] }[]>('expected-xlsx.json').find(
    (one) => one.file === file,
  )!.text_column_values!

  it('gives the words of its rows, hidden ones only when asked for, and no total', () => {
    const short = meant.filter((text) => !text.includes('32,767'))
    expect(said({ includeHiddenRows: true })).toEqual(short)
    expect(said()).toEqual(short.filter((_, at) => at !== 4))
  })

  it('says what is hidden, what is merged, what is a total and what stands above', () => {
    const { warnings, faults, sheet, sheets } = nasty(file).preview
    expect(warnings).toEqual([
      'Only the sheet “Notes (FINAL) v2” is read; not read: “Cover”, “Notes (FINAL) v2 (2)”.',
      'Hidden in the workbook, and not read: “Names (do not share)”.',
      'Merged cells count for each of their rows; that fills a cell in 2 rows.',
      'What stands above the header in row 5 is left out: “Community conversations – Kingston – spring | Typed up from flip charts | Where | What”.',
      '1 row is hidden in the workbook and is left out.',
      'The column “Agreed?” is hidden in the workbook and is not read.',
      'Row 18 holds totals rather than a note and is left out.',
    ])
    expect(faults.map(({ line }) => line)).toEqual([16])
    expect(sheet).toBe('Notes (FINAL) v2')
    expect(sheets.filter(({ hidden }) => hidden).map(({ name }) => name)).toEqual(['Names (do not share)'])
  })

  it('shows hidden rows in the preview only when they are asked for', () => {
    const hidden = meant[4]
    const shown = (options: ImportOptions) => nasty(file, options).preview.firstRows.map((row) => row[2])
    expect(shown({})).not.toContain(hidden)
    expect(shown({ includeHiddenRows: true })).toContain(hidden)
  })

  it('shows numbers, dates and errors as the sheet does, and a formula by its result', () => {
    const votes = nasty(file).table.rows.map(({ cells }) => cells[3])
    expect(votes.slice(4, 8)).toEqual(['007', '#N/A', '45%', '7'])
    expect(nasty(file).table.rows[0]?.cells.slice(0, 2)).toEqual(['2024-03-04', 'Norbiton lunch club'])
    expect(nasty(file).table.rows[2]?.cells[1]).toBe('Norbiton lunch club')
    expect(JSON.stringify(nasty(file).table)).not.toMatch(/HYPERLINK|evil\.example|SUM\(/)
  })

  it('reads another sheet when it is asked for, and refuses one that is not there', () => {
    expect(nasty(file, { sheet: 'Notes (FINAL) v2 (2)' }).preview.readable).toBe(5)
    expect(() => nasty(file, { sheet: 'Sheet 9' })).toThrow('no sheet called “Sheet 9”')
  })
})

describe('ordinary files', () => {
  const columnsOf = (name: string) =>
    Object.fromEntries(
      Object.entries(read(name).preview.columns ?? {}).filter(([, column]) => column !== null),
    )

  it('map their words, and not their ids, gold themes or votes', () => {
    expect(columnsOf('nhs-feedback-themes/board-120.csv')).toEqual({ said: 1 })
    expect(columnsOf('polis-london-youth-policing/comments.csv')).toEqual({ said: 4 })
    expect(columnsOf('polis-affordable-housing-nz/comments.csv')).toEqual({ said: 4 })
    expect(columnsOf('polis-bowling-green-us/comments.csv')).toEqual({ said: 4 })
    expect(columnsOf('cycling-dialogue-cologne-de/cards.csv')).toEqual({ said: 2 })
    expect(columnsOf('languages-udhr/cards.csv')).toEqual({ said: 1, language: 2 })
  })

  it('lose no row', () => {
    expect(read('nhs-feedback-themes/board-120.csv').preview).toMatchObject({
      readable: 120,
      faultCount: 0,
      warnings: [],
    })
    expect(read('nhs-feedback-themes/cards.csv').preview.readable).toBe(2062)
    expect(read('polis-vtaiwan-uberx-zh/comments.csv').preview.readable).toBe(197)
  })
})
