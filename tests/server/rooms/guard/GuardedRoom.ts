import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../../../shared/document/BoardDocument.ts'
import { createUndo, type BoardUndo } from '../../../../shared/document/undo.ts'
import type {
  AuthorKey,
  CommunityId,
  ConversationId,
  NoteId,
  ParticipantId,
  RecommendationId,
  RoundId,
  ThemeId,
} from '../../../../shared/model/ids.ts'
import type { Role } from '../../../../shared/model/roles.ts'
import type { Actor } from '../../../../shared/model/rules.ts'
import type { Conversation, Note, Round, Theme } from '../../../../shared/model/tables.ts'
import { admit } from '../../../../server/rooms/guard/admit.ts'
import { judge, type Verdict } from '../../../../server/rooms/guard/guard.ts'
import { finish } from '../../../../server/rooms/guard/steps.ts'

/** Origin of what a replica received, so that it is not sent back. */
const RECEIVED = { origin: 'received' } as const

/** A person at the board: who they are, their replica, and what they have not sent yet. */
export class Person {
  board!: BoardDocument
  undo!: BoardUndo
  outbox: Uint8Array[] = []

  constructor(
    readonly room: GuardedRoom,
    readonly actor: Actor,
  ) {
    this.reopen()
  }

  /** Begins with a fresh document from the room's state, as a client does after a refusal. */
  reopen(): void {
    const doc = new Y.Doc()
    doc.clientID = this.room.nextClientId()
    this.board = openBoardDocument(doc)
    this.receive(Y.encodeStateAsUpdate(this.room.doc))
    this.undo = createUndo(this.board)
    this.outbox = []
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== RECEIVED) this.outbox.push(update)
    })
  }

  receive(update: Uint8Array): void {
    Y.applyUpdate(this.board.doc, update, RECEIVED)
  }

  judge(update: Uint8Array): Verdict {
    return this.room.judge(this.actor, update)
  }

  /** Sends all that waits, until something is refused. @returns the last verdict */
  send(): Verdict {
    let verdict: Verdict | undefined
    for (const update of this.outbox.splice(0)) {
      verdict = this.room.take(this, update)
      if (verdict.is !== 'accept') return verdict
    }
    if (!verdict) throw new Error('there was nothing to send')
    return verdict
  }

  /** The one update that waits. */
  takeUpdate(): Uint8Array {
    const [update, ...more] = this.outbox.splice(0)
    if (!update || more.length > 0)
      throw new Error(`expected one update, found ${more.length + (update ? 1 : 0)}`)
    return update
  }

  /** Changes the replica past its typed door, as a client that is not ours can. */
  tamper(change: (doc: Y.Doc) => void): Uint8Array {
    this.board.doc.transact(() => {
      change(this.board.doc)
    })
    return this.takeUpdate()
  }
}

/** A room with nothing in it but a guarded document. Everyone receives what is accepted, at once. */
export class GuardedRoom {
  readonly doc = new Y.Doc()
  readonly board: BoardDocument
  readonly owners = new Map<number, ParticipantId>()
  readonly people: Person[] = []
  private clientIds = 1000
  /** Of one transaction, of what is let in; undefined for what the server does. */
  structsAtOnce: () => number | undefined = () => undefined

  constructor() {
    this.doc.clientID = 500
    this.board = openBoardDocument(this.doc)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      for (const person of this.people) if (person !== origin && this.isOnline(person)) person.receive(update)
    })
  }

  /** Who is connected; the walk takes people offline. */
  isOnline: (person: Person) => boolean = () => true
  /** The next Yjs client id, in the order in which replicas are opened. */
  nextClientId: () => number = () => this.clientIds++

  join(role: Role, present = true): Person {
    const letter = String.fromCharCode(97 + this.people.length)
    const person = new Person(this, {
      participant: id<ParticipantId>(`person-${letter}`),
      author: id<AuthorKey>(`author-${letter}`),
      role,
      present,
    })
    this.people.push(person)
    return person
  }

  /** Writes as the server does, past the guard. */
  write(change: (board: BoardDocument) => void): void {
    this.doc.transact(() => {
      change(this.board)
    })
  }

  judge(actor: Actor, update: Uint8Array): Verdict {
    return judge({
      document: this.board,
      actor,
      update,
      ownerOfClientId: (client) => this.owners.get(client),
    })
  }

  /** Judges and, when accepted, applies and remembers whose ids are whose. */
  take(person: Person, update: Uint8Array): Verdict {
    const verdict = this.judge(person.actor, update)
    if (verdict.is === 'accept') {
      for (const { clientId, participant } of verdict.bindings) this.owners.set(clientId, participant)
      finish(admit(this.doc, verdict.admitted, person, this.structsAtOnce()))
    }
    return verdict
  }

  /** What is let in meanwhile is one transaction, as when several messages arrive at once. */
  together(work: () => void): void {
    Y.transact(this.doc, work, 'together', false)
  }
}

/** An id that can be read: a word, filled up to 16 characters. */
export function id<Id extends string>(word: string): Id {
  return word.padEnd(16, '_').slice(0, 16) as Id
}

export const note = id<NoteId>('note-one')
export const otherNote = id<NoteId>('note-two')
export const conversation = id<ConversationId>('conversation-one')
export const transport = id<ThemeId>('transport')
export const safety = id<ThemeId>('safety')
export const buses = id<RecommendationId>('more-buses')
export const carers = id<CommunityId>('young-carers')
export const round = id<RoundId>('round-one')

export function noteBy(person: Person, said = 'The bus stops at six.'): Note {
  return {
    kind: 'heard',
    said,
    impression: '',
    language: 'en',
    conversation: null,
    quote: 'not asked',
    author: person.actor.author,
    brought: 'written',
    source: '',
    import: null,
    addedAtMs: 1,
  }
}

export function conversationBy(person: Person): Conversation {
  return {
    setting: 'lunch club',
    place: 'library',
    when: 'Tuesday',
    peopleHeard: 4,
    communities: [],
    author: person.actor.author,
  }
}

export const theme: Omit<Theme, 'state'> = { title: 'Transport', colour: 'teal', addedAtMs: 1 }
export const recommendation = { addressedTo: 'the council', addedAtMs: 1 }

export function roundOn(
  recommendations: readonly RecommendationId[],
  state: Round['state'] = { is: 'open' },
): Round {
  return {
    number: 1,
    method: 'support',
    dotsEach: null,
    follows: null,
    roll: [],
    state,
    openedAtMs: 1,
    offered: recommendations.map((id) => ({ recommendation: id, wording: '', addressedTo: '', themes: [] })),
  }
}
