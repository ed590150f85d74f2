import { headerWords, isBlank, type ImportTable } from './importTable.ts'

/** The parts of a note that a column can hold; `said` is the only one a file must have. */
export const importParts = [
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
] as const
export type ImportPart = (typeof importParts)[number]
/** The zero-based column of each part; null where the file has none. */
export type ImportMapping = { said: number } & { [P in Exclude<ImportPart, 'said'>]: number | null }

/** Header words for each part, the surest first. They are compared as {@link headerWords} gives them. */
const HEADERS: Record<ImportPart, readonly RegExp[]> = {
  said: [
    /^(what (was|they|people|residents) said|what (we|was) heard|said|heard|verbatim)$/,
    /^(comments?|text|notes?|feedback|responses?|answers?|statements?|messages?|contributions?|remarks?)$/,
    /^(ideas?|suggestions?|opinions?|views?|quotes?|quotations?|conversations?)$/,
    /\b(comments?|feedback|response|answer|said|heard|tell us)\b/,
  ],
  impression: [
    /^(our )?(impressions?|interpretation|reflections?|thoughts)$/,
    /^what we (made|make|thought)( of it)?$/,
  ],
  place: [
    /^(place|area|ward|where|location|venue|neighbou?rhood|town|village|district|locality)$/,
    /^where (it|this|that) was( said)?$/,
  ],
  when: [
    /^(when|date|day|month)$/,
    /^(date|day) (of|heard|when) ?.*$/,
    /^(conversation|session|event) date$/,
  ],
  setting: [/^(setting|occasion|event|session|meeting|activity)$/, /^group$/],
  people: [/^(people|people heard|how many( people)?|number of people|participants|attendees|head ?count)$/],
  communities: [/^(community|communities|communit(y|ies) heard)$/],
  quote: [/\bquot(e|ed|able|ing)\b/],
  kind: [/^(kind|heard or own( view)?|whose view)$/],
  source: [/^(source|brought by|collected by|heard by|recorded by|note ?taker|whose conversation)$/],
  language: [/^lang(uage)?( code)?$/, /^locale$/],
}

/** Columns of these names are never the words themselves, however long they are. */
const NEVER_WORDS =
  /^(id|.* id|row|no|nr|number|ref|reference|gold .*|(sub)?themes?|votes?|urls?|links?|e ?mails?|(sur|first |last |full )?names?|author|phone|telephone|created|updated|timestamp|score|.*agrees)$/

/** Names that only ever stand above a column, for telling a header row from a row of answers. */
const OTHER_HEADERS =
  /^(id|.* id|row|votes?|score|title|theme|subtheme|url|created|name|email|total|agreed|status|state|emoji|personal data|kinds?)$/

/** Whether a cell reads like the name of a column we know of. */
export function isKnownHeader(cell: string): boolean {
  const words = headerWords(cell)
  if (words === '') return false
  // The looser patterns find words inside a sentence, so that a comment would pass for a header.
  return (
    OTHER_HEADERS.test(words) ||
    Object.values(HEADERS).some((list) => list.some((one) => one.source.startsWith('^') && one.test(words)))
  )
}

/** Reads a yes or a no that leaves no doubt; anything else is neither. */
export function readYesNo(cell: string): 'yes' | 'no' | null {
  const word = headerWords(cell)
  if (/^(yes|y|true|yes please)$/.test(word) || /^[✓✔]$/.test(cell.trim())) return 'yes'
  return /^(no|n|false|no thank(s| you))$/.test(word) ? 'no' : null
}

/** Reads a note's kind, or null when the cell names neither. */
export function readKind(cell: string): 'heard' | 'own' | null {
  const word = headerWords(cell)
  if (/^(heard|someone else|resident|others?)$/.test(word)) return 'heard'
  return /^(own|own view|my own|my view|mine)$/.test(word) ? 'own' : null
}

/** Reads a number of people, or null for what is not a plain number: "about 12", "a few". */
export function readCount(cell: string): number | null {
  const digits = cell.trim()
  if (!/^(\d{1,6}|\d{1,3}(,\d{3})+)(\.0+)?$/.test(digits)) return null
  const count = Number(digits.replace(/,/g, ''))
  return count <= 100_000 ? count : null
}

type Column = {
  readonly at: number
  readonly words: string
  readonly cells: readonly string[]
  readonly meanLength: number
}

/** Guessing looks at this many rows. */
const SAMPLE = 200

/**
 * Guesses which column is what, by the header's words and by what stands below it; a file without helpful
 * headers gets the column with the longest words as `said`, and nothing else.
 * @returns null when no column holds words
 */
export function guessColumns(table: ImportTable): ImportMapping | null {
  const columns = columnsOf(table)
  const taken = new Set<number>()
  const take = (part: ImportPart, fits: (column: Column) => boolean): number | null => {
    for (const pattern of table.hasHeader ? HEADERS[part] : []) {
      const found = columns.find(
        (column) => !taken.has(column.at) && pattern.test(column.words) && fits(column),
      )
      if (!found) continue
      taken.add(found.at)
      return found.at
    }
    return null
  }
  // Consent first: a column "quote" may hold the words themselves or a yes to being quoted.
  const quote = take(
    'quote',
    (column) => column.meanLength <= 12 && column.cells.every((cell) => cell.length <= 60),
  )
  const said =
    take('said', (column) => !NEVER_WORDS.test(column.words) && holdsWords(column)) ?? longest(columns, taken)
  if (said === null) return null
  taken.add(said)
  const short = (column: Column) => column.meanLength <= 150
  return {
    said,
    impression: take('impression', holdsWords),
    place: take('place', (column) => short(column) && holdsWords(column)),
    when: take('when', short),
    // "group" may be a lunch club, and may be a code.
    setting: take('setting', (column) => short(column) && column.meanLength >= 4 && holdsWords(column)),
    people: take('people', (column) => mostly(column, (cell) => readCount(cell) !== null)),
    communities: take('communities', holdsWords),
    quote,
    kind: take('kind', (column) => mostly(column, (cell) => readKind(cell) !== null)),
    source: take('source', short),
    language: take('language', (column) => column.meanLength <= 35),
  }
}

function columnsOf(table: ImportTable): Column[] {
  const sample = table.rows.slice(0, SAMPLE)
  return table.headers.flatMap((header, at) => {
    if (table.hiddenColumns.includes(at)) return []
    const cells = sample.map((row) => row.cells[at] ?? '').filter((cell) => !isBlank(cell))
    if (cells.length === 0 && sample.length > 0) return []
    const length = cells.reduce((sum, cell) => sum + cell.trim().length, 0)
    // "comment (2)" is our name for the second "comment".
    const words = headerWords(header.replace(/ \(\d+\)$/, ''))
    return [{ at, words, cells, meanLength: length / Math.max(1, cells.length) }]
  })
}

const mostly = (column: Column, holds: (cell: string) => boolean): boolean =>
  column.cells.filter(holds).length >= column.cells.length * 0.8

const holdsWords = (column: Column): boolean => mostly(column, (cell) => /\p{L}/u.test(cell))

function longest(columns: readonly Column[], taken: ReadonlySet<number>): number | null {
  const candidates = columns.filter((column) => !taken.has(column.at) && column.cells.length > 0)
  // Half, not most: free answers to a survey hold "10/10" and "?" as well.
  const worded = candidates.filter(
    (column) => column.cells.filter((cell) => /\p{L}/u.test(cell)).length * 2 >= column.cells.length,
  )
  const likely = worded.filter((column) => !NEVER_WORDS.test(column.words))
  const best = (list: readonly Column[]) => [...list].sort((a, b) => b.meanLength - a.meanLength)[0]
  return (best(likely) ?? best(worded))?.at ?? null
}
