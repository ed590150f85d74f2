import type * as Y from 'yjs'
import type { BoardDocument } from '../../../shared/document/BoardDocument.ts'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import {
  refuseActor,
  refuseChange,
  type Actor,
  type Change,
  type Refusal,
} from '../../../shared/model/rules.ts'
import type { ClientBinding } from '../../storage/Storage.ts'
import { analyse, type Admitted, type Touch } from './analyse.ts'
import { boardFacts } from './boardFacts.ts'
import { finish, Pace, type Steps } from './steps.ts'

export type Verdict =
  | {
      readonly is: 'accept'
      /** What was judged. Only this may be let in, and before anything else happens to the document. */
      readonly admitted: Admitted
      /** Client ids that are the actor's from now on, to be stored with the update. */
      readonly bindings: readonly ClientBinding[]
      /** Whether the document has all of it already: nothing to store, apply or send. */
      readonly changesNothing: boolean
    }
  /** Structs are missing in between: the store's tail may have them, else the client must sync again. */
  | { readonly is: 'gap' }
  | {
      readonly is: 'refuse'
      readonly reason: Refusal
      /** `table/key` of what was refused, as far as the bytes could be read; for the `denied` message. */
      readonly rows: readonly string[]
      /** For the log: why the bytes could not be analysed. */
      readonly why?: Error
    }

export type Question = {
  readonly document: BoardDocument
  readonly actor: Actor
  readonly update: Uint8Array
  /** Whose a Yjs client id is, by the bindings stored for this board. */
  readonly ownerOfClientId: (clientId: number) => ParticipantId | undefined
  /** About how large the document is; 0 when left out. */
  readonly documentBytes?: number
}

/**
 * Decides whether an update may enter the room, whole or not at all. Changes nothing. The verdict holds for the
 * document as it is: nothing may change it between the first step and the last, nor before what is accepted was
 * let in. Never throws for bytes from outside.
 */
export function* judging({
  document,
  actor,
  update,
  ownerOfClientId,
  documentBytes,
}: Question): Steps<Verdict> {
  const pace = new Pace()
  const analysis = yield* analyse(document.doc, update, pace)
  if (analysis.is === 'gap') return analysis
  if (analysis.is === 'refused') return { is: 'refuse', reason: analysis.reason, rows: [], why: analysis.why }

  const { touches, writers, changesNothing, admitted } = analysis
  if (!changesNothing) {
    // Writes that come to nothing are writes too: they stay in the document for good.
    const reason = refuseActor(actor) ?? refuseWriters(document.doc, actor, writers, ownerOfClientId)
    if (reason) return { is: 'refuse', reason, rows: refusalRows(touches) }
  }
  const refused = yield* refuseTouches(document, actor, touches, documentBytes, pace)
  if (refused) return refused
  const bindings = writers
    .filter((clientId) => ownerOfClientId(clientId) === undefined)
    .map((clientId) => ({ clientId, participant: actor.participant }))
  return { is: 'accept', admitted, bindings, changesNothing }
}

/** The verdict at once, however long it takes. */
export const judge = (question: Question): Verdict => finish(judging(question))

/** New structs come only under client ids of one's own, or under ids that nobody has written with. */
function refuseWriters(
  doc: Y.Doc,
  actor: Actor,
  writers: readonly number[],
  ownerOfClientId: Question['ownerOfClientId'],
): Refusal | undefined {
  for (const clientId of writers) {
    const owner = ownerOfClientId(clientId)
    // What stands in the document under an id that is bound to no one is the server's own.
    const isFree = owner === undefined && clientId !== doc.clientID && !doc.store.clients.has(clientId)
    if (owner !== actor.participant && !isFree) return 'not-yours'
  }
  return undefined
}

function* refuseTouches(
  document: BoardDocument,
  actor: Actor,
  touches: readonly Touch[],
  documentBytes: number | undefined,
  pace: Pace,
): Steps<Verdict | undefined> {
  const created = touches.some((touch) => touch.is === 'text' && touch.action === 'create')
    ? yield* createdBy(touches, pace)
    : undefined
  const made = new Map<string, number>()
  const facts = boardFacts(document, documentBytes, made)
  let reason: Refusal | undefined
  const refused: Touch[] = []
  for (const touch of touches) {
    // A map was checked to be a table, and the document's rows were checked as they came.
    const refusal = refuseChange(actor, touch as Change, facts, created)
    if (touch.is === 'row' && isCreation(touch)) made.set(touch.table, (made.get(touch.table) ?? 0) + 1)
    if (refusal) {
      reason ??= refusal
      if (refused.length < NAMED_ROWS) refused.push(touch)
    }
    if (pace.spend(20)) yield
  }
  return reason && { is: 'refuse', reason, rows: refusalRows(refused) }
}

/** Names of the rows that an update creates, which only texts ask about. */
function* createdBy(touches: readonly Touch[], pace: Pace): Steps<ReadonlySet<string>> {
  const created = new Set<string>()
  for (const touch of touches) {
    if (isCreation(touch)) created.add(nameOf(touch))
    if (pace.spend(0.3)) yield
  }
  return created
}

const isCreation = (touch: Touch) => touch.is === 'row' && touch.before === undefined

/** What a `denied` message names, which is to stay small whatever the update was. */
const NAMED_ROWS = 100
const NAME_LENGTH = 120

/** The first touches as `table/key`, for a `denied` message. */
function refusalRows(touches: readonly Touch[]): string[] {
  return touches
    .slice(0, NAMED_ROWS)
    .map(nameOf)
    .filter((name) => name.length <= NAME_LENGTH)
}

const nameOf = (touch: Touch) => `${touch.table}/${touch.key}`
