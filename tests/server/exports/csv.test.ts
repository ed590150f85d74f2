import Papa from 'papaparse'
import { expect, it } from 'vitest'
import { csvOf } from '../../../server/exports/csv.ts'
import { findingsOf } from '../../../shared/model/findings.ts'
import type { Note } from '../../../shared/model/tables.ts'
import { boardOf, idNamed } from '../../support/boardState.ts'
import { exampleState } from '../../support/exampleState.ts'

const rowsOf = (csv: string) =>
  Papa.parse<Record<string, string>>(csv.replace(/^\ufeff/, ''), { header: true, skipEmptyLines: true }).data

it('begins with a byte order mark, so that Excel reads it as UTF-8', () => {
  expect(csvOf(findingsOf(exampleState(), 'everyone')).startsWith('\ufeffkind,number,')).toBe(true)
})

it('has one row for each theme, quote, community, recommendation, result and reason of a published copy', () => {
  const findings = findingsOf(exampleState(), 'everyone')
  const kinds = rowsOf(csvOf(findings)).map((row) => row['kind'])
  const howMany = (kind: string) => kinds.filter((each) => each === kind).length
  const quotes = findings.themes.flatMap((theme) => [...theme.quotes, ...theme.differs.quotes])
  expect(['theme', 'quote', 'community', 'recommendation', 'result', 'reason'].map(howMany)).toEqual([
    5,
    quotes.length,
    8,
    4,
    2,
    5,
  ])
})

it('has one row a note in a working copy, each saying that it is one', () => {
  const rows = rowsOf(csvOf(findingsOf(exampleState(), 'working')))
  expect(rows.length).toBe(41)
  for (const row of rows) expect(row['copy']).toBe('Working copy, not for publication')
  expect(rows[0]).toMatchObject({
    note: '1',
    place: 'St Brannoc’s hall',
    'people heard': '11',
    themes: '“We told you already”: hearing back',
  })
})

it('keeps what looks like a formula as text, so that no spreadsheet runs it', () => {
  const said = ['=1+1', '+44 20', '-2', '@SUM(A1)', '\t=1', '\n=cmd|x', '  =HYPERLINK("x")', '＝1']
  const note = (words: string, i: number): Note => ({
    kind: 'heard',
    said: words,
    impression: words,
    language: '',
    conversation: null,
    quote: 'no',
    author: idNamed('author'),
    brought: 'imported',
    source: words.trim(),
    import: null,
    addedAtMs: i,
  })
  const state = boardOf({
    notes: Object.fromEntries(said.map((words, i) => [idNamed(`n${i}-`), note(words, i)])),
  })
  const cells = rowsOf(csvOf(findingsOf(state, 'working'))).flatMap((row) => [
    row['what was said'],
    row['what we made of it'],
    row['source'],
  ])
  expect(cells.length).toBe(said.length * 3)
  for (const cell of cells) expect(cell).toMatch(/^'/)
})
