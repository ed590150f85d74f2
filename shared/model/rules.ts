import { takesMarksAway } from './blackOut.ts'
import { limits } from './limits.ts'
import { mayWrite, type Role } from './roles.ts'
import { faultOfRow, parseTextKey, tables, type Row, type RowKey } from './tables.ts'
import { splitPair, type Table } from './tableNames.ts'
import type { AuthorKey, NoteId, ParticipantId, RecommendationId } from './ids.ts'

/**
 * Who may change which row. The guard asks these rules about every update, and the client asks the same
 * ones before it offers an action, so that nobody is offered what would be refused.
 */

/** Who wants to change something. */
export type Actor = {
  readonly participant: ParticipantId
  readonly author: AuthorKey
  readonly role: Role
  /** Someone who left or was removed may write nothing. */
  readonly present: boolean
}

/** One row, before and after; undefined where there is none. */
export type RowChange = {
  readonly [T in Table]: {
    readonly table: T
    readonly key: string
    readonly before: Row<T> | undefined
    readonly after: unknown
  }
}[Table]

/** What happens to one shared text: it is made, its characters change, or it is taken away. */
type TextChange = {
  readonly table: 'texts'
  readonly key: string
  readonly action: 'create' | 'edit' | 'remove'
  /** Characters in it afterwards. */
  readonly length: number
  /** Characters in it before; 0 when left out. A text that is too long already may still be shortened. */
  readonly lengthBefore?: number
}

export type Change = RowChange | TextChange

/** What the rules need to know of the board besides the row itself, as it was before the update. */
export type BoardFacts = {
  /** A row as it stands, or undefined. */
  row<T extends Table>(table: T, key: RowKey<T>): Row<T> | undefined
  /** How many notes the board holds; below the limit it may count some that were taken back. */
  noteCount(): number
  /** How many keys this table has ever had, those of rows that were taken away included. */
  keyCount(table: Table): number
  /** Bytes of the document, about; 0 where nobody counts them. */
  readonly documentBytes: number
  /** Whether a round that offers this recommendation is open. */
  isInOpenRound(recommendation: RecommendationId): boolean
}

/** Why a change is refused. The client turns the name into a sentence that says what to do next. */
export type Refusal =
  | 'not-taking-part' // left or removed
  | 'reads-only' // an observer
  | 'server-only' // a table only the server writes
  | 'unknown-table'
  | 'bad-key'
  | 'bad-row'
  | 'too-large'
  | 'not-yours' // another person's note or conversation
  | 'author-changed' // a row put in another's name
  | 'taken-back' // a note whose key was withdrawn
  | 'blacked-out' // words that were blacked out for good would come back
  | 'never-deleted' // themes and recommendations are set aside, texts stay
  | 'facilitators-only'
  | 'in-open-round' // the recommendation is being voted on
  | 'made-with-owner' // a text is made only together with its owner, once
  | 'board-full'
  | 'malformed' // bytes that no honest client sends

const ownedTables = new Set<Table>(['notes', 'conversations'])
/**
 * What others may have written in is set aside, never deleted. Communities and sessions are not among them:
 * whoever added one by mistake takes it back by undo.
 */
const keptTables = new Set<Table>(['themes', 'recommendations', 'board'])

/** Whether any change at all may come from this actor; the cheapest rule, asked first. */
export function refuseActor(actor: Actor): Refusal | undefined {
  if (!actor.present) return 'not-taking-part'
  return mayWrite(actor.role) ? undefined : 'reads-only'
}

/**
 * Why this actor may not make this change, or undefined when they may.
 * @param change one touched row or text, of an update that is judged as a whole
 * @param created keys (`table/key`) of rows that the same update creates, for texts made with their owner
 */
export function refuseChange(
  actor: Actor,
  change: Change,
  facts: BoardFacts,
  created: ReadonlySet<string> = new Set(),
): Refusal | undefined {
  const actorRefusal = refuseActor(actor)
  if (actorRefusal) return actorRefusal
  if (change.table === 'texts') return refuseText(change, facts, created)
  if (!Object.hasOwn(tables, change.table)) return 'unknown-table'
  if (tables[change.table].writtenBy === 'server') return 'server-only'
  if (change.after === undefined) {
    if (keptTables.has(change.table)) return 'never-deleted'
  } else {
    const fault = faultOfRow(change.table, change.key, change.after)
    if (fault) return fault
  }
  return (
    refuseOwner(actor, change, facts) ?? refuseBySetting(actor, change, facts) ?? refuseGrowth(change, facts)
  )
}

function refuseGrowth(change: RowChange, facts: BoardFacts): Refusal | undefined {
  // The settings are a handful: a board that was filled on purpose can still be led to its end.
  if (change.after === undefined || change.table === 'board') return undefined
  if (facts.documentBytes >= limits.documentBytes) return 'board-full'
  const most = mostKeys(change.table)
  return change.before === undefined && facts.keyCount(change.table) >= most ? 'board-full' : undefined
}

/** Notes are counted by {@link BoardFacts.noteCount}, without those that were taken back. */
const mostKeys = (table: Table): number =>
  (limits.keysPerTable as Partial<Record<Table, number>>)[table] ?? Infinity

function refuseOwner(actor: Actor, change: RowChange, facts: BoardFacts): Refusal | undefined {
  if (!ownedTables.has(change.table)) return undefined
  const before = change.before as Row<'notes'> | Row<'conversations'> | undefined
  const after = change.after as Row<'notes'> | Row<'conversations'> | undefined
  if (before && before.author !== actor.author) return 'not-yours'
  if (after && after.author !== actor.author) return 'author-changed'
  if (change.table !== 'notes') return undefined
  // Taking a note back is a call to the server, which remembers that the key is spent.
  if (after === undefined) return 'never-deleted'
  if (facts.row('hidden', change.key as NoteId)?.is === 'withdrawn') return 'taken-back'
  if (before && takesMarksAway(before as Row<'notes'>, after as Row<'notes'>)) return 'blacked-out'
  if (!before && facts.noteCount() >= limits.notesPerBoard) return 'board-full'
  return undefined
}

function refuseBySetting(actor: Actor, change: RowChange, facts: BoardFacts): Refusal | undefined {
  switch (change.table) {
    case 'board':
    case 'sessions':
      return actor.role === 'facilitator' ? undefined : 'facilitators-only'
    case 'nextSteps':
      return actor.role === 'facilitator' || actor.role === 'officer' ? undefined : 'facilitators-only'
    case 'recommendations':
      return facts.isInOpenRound(change.key as RecommendationId) ? 'in-open-round' : undefined
    case 'supports': {
      const [recommendation] = splitPair(change.key as RowKey<'supports'>)
      return facts.isInOpenRound(recommendation) ? 'in-open-round' : undefined
    }
    default:
      return undefined
  }
}

function refuseText(
  change: TextChange,
  facts: BoardFacts,
  created: ReadonlySet<string>,
): Refusal | undefined {
  const key = parseTextKey(change.key)
  if (!key) return 'bad-key'
  if (change.action === 'remove') return 'never-deleted'
  if (change.length > Math.max(limits.textCharacters, change.lengthBefore ?? 0)) return 'too-large'
  if (change.length > (change.lengthBefore ?? 0) && facts.documentBytes >= limits.documentBytes)
    return 'board-full'
  if (key.owner === 'recommendations' && facts.isInOpenRound(key.id as RecommendationId))
    return 'in-open-round'
  if (change.action === 'create') return created.has(`${key.owner}/${key.id}`) ? undefined : 'made-with-owner'
  return undefined
}
