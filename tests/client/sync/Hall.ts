import * as Y from 'yjs'
import { bringBack } from '../../../client/sync/bringBack.ts'
import type { KeptWords } from '../../../client/sync/keptWords.ts'
import { factsOf } from '../../../client/sync/actorIn.ts'
import { rebuild, type Denial } from '../../../client/sync/rebuild.ts'
import { TabMarks } from '../../../client/sync/tabMarks.ts'
import { UnsentMarks } from '../../../client/sync/unsentMarks.ts'
import { othersUnsent } from '../../../client/sync/unsent.ts'
import { stateOf, unionOf, type Vector } from '../../../client/sync/vector.ts'
import { openBoardDocument, rowOf, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { createUndo, type BoardUndo } from '../../../shared/document/undo.ts'
import type { AuthorKey, BoardId, ParticipantId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/roles.ts'
import type { Actor, Refusal } from '../../../shared/model/rules.ts'
import { judge } from '../../../server/rooms/guard/guard.ts'
import { admit } from '../../../server/rooms/guard/admit.ts'
import { finish } from '../../../server/rooms/guard/steps.ts'
import { id } from '../../server/rooms/guard/GuardedRoom.ts'

/*
 * A room behind the real guard, and people with one or more tabs that do what a board's session does when an update
 * is refused, with its own code, but without sockets: what is under way lies in queues that a test empties.
 */

/** What a browser keeps for a page; a walk needs no browser for it. */
const stored = new Map<string, string>()
globalThis.localStorage ??= {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
} as Storage

const FROM_ROOM = { origin: 'room' } as const
const FROM_COPY = { origin: 'copy' } as const

export class Hall {
  readonly doc = new Y.Doc()
  readonly board: BoardDocument
  readonly owners = new Map<number, ParticipantId>()
  readonly humans: Human[] = []
  /** Called with every change of the board, before it reaches anyone. */
  onChanged: () => void = () => undefined
  /** Called with every update that was accepted, also when another's row won over one in it. */
  onAccepted: (update: Uint8Array) => void = () => undefined
  private clientIds = 1000

  constructor() {
    this.doc.clientID = 500
    this.board = openBoardDocument(this.doc)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      this.onChanged()
      for (const { tabs } of this.humans)
        for (const tab of tabs) if (tab !== origin && tab.isConnected) tab.inbox.push(update)
    })
  }

  /** The next Yjs client id; a walk shuffles them, since they settle who wins a race. */
  nextClientId: () => number = () => this.clientIds++

  join(role: Role): Human {
    const human = new Human(this, `person-${this.humans.length}`)
    this.humans.push(human)
    this.setRole(human, role)
    return human
  }

  setRole(human: Human, role: Role): void {
    this.write((board) => {
      const row = { name: human.name, organisation: '', role, state: { is: 'here' as const }, joinedAtMs: 1 }
      board.tables.people.set(human.participant, row)
    })
  }

  /** Writes as the server does. */
  write(change: (board: BoardDocument) => void): void {
    this.doc.transact(() => {
      change(this.board)
    })
  }

  actorOf(human: Human, board = this.board): Actor {
    const person = rowOf(board, 'people', human.participant)
    return {
      participant: human.participant,
      author: human.author,
      role: person?.role ?? 'observer',
      present: person?.state.is === 'here',
    }
  }

  /** @returns why it was refused, or undefined when it was taken */
  take(tab: Tab, update: Uint8Array): Denial | undefined {
    const verdict = judge({
      document: this.board,
      actor: this.actorOf(tab.human),
      update,
      ownerOfClientId: (client) => this.owners.get(client),
    })
    if (verdict.is === 'gap') return { rows: [], reason: 'malformed' }
    if (verdict.is === 'refuse') return { rows: verdict.rows, reason: verdict.reason }
    for (const { clientId, participant } of verdict.bindings) this.owners.set(clientId, participant)
    finish(admit(this.doc, verdict.admitted, tab))
    this.onAccepted(update)
    return undefined
  }
}

/** A person in one browser: their tabs share a copy on the device and kept words. */
export class Human {
  readonly participant: ParticipantId
  readonly author: AuthorKey
  readonly tabs: Tab[] = []
  stored: Uint8Array[] = []
  handled: Vector = new Map()
  kept: KeptWords[] = []
  /** From where on what it wrote is not known to be on the server. */
  readonly marks: UnsentMarks
  /** The Yjs clients under which this browser wrote. */
  readonly wrote = new Set<number>()

  constructor(
    readonly hall: Hall,
    readonly name: string,
  ) {
    this.participant = id<ParticipantId>(name)
    this.author = id<AuthorKey>(`author-${name}`)
    this.marks = new UnsentMarks(id<BoardId>('board'), this.participant)
    this.marks.clear()
  }

  openTab(): Tab {
    const tab = new Tab(this)
    this.tabs.push(tab)
    return tab
  }

  closeTab(tab: Tab): void {
    tab.isConnected = false
    this.tabs.splice(this.tabs.indexOf(tab), 1)
  }

  /** Keeps what is not kept yet, as the store on the device does. */
  keep(words: readonly KeptWords[]): void {
    const known = new Set(this.kept.map(({ changes }) => JSON.stringify(changes)))
    this.kept.push(...words.filter(({ changes }) => !known.has(JSON.stringify(changes))))
  }
}

export class Tab {
  board!: BoardDocument
  undo!: BoardUndo
  isConnected = false
  inbox: Uint8Array[] = []
  outbox: Uint8Array[] = []
  readonly marks: TabMarks
  /** Called whenever the document was replaced after a refusal. */
  onRebuilt: (diverged: BoardDocument, serverState: Uint8Array) => void = () => undefined

  constructor(readonly human: Human) {
    this.marks = new TabMarks(human.marks)
    const doc = new Y.Doc()
    for (const update of human.stored) Y.applyUpdate(doc, update)
    // With nothing on the device, a tab begins with the board as the server has it.
    if (human.stored.length === 0) Y.applyUpdate(doc, Y.encodeStateAsUpdate(human.hall.doc))
    this.marks.opened(doc)
    doc.clientID = human.hall.nextClientId()
    this.take(openBoardDocument(doc))
    human.stored.push(Y.encodeStateAsUpdate(doc))
  }

  get actor(): Actor {
    return this.human.hall.actorOf(this.human, this.board)
  }

  /** Connects and brings both sides level. @returns how often it was refused on the way */
  connect(): number {
    const { hall } = this.human
    for (let refusals = 0; ; refusals++) {
      this.isConnected = true
      this.inbox = []
      this.outbox = []
      Y.applyUpdate(this.board.doc, Y.encodeStateAsUpdate(hall.doc, vectorOf(this.board)), FROM_ROOM)
      if (this.marks.isOvertaken(this.board.doc, stateOf(hall.doc))) {
        this.startAfresh({ rows: [], reason: 'malformed' })
        refusals--
        continue
      }
      const denial = hall.take(this, Y.encodeStateAsUpdate(this.board.doc, vectorOf(hall.board)))
      if (!denial) {
        this.marks.saved(stateOf(this.board.doc))
        return refusals
      }
      if (refusals > 5) throw new Error(`refused over and over: ${denial.reason} ${denial.rows.join(' ')}`)
      this.startAfresh(denial)
    }
  }

  /** The line is cut: what was under way on it arrives nowhere. */
  disconnect(): void {
    this.isConnected = false
    this.inbox = []
    this.outbox = []
  }

  /** One message comes in, one goes out. @returns whether that one was refused */
  step(): boolean {
    if (!this.isConnected) return false
    const incoming = this.inbox.shift()
    if (incoming) Y.applyUpdate(this.board.doc, incoming, FROM_ROOM)
    const outgoing = this.outbox.shift()
    const denial = outgoing && this.human.hall.take(this, outgoing)
    if (!denial) {
      if (outgoing && this.outbox.length === 0) this.marks.saved(stateOf(this.board.doc))
      return false
    }
    this.disconnect()
    this.startAfresh(denial)
    return true
  }

  bringBack(words: KeptWords): Refusal | undefined {
    const refusal = bringBack(this.board, this.actor, words, () => id(`back-${words.id}`))
    if (!refusal) this.human.kept = this.human.kept.filter(({ id }) => id !== words.id)
    return refusal
  }

  get facts() {
    return factsOf(this.board)
  }

  private startAfresh(denial: Denial): void {
    const { human } = this
    const diverged = this.board
    const serverState = Y.encodeStateAsUpdate(human.hall.doc)
    const others = othersUnsent(human.stored, serverState, [stateOf(diverged.doc), human.handled])
    if (others.is === 'entangled')
      for (const update of [...human.stored]) Y.applyUpdate(diverged.doc, update, FROM_COPY)
    const { document, kept, handled } = rebuild(
      diverged,
      serverState,
      human,
      denial,
      { newId: () => `kept-${human.name}-${keptIds++}`, nowMs: 1 },
      { handled: human.handled },
    )
    human.keep(kept)
    this.take(document)
    this.marks.replaced(handled, document.doc.clientID)
    human.stored = [Y.encodeStateAsUpdate(document.doc), ...(others.is === 'apart' ? [others.update] : [])]
    human.handled = unionOf(human.handled, handled)
    this.onRebuilt(diverged, serverState)
  }

  private take(board: BoardDocument): void {
    this.board = board
    this.undo = createUndo(board)
    this.human.wrote.add(board.doc.clientID)
    board.doc.on(
      'update',
      (update: Uint8Array, origin: unknown, _doc: Y.Doc, { beforeState }: Y.Transaction) => {
        if (origin === FROM_COPY) return
        this.human.stored.push(update)
        if (origin !== FROM_ROOM)
          this.marks.written(board.doc.clientID, beforeState.get(board.doc.clientID) ?? 0)
        if (origin !== FROM_ROOM && this.isConnected) this.outbox.push(update)
      },
    )
  }
}

let keptIds = 0
const vectorOf = (board: BoardDocument) => Y.encodeStateVector(board.doc)
