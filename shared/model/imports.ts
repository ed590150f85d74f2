import { readCount, readKind, readYesNo, type ImportMapping, type ImportPart } from './importColumns.ts'
import { isBlank, shorten, type ImportRow, type ImportTable } from './importTable.ts'
import { languageTag } from './importLanguages.ts'
import { limits } from './limits.ts'
import type { Conversation, Note } from './tables.ts'

/** A note as a row of a file words it; who brought it, and when, is added when it goes on the board. */
export type ImportDraft = {
  readonly line: number
  readonly note: Pick<Note, 'kind' | 'said' | 'impression' | 'language' | 'quote' | 'source'>
  /** Index into {@link ImportReading.conversations}; null when the row tells nothing of a conversation. */
  readonly conversation: number | null
}
export type ConversationDraft = Pick<Conversation, 'setting' | 'place' | 'when' | 'peopleHeard'> & {
  /** Names in the file's words; no two alike as {@link communityKey} compares them. */
  readonly communities: readonly string[]
}
type ImportFault = { readonly line: number; readonly why: string; readonly text: string }

/** What a table would bring to a board. */
export type ImportReading = {
  readonly drafts: readonly ImportDraft[]
  readonly conversations: readonly ConversationDraft[]
  /** Every row that cannot be read, in the file's order, and why. */
  readonly faults: readonly ImportFault[]
  /** What a person should know before saying yes, as sentences. */
  readonly warnings: readonly string[]
}

/** How two names are known for the same community: case, spacing and composition of accents do not count. */
export const communityKey = (name: string): string =>
  name.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase()

/**
 * Reads each row as a note, or says why it cannot be one.
 *
 * Nothing is cut or guessed in silence: a row with too many words is a fault, not a shortened note, and a
 * note is 'not asked' about quoting unless its cell is a clear yes or no. Rows whose conversation details are
 * all alike are taken as one conversation, so that its people are counted once.
 * @param kind the kind of notes whose row does not say
 */
export function readNotes(
  table: ImportTable,
  columns: ImportMapping,
  {
    kind = 'heard',
    includeHiddenRows = false,
  }: { kind?: Note['kind'] | undefined; includeHiddenRows?: boolean | undefined } = {},
): ImportReading {
  const reader = new RowReader(table, columns, kind)
  const drafts: ImportDraft[] = []
  const faults: ImportFault[] = []
  const conversations = new Map<string, { at: number; draft: ConversationDraft }>()
  const totals: number[] = []
  let hidden = 0
  for (const row of table.rows) {
    if (row.hidden && !includeHiddenRows) hidden++
    else if (isTotal(row)) totals.push(row.line)
    else {
      const read = reader.read(row)
      if ('why' in read) {
        faults.push({
          line: row.line,
          why: read.why,
          text: shorten(row.cells.filter((cell) => !isBlank(cell)).join(' | '), 500),
        })
        continue
      }
      let conversation: number | null = null
      if (read.conversation) {
        const key = JSON.stringify([read.conversation, read.note.source])
        const known = conversations.get(key) ?? { at: conversations.size, draft: read.conversation }
        conversations.set(key, known)
        conversation = known.at
      }
      drafts.push({ line: row.line, note: read.note, conversation })
    }
  }
  const warnings = [
    ...hiddenWarnings(table, columns, hidden, includeHiddenRows),
    ...(totals.length > 0
      ? [
          `${named(table.unit, totals)} ${totals.length === 1 ? 'holds' : 'hold'} totals rather than a note and ${totals.length === 1 ? 'is' : 'are'} left out.`,
        ]
      : []),
    ...reader.warnings(),
    ...(conversations.size > 0 &&
    conversations.size < drafts.filter((draft) => draft.conversation !== null).length
      ? [
          `Notes whose place, date, setting, people and communities are the same count as one conversation: ${number(conversations.size)} in all.`,
        ]
      : []),
  ]
  return { drafts, conversations: [...conversations.values()].map(({ draft }) => draft), faults, warnings }
}

function hiddenWarnings(
  table: ImportTable,
  columns: ImportMapping,
  hidden: number,
  included: boolean,
): string[] {
  const count = included ? table.rows.filter((row) => row.hidden).length : hidden
  const rows =
    count === 0
      ? []
      : [
          `${count} ${count === 1 ? 'row is' : 'rows are'} hidden in the workbook and ${included ? 'will be read as well' : count === 1 ? 'is left out' : 'are left out'}.`,
        ]
  const chosen = Object.values(columns)
  const columnNotes = table.hiddenColumns.map((at) =>
    chosen.includes(at)
      ? `The column “${table.headers[at]}” is hidden in the workbook, and you have chosen it.`
      : `The column “${table.headers[at]}” is hidden in the workbook and is not read.`,
  )
  return [...rows, ...columnNotes]
}

const TOTAL =
  /^(grand |sub ?-?)?(totals?|sum|average|mean)( ?[/&+,] ?(totals?|sum|average|mean|count))*\s*[:.]?$/i

/** A row that sums up the others: its first words say so, and whatever else it holds are numbers. */
function isTotal(row: ImportRow): boolean {
  const filled = row.cells.filter((cell) => !isBlank(cell)).map((cell) => cell.trim())
  const [first, ...rest] = filled
  return (
    first !== undefined &&
    TOTAL.test(first) &&
    rest.length > 0 &&
    rest.every((cell) => /^[-+£$€]?[\d.,\s]+%?$/.test(cell))
  )
}

const ERROR_CELL = /^#(N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$/

type ReadRow = { readonly note: ImportDraft['note']; readonly conversation: ConversationDraft | null }

/** Reads rows one by one, and remembers what to say about them together. */
class RowReader {
  private readonly unclear = new Map<ImportPart, number[]>()
  private readonly shortRows: number[] = []

  constructor(
    private readonly table: ImportTable,
    private readonly columns: ImportMapping,
    private readonly kind: Note['kind'],
  ) {}

  read(row: ImportRow): ReadRow | { readonly why: string } {
    const where = `${capital(this.table.unit)} ${row.line}`
    if (row.fault !== null) return { why: row.fault }
    const cell = (part: ImportPart): string => {
      const at = this.columns[part]
      const text = at === null ? '' : (row.cells[at] ?? '').trim()
      return isBlank(text) || (part !== 'said' && ERROR_CELL.test(text)) ? '' : text
    }
    const said = cell('said')
    if (said === '') return { why: `${where} has no words in the column “${this.nameOf('said')}”.` }
    if (ERROR_CELL.test(said))
      return { why: `${where} holds the error ${said} of a spreadsheet instead of words.` }
    const note = {
      kind: this.clear('kind', row, cell('kind'), readKind) ?? this.kind,
      said,
      impression: cell('impression'),
      language: this.clear('language', row, cell('language'), languageTag) ?? '',
      quote: this.clear('quote', row, cell('quote'), readYesNo) ?? ('not asked' as const),
      source: cell('source'),
    }
    const details = {
      setting: cell('setting'),
      place: cell('place'),
      when: cell('when'),
      peopleHeard: this.clear('people', row, cell('people'), readCount),
      communities: splitNames(cell('communities')),
    }
    const why = this.tooLong({ ...note, ...details }, details.communities)
    if (why) return { why: `${where} ${why}` }
    if (row.cells.length < this.table.headers.length && this.table.hasHeader) this.shortRows.push(row.line)
    const tells =
      details.setting + details.place + details.when !== '' ||
      details.peopleHeard !== null ||
      details.communities.length > 0
    return { note, conversation: tells ? details : null }
  }

  /** Reads a cell that must be one of a few things; what is none of them is remembered for a warning. */
  private clear<T>(
    part: ImportPart,
    row: ImportRow,
    text: string,
    read: (text: string) => T | null,
  ): T | null {
    if (text === '') return null
    const value = read(text)
    if (value === null) {
      const lines = this.unclear.get(part)
      if (lines) lines.push(row.line)
      else this.unclear.set(part, [row.line])
    }
    return value
  }

  private tooLong(
    texts: Readonly<Record<string, unknown>>,
    communities: readonly string[],
  ): string | undefined {
    for (const [part, max] of MOST_CHARACTERS) {
      const text = texts[part]
      if (typeof text === 'string' && text.length > max) {
        return `has ${number(text.length)} characters in the column “${this.nameOf(part)}”; at most ${number(max)} fit.`
      }
    }
    if (communities.length > limits.communitiesPerConversation) {
      return `names ${communities.length} communities; at most ${limits.communitiesPerConversation} fit.`
    }
    if (communities.some((name) => name.length > limits.nameCharacters)) {
      return `names a community in more than ${limits.nameCharacters} characters.`
    }
    // The rest of the row (ids, dates) is far below 1 KB.
    const bytes = new TextEncoder().encode(JSON.stringify(texts)).length
    return bytes > limits.rowBytes - 1024
      ? `holds ${number(bytes)} bytes in all; at most ${number(limits.rowBytes - 1024)} fit.`
      : undefined
  }

  warnings(): string[] {
    const short =
      this.shortRows.length === 0
        ? []
        : [
            `${named(this.table.unit, this.shortRows)} ${this.shortRows.length === 1 ? 'has' : 'have'} fewer cells than the header; what is missing is taken as empty.`,
          ]
    return [
      ...short,
      ...[...this.unclear].map(
        ([part, lines]) =>
          `${named(this.table.unit, lines)}: the cell in “${this.nameOf(part)}” ${UNCLEAR[part] ?? 'cannot be read and is taken as empty'}.`,
      ),
    ]
  }

  private nameOf(part: ImportPart): string {
    const at = this.columns[part]
    return at === null ? part : (this.table.headers[at] ?? part)
  }
}

const MOST_CHARACTERS: readonly (readonly [ImportPart, number])[] = [
  ['said', limits.noteCharacters],
  ['impression', limits.noteCharacters],
  ['place', limits.titleCharacters],
  ['when', limits.titleCharacters],
  ['setting', limits.titleCharacters],
  ['source', limits.nameCharacters],
]

const UNCLEAR: Partial<Record<ImportPart, string>> = {
  quote: 'is neither a clear yes nor a clear no, so the note is marked “not asked”',
  people: 'is not a plain number, so the number of people is left open',
  kind: 'says neither “heard” nor “own”, so the note is taken as the others are',
  language: 'names no language that is known here, so it is left open',
}

function splitNames(text: string): string[] {
  const names = text
    .split(/[;|,\n]/)
    .map((name) => name.replace(/\s+/g, ' ').trim())
    .filter((name) => !isBlank(name))
  return [...new Map(names.map((name) => [communityKey(name), name])).values()]
}

/** "Line 4", "Lines 4, 9 and 12", "Lines 4, 9, 12 and 31 more". */
function named(unit: ImportTable['unit'], lines: readonly number[]): string {
  const word = `${capital(unit)}${lines.length === 1 ? '' : 's'}`
  if (lines.length > 6) return `${word} ${lines.slice(0, 5).join(', ')} and ${number(lines.length - 5)} more`
  return `${word} ${lines.length === 1 ? lines[0] : `${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`}`
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
const number = (value: number): string => value.toLocaleString('en-GB')

/** Why so many rows do not fit on a board, as a sentence, or undefined when they do. */
export function refuseImportSize(rows: number, notesOnBoard: number): string | undefined {
  const room = Math.max(0, limits.notesPerBoard - notesOnBoard)
  if (rows <= room) return undefined
  const left = notesOnBoard === 0 ? '' : `, and this one has room for ${number(room)} more`
  return `This would bring ${number(rows)} notes, and a board holds at most ${number(limits.notesPerBoard)}${left}. Nothing was added. Take rows out of the file, or share them out over several boards.`
}
