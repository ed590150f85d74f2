import type { RawTable } from '../rawTable.ts'
import { cleanedWarning, cleanText } from '../cleanText.ts'
import { Unreadable } from '../Unreadable.ts'
import { styleOfFormat, unescapeText, type NumberStyle } from './cellText.ts'
import { openZip, type Parts } from './openZip.ts'
import { readSheet, type Shared, type Sheet } from './readSheet.ts'
import { readXml } from './readXml.ts'

type SheetSummary = { readonly name: string; readonly rows: number; readonly hidden: boolean }
export type Workbook = RawTable & { readonly sheets: readonly SheetSummary[]; readonly sheet: string }

type ListedSheet = { readonly name: string; readonly hidden: boolean; readonly part: string }

/**
 * Reads one sheet of an XLSX workbook: the one that is asked for, else the visible one with the most rows.
 * @throws {Unreadable} for what is no complete workbook, and for a sheet that it does not have
 */
export function readWorkbook(bytes: Uint8Array, wanted?: string): Workbook {
  const parts = openZip(bytes)
  const path = workbookPath(parts)
  const workbook = parts.get(path)
  if (!workbook)
    throw new Unreadable(
      'This is a packed file, but not an Excel workbook. Save the table as XLSX or CSV, and try again.',
    )
  const relations = relationsOf(parts, path)
  const { listed, is1904 } = sheetsOf(workbook, relations)
  const find = (type: string) => {
    const relation = [...relations.values()].find((one) => one.type.endsWith(type))
    return relation && parts.get(relation.target)
  }
  const shared: Shared = {
    strings: stringsOf(find('/sharedStrings')),
    styles: stylesOf(find('/styles')),
    is1904,
  }
  const sheets = listed.flatMap(({ name, hidden, part }) => {
    const xml = parts.get(part)
    return xml ? [{ name, hidden, sheet: readSheet(xml, shared) }] : []
  })
  const chosen = wanted === undefined ? mainSheet(sheets) : sheets.find(({ name }) => name === wanted)
  if (!chosen) {
    throw new Unreadable(
      wanted === undefined
        ? 'This workbook has no sheet of cells.'
        : `This workbook has no sheet called “${wanted}”.`,
    )
  }
  return {
    rows: chosen.sheet.rows,
    hiddenColumns: chosen.sheet.hiddenColumns,
    unit: 'row',
    sheets: sheets.map(({ name, hidden, sheet }) => ({ name, hidden, rows: sheet.rows.length })),
    sheet: chosen.name,
    warnings: warningsOf(chosen, sheets),
  }
}

type ReadSheet = { readonly name: string; readonly hidden: boolean; readonly sheet: Sheet }

function mainSheet(sheets: readonly ReadSheet[]): ReadSheet | undefined {
  const visible = sheets.filter(({ hidden }) => !hidden)
  return [...visible].sort((a, b) => b.sheet.rows.length - a.sheet.rows.length)[0]
}

function warningsOf(chosen: ReadSheet, sheets: readonly ReadSheet[]): string[] {
  const others = sheets.filter((one) => one !== chosen && one.sheet.rows.length > 0)
  const visible = others.filter(({ hidden }) => !hidden).map(({ name }) => `“${name}”`)
  const hidden = others.filter((one) => one.hidden).map(({ name }) => `“${name}”`)
  const { mergedRows, cleaned } = chosen.sheet
  return [
    ...(chosen.hidden ? [`The sheet “${chosen.name}” is hidden in the workbook.`] : []),
    ...(visible.length > 0
      ? [`Only the sheet “${chosen.name}” is read; not read: ${visible.join(', ')}.`]
      : []),
    ...(hidden.length > 0 ? [`Hidden in the workbook, and not read: ${hidden.join(', ')}.`] : []),
    ...(mergedRows > 0
      ? [
          `Merged cells count for each of their rows; that fills a cell in ${mergedRows} ${mergedRows === 1 ? 'row' : 'rows'}.`,
        ]
      : []),
    ...(cleaned > 0 ? [cleanedWarning(cleaned)] : []),
  ]
}

type Relation = { readonly target: string; readonly type: string }

/** Where the package says that its workbook is; nearly always xl/workbook.xml. */
function workbookPath(parts: Parts): string {
  const main = [...relationsOf(parts, '').values()].find(({ type }) => type.endsWith('/officeDocument'))
  return main?.target ?? 'xl/workbook.xml'
}

/** A part's relations by id, with their targets as paths from the root. */
function relationsOf(parts: Parts, path: string): Map<string, Relation> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const xml = parts.get(`${folder}_rels/${path.slice(folder.length)}.rels`)
  const relations = new Map<string, Relation>()
  if (xml) {
    readXml(xml, {
      open(name, attributes) {
        const target = attributes('Target')
        if (name !== 'Relationship' || target === undefined) return
        const resolved = new URL(target.replace(/\\/g, '/'), `zip:///${folder}`).pathname.slice(1)
        relations.set(attributes('Id') ?? '', { target: resolved, type: attributes('Type') ?? '' })
      },
    })
  }
  return relations
}

function sheetsOf(
  workbook: Uint8Array,
  relations: ReadonlyMap<string, Relation>,
): { listed: ListedSheet[]; is1904: boolean } {
  const listed: ListedSheet[] = []
  let is1904 = false
  readXml(workbook, {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes('date1904') ?? '')
      if (name !== 'sheet') return
      const part = relations.get(attributes('id') ?? '')?.target
      const state = attributes('state')
      const title = cleanText(attributes('name') ?? '').text
      if (part !== undefined)
        listed.push({ name: title, hidden: state === 'hidden' || state === 'veryHidden', part })
    },
  })
  return { listed, is1904 }
}

/** Shared strings; the runs of rich text are joined, and the reading aids of East Asian text left out. */
function stringsOf(xml: Uint8Array | undefined): string[] {
  const strings: string[] = []
  if (!xml) return strings
  let current = ''
  let reading = false
  let phonetic = false
  readXml(xml, {
    open(name) {
      if (name === 'si') current = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') reading = !phonetic
    },
    text(text) {
      if (reading) current += text
    },
    close(name) {
      if (name === 't') reading = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') strings.push(unescapeText(current))
    },
  })
  return strings
}

function stylesOf(xml: Uint8Array | undefined): NumberStyle[] {
  const codes = new Map<number, string>()
  const styles: NumberStyle[] = []
  if (!xml) return styles
  let inCellStyles = false
  readXml(xml, {
    open(name, attributes) {
      if (name === 'cellXfs') inCellStyles = true
      else if (name === 'numFmt') codes.set(Number(attributes('numFmtId')), attributes('formatCode') ?? '')
      else if (name === 'xf' && inCellStyles) {
        const id = Number(attributes('numFmtId') ?? 0)
        styles.push(styleOfFormat(id, codes.get(id)))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false
    },
  })
  return styles
}
