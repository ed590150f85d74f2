import * as v from 'valibot'
import { ballotStepCounts, dotCounts } from './ballots.ts'
import {
  authorKey,
  communityId,
  conversationId,
  importId,
  noteId,
  participantId,
  recommendationId,
  roundId,
  sessionId,
  themeId,
} from './ids.ts'
import { limits } from './limits.ts'
import { predicateOf, type Predicate } from './predicate.ts'
import { roleSchema } from './roles.ts'
import { stageSchema } from './stages.ts'
import {
  recommendationStates,
  tableNames,
  textFields,
  themeColours,
  type ClientTable,
  type ServerTable,
  type Table,
} from './tableNames.ts'

/*
 * The board document's tables: the shape of each row and of its key. One row holds what changes together
 * and is changed by the same people, so permission, conflict and validation have the same grain.
 *
 * Strict objects throughout: a field we do not know is a row we do not understand.
 */

const words = (max: number) => v.pipe(v.string(), v.maxLength(max))
const title = words(limits.titleCharacters)
const name = words(limits.nameCharacters)
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000))
const timeMs = v.pipe(v.number(), v.integer(), v.minValue(0))
const coordinate = v.pipe(v.number(), v.finite(), v.minValue(-1e6), v.maxValue(1e6))
/** A calendar date as written on paper, `2026-11-23`, without a time zone. */
const date = v.pipe(v.string(), v.isoDate())

/** What one conversation brought: what was said, and apart from it what was made of it. */
export const noteRow = v.strictObject({
  kind: v.picklist(['heard', 'own']),
  said: words(limits.noteCharacters),
  impression: words(limits.noteCharacters),
  /** BCP 47, empty when nobody said. */
  language: words(35),
  conversation: v.nullable(conversationId),
  /** Whether the people heard agreed to be quoted. Imports say 'not asked' unless a column says more. */
  quote: v.picklist(['yes', 'no', 'not asked']),
  author: authorKey,
  /** How the note came: typed by its author, out of a file, or written down for someone else. */
  brought: v.picklist(['written', 'imported', 'scribed']),
  /** Whose conversation it was, in words that help them find and claim it; never needed. */
  source: name,
  /** The import that brought it, so that one import can be undone as one. */
  import: v.nullable(importId),
  addedAtMs: timeMs,
})

export const conversationRow = v.strictObject({
  setting: title,
  place: title,
  /** In the words of whoever was there: "early October", "Tuesday's lunch club". */
  when: title,
  /** How many people were heard; null when nobody counted. */
  peopleHeard: v.nullable(count),
  communities: v.pipe(
    v.array(v.strictObject({ community: communityId, basis: v.picklist(['told', 'guessed']) })),
    v.maxLength(limits.communitiesPerConversation),
  ),
  author: authorKey,
})

const placementRow = v.strictObject({ present: v.boolean() })
const orderRow = v.strictObject({
  index: v.pipe(v.string(), v.regex(/^[0-9A-Za-z]+$/), v.maxLength(limits.orderCharacters)),
})
const bearingRow = v.strictObject({ bearing: v.picklist(['supports', 'differs']) })
/** Where a note lies that is in no theme; `standsAlone` when the group wants it to stay by itself. */
const positionRow = v.strictObject({ x: coordinate, y: coordinate, standsAlone: v.boolean() })

const themeRow = v.strictObject({
  title,
  colour: v.picklist(themeColours),
  state: v.picklist(['open', 'set aside']),
  addedAtMs: timeMs,
})
const frameRow = v.strictObject({
  x: coordinate,
  y: coordinate,
  width: v.pipe(v.number(), v.minValue(200), v.maxValue(4000)),
})

export const communityRow = v.strictObject({
  name: v.pipe(name, v.minLength(1)),
  family: v.picklist(['place', 'interest', 'identity']),
  /** How many conversations the group hopes for; null while nobody has said. */
  hopedFor: v.nullable(count),
  mergedInto: v.nullable(communityId),
})

const recommendationRow = v.strictObject({
  addressedTo: title,
  /** Marked by the group, never worked out from a tally. */
  state: v.picklist(recommendationStates),
  addedAtMs: timeMs,
})
const supportRow = v.strictObject({ present: v.boolean() })

/** What happens next with a recommendation; empty means "not yet said". */
const nextStepRow = v.strictObject({ what: words(2000), who: title, byWhen: title })

const sessionRow = v.strictObject({
  date,
  place: title,
  /** People in the room, counted by a person. Devices are not people. */
  headCount: v.strictObject({
    facilitator: v.nullable(count),
    member: v.nullable(count),
    officer: v.nullable(count),
    observer: v.nullable(count),
  }),
})

/** What one is told before joining. Every part has sensible words from the start. */
export const charterRow = v.strictObject({
  runBy: words(1000),
  why: words(2000),
  whoSees: words(2000),
  keptFor: words(1000),
  removal: words(1000),
  contact: words(1000),
})

/** The settings of the board: one row each, so that two facilitators seldom meet in one. */
const boardRows = {
  title: v.pipe(title, v.minLength(1)),
  purpose: words(2000),
  charter: charterRow,
  stage: v.strictObject({ stage: stageSchema, movedAtMs: timeMs }),
} as const
export type BoardSettings = { [K in keyof typeof boardRows]: v.InferOutput<(typeof boardRows)[K]> }
export type BoardSetting = keyof BoardSettings

const metaRow = v.strictObject({
  schema: v.pipe(v.number(), v.integer()),
  /** Another one after a restore, so that copies from before it are not merged with the board. */
  epoch: v.pipe(v.number(), v.integer()),
  /** When the backup was made from which this epoch began; left out on a board that was never restored. */
  backupAtMs: v.optional(timeMs),
})

const personRow = v.strictObject({
  name,
  organisation: name,
  role: roleSchema,
  state: v.variant('is', [
    v.strictObject({ is: v.literal('here') }),
    v.strictObject({ is: v.literal('left') }),
    v.strictObject({ is: v.literal('removed') }),
    v.strictObject({ is: v.literal('merged'), into: participantId }),
  ]),
  joinedAtMs: timeMs,
})

const roundRow = v.strictObject({
  /** 1 for the first round of the board, and so on. */
  number: count,
  method: v.picklist(['support', 'dots']),
  /** Dots each voter may give, in a dots round. */
  dotsEach: v.nullable(count),
  follows: v.nullable(roundId),
  /** What was put to the vote, with the wording as it was put: later edits do not touch it. */
  offered: v.array(
    v.strictObject({
      recommendation: recommendationId,
      wording: v.string(),
      addressedTo: v.string(),
      themes: v.array(themeId),
    }),
  ),
  /** Who may vote. Who has voted is not here, nor anywhere in the document. */
  roll: v.array(participantId),
  state: v.variant('is', [
    v.strictObject({ is: v.literal('open') }),
    v.strictObject({ is: v.literal('closed'), closedAtMs: timeMs }),
  ]),
  openedAtMs: timeMs,
})

/** The published outcome of one recommendation in one round. */
const resultRow = v.strictObject({
  /** Ballots that said anything about this recommendation. */
  ballots: count,
  counts: v.union([ballotStepCounts, dotCounts]),
  /** Only where they give away nothing of fewer than five people, see `byRole.ts`; else null. */
  byRole: v.nullable(
    v.strictObject({
      member: v.union([ballotStepCounts, dotCounts]),
      officer: v.union([ballotStepCounts, dotCounts]),
    }),
  ),
  /** Hands or papers counted in the room, entered before closing and never mixed with the ballots. */
  counted: v.nullable(v.strictObject({ how: v.picklist(['hands', 'papers']), counts: ballotStepCounts })),
  /** Concerns first, else shuffled; no names, no order of casting. */
  reasons: v.array(v.strictObject({ step: v.string(), text: words(limits.reasonCharacters) })),
  /** How many on the roll cast a ballot in this round at all. */
  voted: count,
  rollSize: count,
})

/** A note that is not to be seen. 'withdrawn' by its author: its key is never written again. */
const hiddenRow = v.variant('is', [
  v.strictObject({ is: v.literal('hidden'), why: title, atMs: timeMs }),
  v.strictObject({
    is: v.literal('withdrawn'),
    atMs: timeMs,
    /** When the note was added, so that others keep their numbers; earlier builds did not say. */
    addedAtMs: v.optional(timeMs),
  }),
])

export type Note = v.InferOutput<typeof noteRow>
export type Conversation = v.InferOutput<typeof conversationRow>
export type Bearing = v.InferOutput<typeof bearingRow>
export type Theme = v.InferOutput<typeof themeRow>
export type Frame = v.InferOutput<typeof frameRow>
export type Community = v.InferOutput<typeof communityRow>
export type Recommendation = v.InferOutput<typeof recommendationRow>
export type NextStep = v.InferOutput<typeof nextStepRow>
export type Session = v.InferOutput<typeof sessionRow>
export type Charter = v.InferOutput<typeof charterRow>
export type Meta = v.InferOutput<typeof metaRow>
export type Person = v.InferOutput<typeof personRow>
export type Round = v.InferOutput<typeof roundRow>
export type Result = v.InferOutput<typeof resultRow>

/** A key of two ids, `a/b`. */
const pair = <A extends v.GenericSchema<string, string>, B extends v.GenericSchema<string, string>>(
  a: A,
  b: B,
) => {
  const [isA, isB] = [predicateOf(a), predicateOf(b)]
  return v.pipe(
    v.string(),
    v.check((key) => {
      const slash = key.indexOf('/')
      return slash >= 0 && isA(key.slice(0, slash)) && isB(key.slice(slash + 1))
    }, 'two ids with a slash between'),
    v.transform((key) => key as `${v.InferOutput<A>}/${v.InferOutput<B>}`),
  )
}

export type PlacementKey = `${NoteIdText}/${ThemeIdText}`
type NoteIdText = v.InferOutput<typeof noteId>
type ThemeIdText = v.InferOutput<typeof themeId>

type TableOf<By extends string> = { key: v.GenericSchema; row: v.GenericSchema; writtenBy: By }

/** Each table: how its key reads, how its row reads, and which side may write it at all. */
export const tables = {
  notes: { key: noteId, row: noteRow, writtenBy: 'clients' },
  conversations: { key: conversationId, row: conversationRow, writtenBy: 'clients' },
  placements: { key: pair(noteId, themeId), row: placementRow, writtenBy: 'clients' },
  orders: { key: pair(noteId, themeId), row: orderRow, writtenBy: 'clients' },
  bearings: { key: pair(noteId, themeId), row: bearingRow, writtenBy: 'clients' },
  positions: { key: noteId, row: positionRow, writtenBy: 'clients' },
  themes: { key: themeId, row: themeRow, writtenBy: 'clients' },
  frames: { key: themeId, row: frameRow, writtenBy: 'clients' },
  communities: { key: communityId, row: communityRow, writtenBy: 'clients' },
  recommendations: { key: recommendationId, row: recommendationRow, writtenBy: 'clients' },
  supports: { key: pair(recommendationId, themeId), row: supportRow, writtenBy: 'clients' },
  nextSteps: { key: recommendationId, row: nextStepRow, writtenBy: 'clients' },
  sessions: { key: sessionId, row: sessionRow, writtenBy: 'clients' },
  /** Keyed by setting; each setting has its own schema in {@link boardRows}. */
  board: {
    key: v.picklist(Object.keys(boardRows) as BoardSetting[]),
    row: v.unknown(),
    writtenBy: 'clients',
  },
  meta: { key: v.literal('meta'), row: metaRow, writtenBy: 'server' },
  people: { key: participantId, row: personRow, writtenBy: 'server' },
  rounds: { key: roundId, row: roundRow, writtenBy: 'server' },
  results: { key: pair(roundId, recommendationId), row: resultRow, writtenBy: 'server' },
  hidden: { key: noteId, row: hiddenRow, writtenBy: 'server' },
} as const satisfies Record<ClientTable, TableOf<'clients'>> & Record<ServerTable, TableOf<'server'>>

export type RowKey<T extends Table> = v.InferOutput<(typeof tables)[T]['key']>
export type Row<T extends Table> = T extends 'board'
  ? BoardSettings[BoardSetting]
  : v.InferOutput<(typeof tables)[T]['row']>
export type TextKey =
  | `themes/${ThemeIdText}/${(typeof textFields)['themes'][number]}`
  | `recommendations/${v.InferOutput<typeof recommendationId>}/${(typeof textFields)['recommendations'][number]}`

/** The key's parts, or undefined when no text has such a key. */
export function parseTextKey(
  key: string,
): { owner: 'themes' | 'recommendations'; id: string; field: string } | undefined {
  const [owner, id, field, ...rest] = key.split('/')
  if (rest.length > 0 || id === undefined || field === undefined) return undefined
  if (owner !== 'themes' && owner !== 'recommendations') return undefined
  if (!isKey[owner](id) || !(textFields[owner] as readonly string[]).includes(field)) return undefined
  return { owner, id, field }
}

const predicatesOf = <K extends string>(schemas: Readonly<Record<K, v.GenericSchema>>) =>
  Object.fromEntries(
    Object.entries<v.GenericSchema>(schemas).map(([name, schema]) => [name, predicateOf(schema)]),
  ) as Readonly<Record<K, Predicate>>
const partOfTables = (part: 'key' | 'row') =>
  predicatesOf(
    Object.fromEntries(tableNames.map((table) => [table, tables[table][part]])) as Record<
      Table,
      v.GenericSchema
    >,
  )
const isKey = partOfTables('key')
const isRow = partOfTables('row')
const isBoardRow = predicatesOf(boardRows)

/** Why a row cannot stand in its table, or undefined when it can. */
export type RowFault = 'bad-key' | 'bad-row' | 'too-large'
export function faultOfRow(table: Table, key: string, row: unknown): RowFault | undefined {
  if (!isKey[table](key)) return 'bad-key'
  if (!(table === 'board' ? isBoardRow[key as BoardSetting] : isRow[table])(row)) return 'bad-row'
  if (mostJsonBytes(row) <= limits.rowBytes) return undefined
  return new TextEncoder().encode(JSON.stringify(row)).length > limits.rowBytes ? 'too-large' : undefined
}

/** No fewer than a JSON value takes in UTF-8: so most rows need no encoding to be known small. */
function mostJsonBytes(value: unknown): number {
  // A character takes at most six, as \u0000 does; a number has at most 25 of them; quotes, commas and colons.
  if (typeof value === 'string') return 6 * value.length + 3
  if (typeof value !== 'object' || value === null) return 26
  let bytes = 3
  for (const [key, part] of Object.entries(value)) bytes += 6 * key.length + 3 + mostJsonBytes(part)
  return bytes
}
