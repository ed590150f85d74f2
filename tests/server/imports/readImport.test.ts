import * as fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { cleanText } from '../../../server/imports/cleanText.ts'
import { readDelimited } from '../../../server/imports/delimited.ts'
import { readImport, type ImportOptions } from '../../../server/imports/readImport.ts'
import { Unreadable } from '../../../server/imports/Unreadable.ts'
import { isBlank } from '../../../shared/model/importTable.ts'

const file = (text: string, options: ImportOptions = {}, name = 'notes.csv') =>
  readImport({ is: 'file', name, bytes: new TextEncoder().encode(text) }, options)
const paste = (text: string) => readImport({ is: 'text', text }, {})
const saidIn = (result: ReturnType<typeof paste>) => result.reading.drafts.map(({ note }) => note.said)

describe('tables as text', () => {
  const cell = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .map((text) => cleanText(text).text.replace(/\r\n?/g, '\n'))
  const tricky = fc.oneof(cell, fc.constantFrom('', '"', '""', 'a,b', 'x;y', 'one\ntwo', '=1+1', ' "hi" '))
  const tables = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(tricky, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
    )
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

  it('read back as they were written, with any delimiter and any line end', () => {
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n', '\r'),
        (table, delimiter, end) => {
          // Excel's own hint, since a table of blanks and signs has no delimiter that anyone could guess.
          const text = `sep=${delimiter}${end}${table.map((row) => row.map(quoted).join(delimiter)).join(end)}`
          const { rows } = readDelimited(text)
          expect(rows.map(({ cells }) => cells)).toEqual(table.filter((row) => !row.every(isBlank)))
          expect(rows.every(({ fault }) => fault === null)).toBe(true)
        },
      ),
    )
  })

  it('are cut at the sign that cuts them evenly', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(',', ';', '\t'),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 2, max: 20 }),
        (delimiter, width, height) => {
          const line = Array.from({ length: width }, (_, at) => `word${at}`).join(delimiter)
          expect(readDelimited(`${line}\n`.repeat(height)).delimiter).toBe(delimiter)
        },
      ),
    )
  })

  it('never make the reader fail, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('a.csv', 'a.txt', 'a.xlsx'),
        (bytes, name) => {
          try {
            readImport({ is: 'file', name, bytes }, {})
          } catch (error) {
            expect(error).toBeInstanceOf(Unreadable)
          }
        },
      ),
    )
  })

  it('of one column are not cut at the commas of their sentences', () => {
    const result = file('comment\nBuses, trains and trams\nWarm rooms\n')
    expect(saidIn(result)).toEqual(['Buses, trains and trams', 'Warm rooms'])
  })

  it('count lines as an editor does, across cells with line breaks', () => {
    const { table } = file('comment,place\n"one\ntwo",Hook\nthree,Hook\n')
    expect(table.rows.map(({ line }) => line)).toEqual([2, 4])
  })

  it('with a quotation mark open in the midst lose that line alone', () => {
    const { preview, reading } = file('comment,place\n"open,Hook\nfine,Hook\n"also, fine",Hook\n')
    expect(preview.faults.map(({ line }) => line)).toEqual([2])
    expect(reading.drafts.map(({ note }) => note.said)).toEqual(['fine', 'also, fine'])
  })

  it('that are all broken quotation marks are given back rather than read for ever', () => {
    expect(() => file('comment,place\n' + '"open,x\n"y z\n'.repeat(5000))).toThrow(
      /quotation marks do not match/,
    )
  })

  it('are read by a person’s word against the guess about the header', () => {
    expect(file('comment,place\nBuses,Hook\n', { hasHeader: false }).preview.readable).toBe(2)
    expect(file('Buses,Hook\nTrains,Hook\n', { hasHeader: true }).preview.readable).toBe(1)
  })

  it('refuse a column that is not there', () => {
    const none = {
      impression: null,
      place: null,
      when: null,
      setting: null,
      people: null,
      communities: null,
      quote: null,
      kind: null,
      source: null,
      language: null,
    }
    for (const said of [-1, 2, 0.5]) {
      expect(() => file('comment,place\nBuses,Hook\n', { columns: { said, ...none } })).toThrow(
        'The column chosen for “said”',
      )
    }
  })
})

describe('pasted text', () => {
  it('is one note a line', () => {
    expect(saidIn(paste('Buses stop at six.\n\nThe hall is cold.\n'))).toEqual([
      'Buses stop at six.',
      'The hall is cold.',
    ])
  })

  it('is one note a bullet, with the lines that go on beneath it', () => {
    expect(
      saidIn(paste('• Buses stop\n  at six\n1. The hall is cold\n(b) No one asks us\n\nAnd a last word.')),
    ).toEqual(['Buses stop at six', 'The hall is cold', 'No one asks us', 'And a last word.'])
  })

  it('keeps a number that begins a sentence', () => {
    expect(saidIn(paste('24hr parks would help.\n3 buses came at once.'))).toEqual([
      '24hr parks would help.',
      '3 buses came at once.',
    ])
  })

  it('is a table when it was copied out of a spreadsheet', () => {
    const { preview } = paste('Comment\tPlace\nBuses stop at six\tHook\nThe hall is cold\tTolworth')
    expect(preview).toMatchObject({ hasHeader: true, readable: 2, columns: { said: 0, place: 1 } })
  })
})

describe('workbooks', () => {
  const sheet = (rows: string) =>
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`
  const relations = (type: string, target: string) =>
    `<Relationships><Relationship Id="r1" Type="http://x/${type}" Target="${target}"/></Relationships>`
  const workbook = (rows: string, parts: Record<string, Uint8Array> = {}) =>
    zipSync({
      'xl/workbook.xml': strToU8(
        '<workbook xmlns:r="r"><sheets><sheet name="One" r:id="r1"/></sheets></workbook>',
      ),
      'xl/_rels/workbook.xml.rels': strToU8(relations('worksheet', 'worksheets/sheet1.xml')),
      'xl/worksheets/sheet1.xml': strToU8(sheet(rows)),
      ...parts,
    })
  const read = (bytes: Uint8Array) => readImport({ is: 'file', name: 'a.xlsx', bytes }, {})
  const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`

  it('are read without the cell references that some programs leave out', () => {
    const bytes = workbook(
      `<row>${inline('Comment')}${inline('Place')}</row><row>${inline('Buses &amp; trams')}${inline('Hook')}</row>`,
    )
    expect(read(bytes).table.rows[0]?.cells).toEqual(['Buses & trams', 'Hook'])
  })

  it('with a cell in a far corner take no room for the cells between', () => {
    const bytes = workbook(
      `<row r="1"><c r="A1" t="str"><v>Comment</v></c></row><row r="1048576"><c r="A1048576" t="str"><v>Buses</v></c><c r="XFD1048576"><v>1</v></c></row>`,
    )
    const { table } = read(bytes)
    expect(table.rows.map(({ line, cells }) => [line, cells])).toEqual([[1048576, ['Buses']]])
  })

  it('that would unpack to more than can be held are refused before they are unpacked', () => {
    const bomb = workbook('', { 'xl/worksheets/sheet2.xml': new Uint8Array(110 * 1024 * 1024) })
    expect(bomb.length).toBeLessThan(1024 * 1024)
    expect(() => read(bomb)).toThrow('more than 100 MB')
  })

  it('that lie about how much they hold are refused too', () => {
    const bytes = workbook(`<row>${inline('Buses. '.repeat(1000))}</row>`)
    // The size in the central directory, at byte 24 of the sheet's entry.
    for (let at = 0; at < bytes.length - 4; at++) {
      if (bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 1 && bytes[at + 3] === 2) {
        bytes.set([16, 0, 0, 0], at + 24)
      }
    }
    expect(() => read(bytes)).toThrow(Unreadable)
  })

  it('of other programs, and packed files that are no workbooks, are told apart in words', () => {
    expect(() => read(zipSync({ 'word/document.xml': strToU8('<w/>') }))).toThrow('not an Excel workbook')
    expect(() => read(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2]))).toThrow('old Excel kind')
  })

  it('know no entities but XML’s own', () => {
    const bytes = workbook('', {
      'xl/worksheets/sheet1.xml': strToU8(
        `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${sheet(`<row>${inline('Comment')}</row><row>${inline('&e; Buses')}</row>`)}`,
      ),
    })
    expect(JSON.stringify(read(bytes).table)).not.toContain('root:')
  })
})
