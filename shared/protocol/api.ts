import * as v from 'valibot'
import { ballotSchema, ballotStepCounts } from '../model/ballots.ts'
import {
  authorKey,
  boardId,
  importId,
  noteId,
  participantId,
  recommendationId,
  roundId,
} from '../model/ids.ts'
import { limits } from '../model/limits.ts'
import { roleSchema } from '../model/roles.ts'
import { charterRow } from '../model/tables.ts'
import { participantHere } from './me.ts'

/*
 * The HTTP contract: what each call takes and gives, checked by the same schemas on both sides. Errors are
 * application/problem+json (RFC 9457) with a title that a person can read and a `code` from `problemCodes`.
 */

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.nameCharacters))
const optionalName = v.optional(v.pipe(v.string(), v.trim(), v.maxLength(limits.nameCharacters)))
const secret = v.pipe(v.string(), v.minLength(1), v.maxLength(100))

/** Links by role; each is a whole address, `<origin>/b/<id>#<secret>`. */
const boardLinks = v.object({
  facilitator: v.string(),
  member: v.string(),
  officer: v.string(),
  observer: v.string(),
})

// POST /api/boards
export const createBoardBody = v.object({
  title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.titleCharacters)),
  purpose: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(2000))),
  name,
  /** Fill the board with the example: about 40 notes, themes, recommendations and a closed round. */
  example: v.optional(v.boolean()),
})
export const boardCreated = v.object({ id: boardId, links: boardLinks, participant: participantHere })

// GET /api/boards
export const boardList = v.object({
  boards: v.array(
    v.object({
      id: boardId,
      title: v.string(),
      role: roleSchema,
      name: v.string(),
      lastUsedAtMs: v.number(),
    }),
  ),
})

// POST /api/join
export const joinByCodeBody = v.object({ code: v.pipe(v.string(), v.maxLength(20)) })
/** The link that the code stands for: the client goes there and shows the same welcome as for any link. */
export const codeAnswer = v.object({ board: boardId, secret: v.string() })

// POST /api/boards/<id>/invitation {secret}: what one is told before joining
export const invitationBody = v.object({ secret })
export const invitation = v.object({
  board: boardId,
  title: v.string(),
  purpose: v.string(),
  charter: charterRow,
  role: roleSchema,
  /** Whom this browser already is on the board, so that it can ask: carry on, or join as someone else. */
  alreadyHere: v.array(participantHere),
})

// POST /api/boards/<id>/participants
export const joinBody = v.object({
  secret,
  name,
  organisation: optionalName,
  /** Carry on as this participant, who takes the link's role if it is another one. */
  as: v.optional(participantId),
})
export const joined = v.object({ id: boardId, participant: participantHere, links: v.optional(boardLinks) })

// POST /api/boards/<id>/way-back -> wayBack ; POST /api/boards/<id>/way-back/open {secret} -> joined
export const wayBack = v.object({ link: v.string(), expiresAtMs: v.number() })

// GET /api/boards/<id>/invite (facilitators) ; POST /api/boards/<id>/invite/renew {role | 'code'} -> invite
export const renewBody = v.object({ what: v.union([roleSchema, v.literal('code')]) })
export const invite = v.object({
  links: boardLinks,
  code: v.object({ text: v.string(), expiresAtMs: v.number() }),
  /** False when the address is loopback: then phones cannot reach it, and Invite says what to do. */
  reachable: v.boolean(),
  /** Addresses of this machine on its networks, as hints when not reachable. */
  addresses: v.array(v.string()),
})

// GET /api/boards/<id>/authors
export const authors = v.object({
  authors: v.record(authorKey, v.object({ participant: participantId, name: v.string() })),
})

// POST /api/boards/<id>/participants/<p>
export const participantBody = v.union([
  v.object({ do: v.literal('rename'), name, organisation: optionalName }),
  v.object({ do: v.literal('role'), role: roleSchema }),
  v.object({ do: v.literal('remove') }),
  v.object({ do: v.literal('leave') }),
  v.object({ do: v.literal('merge'), into: participantId }),
])

// POST /api/boards/<id>/notes/<note>/hide {why} · /unhide · /withdraw · /claim
export const hideBody = v.object({ why: v.pipe(v.string(), v.trim(), v.maxLength(limits.titleCharacters)) })
// POST …/redact: black out stretches of words for good (UTF-16 offsets)
export const redactBody = v.object({
  passages: v.pipe(
    v.array(
      v.object({
        field: v.picklist(['said', 'impression']),
        start: v.pipe(v.number(), v.integer()),
        end: v.pipe(v.number(), v.integer()),
        /** What the passage says: when the note says something else there by now, nothing is blacked out. */
        words: v.optional(v.pipe(v.string(), v.maxLength(limits.noteCharacters))),
      }),
    ),
    v.minLength(1),
    v.maxLength(limits.passagesAtOnce),
  ),
})

// rounds
export const openRoundBody = v.object({
  recommendations: v.pipe(
    v.array(recommendationId),
    v.minLength(1),
    v.maxLength(limits.recommendationsPerRound),
  ),
  method: v.picklist(['support', 'dots']),
  dotsEach: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50))),
  follows: v.optional(roundId),
})
export const roundOpened = v.object({ id: roundId })
// PUT …/rounds/<round>/ballot takes `ballotSchema`; GET gives it back to its owner while the round is open
export const ballotAnswer = v.object({ ballot: v.nullable(ballotSchema), voted: v.number(), of: v.number() })
// PUT …/rounds/<round>/counted/<recommendation>: hands or papers counted in the room
export const countedBody = v.object({ how: v.picklist(['hands', 'papers']), counts: ballotStepCounts })
export const countedAnswer = v.object({ counted: v.record(recommendationId, countedBody) })
// POST …/rounds/<round>/roll {add | strike}
export const rollBody = v.union([v.object({ add: participantId }), v.object({ strike: participantId })])
// POST …/rounds/<round>/close {evenIf: number who have not voted, as the facilitator saw it}
export const closeRoundBody = v.object({ notVoted: v.optional(v.number()) })

// import
const importColumns = v.object({
  /** Zero-based index of the column for each part of a note; null when the file has none. */
  said: v.number(),
  impression: v.nullable(v.number()),
  place: v.nullable(v.number()),
  when: v.nullable(v.number()),
  setting: v.nullable(v.number()),
  people: v.nullable(v.number()),
  communities: v.nullable(v.number()),
  quote: v.nullable(v.number()),
  kind: v.nullable(v.number()),
  source: v.nullable(v.number()),
  language: v.nullable(v.number()),
})
export type ImportColumns = v.InferOutput<typeof importColumns>
/** The multipart form of …/import: `file` or `text`, and `options` as JSON of this shape. */
export const importOptions = v.object({
  sheet: v.optional(v.string()),
  hasHeader: v.optional(v.boolean()),
  columns: v.optional(importColumns),
  kind: v.optional(v.picklist(['heard', 'own'])),
  includeHiddenRows: v.optional(v.boolean()),
})
export const importPreview = v.object({
  /** How the bytes were read, for the person to check. */
  source: v.object({
    format: v.picklist(['csv', 'xlsx', 'lines']),
    encoding: v.string(),
    delimiter: v.string(),
  }),
  sheets: v.array(v.object({ name: v.string(), rows: v.number(), hidden: v.boolean() })),
  sheet: v.nullable(v.string()),
  hasHeader: v.boolean(),
  headers: v.array(v.string()),
  columns: v.nullable(importColumns),
  /** The first rows as they stand, at most 10. */
  firstRows: v.array(v.array(v.string())),
  /** Rows that would become notes. */
  readable: v.number(),
  /** Rows that cannot be read, with the line in the file and why, in a sentence; at most 200 of them. */
  faults: v.array(v.object({ line: v.number(), why: v.string(), text: v.string() })),
  faultCount: v.number(),
  /** What the person should know before saying yes: hidden rows left out, long cells, totals. */
  warnings: v.array(v.string()),
})
export type ImportPreview = v.InferOutput<typeof importPreview>
/** The import itself answers with lines of NDJSON: progress, then the end. */
export const importProgress = v.variant('is', [
  /** After each transaction; whoever stops listening can still undo what was added, by the import's id. */
  v.object({ is: v.literal('progress'), import: importId, added: v.number(), of: v.number() }),
  v.object({ is: v.literal('done'), import: importId, added: v.number(), skipped: v.number() }),
  v.object({ is: v.literal('cancelled'), import: importId, added: v.number() }),
  v.object({ is: v.literal('failed'), import: importId, added: v.number(), title: v.string() }),
])
// DELETE …/import/<import> takes back every note of one import; 200 {removed}
export const importUndone = v.object({ removed: v.number() })

/** Every named no of the HTTP interface; the server holds the status and the plain words of each in one table. */
export const problemCodes = [
  'bad-request',
  'bad-json',
  'json-only',
  'too-large',
  'too-slow',
  'headers-too-large',
  'not-http',
  'too-many-requests',
  'wrong-origin',
  'not-found',
  'server-fault',
  'store-failing',
  'not-here',
  'wrong-link',
  'link-ended',
  'wrong-code',
  'too-many-guesses',
  'codes-paused',
  'too-many-wrong-links',
  'too-many-boards',
  'wrong-way-back',
  'facilitators-only',
  'reads-only',
  'working-copy-only',
  'not-your-seat',
  'no-such-person',
  'last-facilitator',
  'same-person',
  'only-oneself',
  'no-such-note',
  'not-yours',
  'already-claimed',
  'not-claimable',
  'not-hidden',
  'bad-passage',
  'still-on-disk',
  'no-such-import',
  'no-such-recommendation',
  'recommendation-set-aside',
  'nothing-worded',
  'in-open-round',
  'no-such-round',
  'nobody-to-vote',
  'not-a-voter',
  'round-still-open',
  'round-closed',
  'not-on-the-roll',
  'not-offered',
  'wrong-method',
  'too-many-dots',
  'turnout-changed',
  'too-few-to-show',
  'unreadable-file',
  'board-full',
] as const
export type ProblemCode = (typeof problemCodes)[number]

export const noteParams = v.object({ board: boardId, note: noteId })
