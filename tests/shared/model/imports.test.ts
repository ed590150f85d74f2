import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  guessColumns,
  importParts,
  readCount,
  readYesNo,
  type ImportMapping,
} from '../../../shared/model/importColumns.ts'
import { languageTag } from '../../../shared/model/importLanguages.ts'
import { columnNames, shorten, type ImportTable } from '../../../shared/model/importTable.ts'
import { communityKey, readNotes, refuseImportSize } from '../../../shared/model/imports.ts'
import { limits } from '../../../shared/model/limits.ts'
import { faultOfRow } from '../../../shared/model/tables.ts'

const table = (headers: readonly string[], ...rows: readonly (readonly string[])[]): ImportTable => ({
  hasHeader: true,
  headers,
  hiddenColumns: [],
  rows: rows.map((cells, at) => ({ line: at + 2, cells, hidden: false, fault: null })),
  unit: 'line',
})
const chosen = (one: ImportTable) =>
  Object.fromEntries(Object.entries(guessColumns(one) ?? {}).filter(([, column]) => column !== null))
const mapped = (columns: Partial<ImportMapping>): ImportMapping =>
  ({ ...Object.fromEntries(importParts.map((part) => [part, null])), said: 0, ...columns }) as ImportMapping
const read = (one: ImportTable) => readNotes(one, guessColumns(one)!)

describe('guessing what the columns are', () => {
  it('goes by the words of the header', () => {
    const one = table(
      [
        'What was said',
        'What we made of it',
        'Ward',
        'Date',
        'Setting',
        'How many people',
        'Communities',
        'OK to quote?',
        'Kind',
        'Heard by',
        'Language',
      ],
      [
        'Buses stop at six',
        'Tired',
        'Hook',
        'May',
        'Lunch club',
        '12',
        'Carers',
        'yes',
        'heard',
        'Ana',
        'pl',
      ],
    )
    expect(chosen(one)).toEqual(
      Object.fromEntries(
        importParts.map((part) => [
          part,
          [
            'said',
            'impression',
            'place',
            'when',
            'setting',
            'people',
            'communities',
            'quote',
            'kind',
            'source',
            'language',
          ].indexOf(part),
        ]),
      ),
    )
  })

  it('never takes ids, themes or votes for the words, however long they are', () => {
    const one = table(
      ['id', 'gold_theme', 'votes', 'text'],
      ['a-very-long-id-without-end', 'A theme with a long name', 'many votes', 'Buses'],
    )
    expect(chosen(one)).toEqual({ said: 3 })
  })

  it('takes the longest words where no header helps', () => {
    expect(
      chosen(table(['A1', 'Q17. Anything else?'], ['yes', 'The buses stop at six in the evening'])),
    ).toEqual({ said: 1 })
  })

  it('tells leave to quote from a quotation by what stands below', () => {
    expect(chosen(table(['quote', 'place'], ['The buses stop at six in the evening.', 'Hook']))).toEqual({
      said: 0,
      place: 1,
    })
    expect(chosen(table(['comment', 'quote'], ['Buses', 'no'], ['Trams', 'not sure']))).toEqual({
      said: 0,
      quote: 1,
    })
  })

  it('leaves hidden columns alone', () => {
    const one = { ...table(['comment', 'place'], ['Buses', 'Hook']), hiddenColumns: [1] }
    expect(chosen(one)).toEqual({ said: 0 })
  })

  it('finds nothing where there are no words', () => {
    expect(guessColumns(table(['a', 'b'], ['1', '2']))).toBeNull()
  })
})

describe('reading rows as notes', () => {
  it('takes only a clear yes for leave to quote', () => {
    expect(['yes', 'Y', ' TRUE ', '✓'].map(readYesNo)).toEqual(['yes', 'yes', 'yes', 'yes'])
    expect(['no', 'N', 'false'].map(readYesNo)).toEqual(['no', 'no', 'no'])
    expect(['', '1', 'maybe', 'yes, but not by name', 'x', 'n/a'].map(readYesNo)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('leaves leave to quote unasked where a cell is unclear, and says where', () => {
    const { drafts, warnings } = read(
      table(['comment', 'quote'], ['Buses', 'yes'], ['Trams', 'perhaps'], ['Rooms', '']),
    )
    expect(drafts.map(({ note }) => note.quote)).toEqual(['yes', 'not asked', 'not asked'])
    expect(warnings).toEqual([
      'Line 3: the cell in “quote” is neither a clear yes nor a clear no, so the note is marked “not asked”.',
    ])
  })

  it('reads a number of people only where it is one', () => {
    expect(['12', '1,200', ' 7 ', '3.0'].map(readCount)).toEqual([12, 1200, 7, 3])
    expect(['about 12', '12-15', '-1', '2.5', '999999'].map(readCount)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('knows a language by its tag and by its name', () => {
    expect(['pl', 'zh-hant', 'Polish', 'polski', 'Farsi', 'اردو'].map(languageTag)).toEqual([
      'pl',
      'zh-Hant',
      'pl',
      'pl',
      'fa',
      'ur',
    ])
    expect(['Klingonish', 'x', ''].map(languageTag)).toEqual([null, null, null])
  })

  it('says which line lacks words, and which has too many', () => {
    const { faults, drafts } = read(
      table(
        ['comment', 'place'],
        ['', 'Hook'],
        ['a'.repeat(limits.noteCharacters + 1), 'Hook'],
        ['#REF!', 'Hook'],
        ['Buses', 'Hook'],
      ),
    )
    expect(faults.map(({ why }) => why)).toEqual([
      'Line 2 has no words in the column “comment”.',
      'Line 3 has 10,001 characters in the column “comment”; at most 10,000 fit.',
      'Line 4 holds the error #REF! of a spreadsheet instead of words.',
    ])
    expect(drafts).toHaveLength(1)
  })

  it('leaves out totals, and keeps people who say “total”', () => {
    const { drafts, warnings } = read(
      table(
        ['comment', 'votes'],
        ['Total chaos at the stop', '3'],
        ['Total', 'everyone'],
        ['Total / average', '5.5'],
        ['Buses', '2'],
      ),
    )
    expect(drafts.map(({ note }) => note.said)).toEqual(['Total chaos at the stop', 'Total', 'Buses'])
    expect(warnings).toEqual(['Line 4 holds totals rather than a note and is left out.'])
  })

  it('counts the people of one conversation once', () => {
    const { drafts, conversations } = read(
      table(
        ['comment', 'date', 'people'],
        ['Buses', 'May', '12'],
        ['Rooms', 'May', '12'],
        ['Trams', 'June', '3'],
        ['Cold', '', ''],
      ),
    )
    expect(drafts.map(({ conversation }) => conversation)).toEqual([0, 0, 1, null])
    expect(conversations.map(({ peopleHeard }) => peopleHeard)).toEqual([12, 3])
  })

  it('makes only rows that the board takes, whatever the cells', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.constantFrom('yes', '12', 'pl', '漢'.repeat(9999), 'own; view', '#N/A'),
    )
    const rows = fc.array(fc.array(cell, { minLength: importParts.length, maxLength: importParts.length }), {
      maxLength: 4,
    })
    const columns = Object.fromEntries(importParts.map((part, at) => [part, at])) as ImportMapping
    fc.assert(
      fc.property(rows, (cells) => {
        const reading = readNotes(table(importParts, ...cells), columns)
        for (const { note, conversation } of reading.drafts) {
          const row = {
            ...note,
            conversation: null,
            author: 'A'.repeat(16),
            brought: 'imported',
            import: 'I'.repeat(16),
            addedAtMs: 1_800_000_000_000,
          }
          expect(faultOfRow('notes', 'N'.repeat(16), row)).toBeUndefined()
          if (conversation !== null) {
            const { communities, ...details } = reading.conversations[conversation]!
            const named = communities.map(() => ({ community: 'C'.repeat(16), basis: 'guessed' }))
            expect(
              faultOfRow('conversations', 'V'.repeat(16), {
                ...details,
                communities: named,
                author: 'A'.repeat(16),
              }),
            ).toBeUndefined()
            for (const name of communities)
              expect(
                faultOfRow('communities', 'C'.repeat(16), {
                  name,
                  family: 'interest',
                  hopedFor: null,
                  mergedInto: null,
                }),
              ).toBeUndefined()
          }
        }
        expect(reading.drafts.length + reading.faults.length).toBe(cells.length)
      }),
      { numRuns: 60 },
    )
  })

  it('takes the kind that a person has chosen for rows that do not say', () => {
    const one = table(['comment', 'kind'], ['Buses', ''], ['Trams', 'heard'])
    const { drafts } = readNotes(one, mapped({ kind: 1 }), { kind: 'own' })
    expect(drafts.map(({ note }) => note.kind)).toEqual(['own', 'heard'])
  })
})

describe('names', () => {
  it('of columns can be told apart and shown', () => {
    expect(columnNames(['\uFEFFid', ' What\ndo you  like? ', '', 'ID'], 5)).toEqual([
      'id',
      'What do you like?',
      'Column 3',
      'ID (2)',
      'Column 5',
    ])
  })

  it('of communities are the same whatever their case, spaces and composed accents', () => {
    expect(communityKey('  Café   Users ')).toBe(communityKey('cafe\u0301 users'))
  })

  it('are cut between characters as people see them', () => {
    const family = '👨‍👩‍👧‍👦'
    expect(shorten(`${family}${family}`, 15)).toBe(`${family}…`)
  })
})

describe('how many fit', () => {
  it('is said with the limit, and with the room that is left', () => {
    expect(refuseImportSize(20_000, 0)).toBeUndefined()
    expect(refuseImportSize(20_001, 0)).toContain('20,001 notes, and a board holds at most 20,000. Nothing')
    expect(refuseImportSize(11, 19_990)).toContain('room for 10 more')
  })
})
