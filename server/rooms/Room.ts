import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { metaOf, migrate } from '../../shared/document/migrate.ts'
import { watchErasures } from '../../shared/document/watchErasures.ts'
import type { BoardState } from '../../shared/model/board.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import { limits } from '../../shared/model/limits.ts'
import { mayWrite } from '../../shared/model/roles.ts'
import { closeCodes, type CloseCode, type NoticeMessage } from '../../shared/protocol/messages.ts'
import type { BusMessage } from '../bus/Bus.ts'
import type { StoredDocument } from '../storage/Storage.ts'
import { StoreFailing } from '../storage/StoreFailing.ts'
import { actorOf } from './actorOf.ts'
import { Audience } from './Audience.ts'
import { Connection, type Transport, type Visitor } from './Connection.ts'
import { doorOf, type Door } from './Door.ts'
import type { Stored } from './flushQueue.ts'
import { readFrame, updateFrame, type Incoming } from './framing.ts'
import { catching, type Steps } from './guard/steps.ts'
import { Inbox, type Deal } from './Inbox.ts'
import { Presence } from './Presence.ts'
import { Replica, SERVER } from './Replica.ts'
import type { RoomParts } from './RoomParts.ts'
import { storeFailingNotice } from './storeFailingNotice.ts'
import { SyncDesk, type Received } from './SyncDesk.ts'

/**
 * One board that people have open: its document, its connections and who is in it. What a client sends is
 * judged and applied in one tick, stored in the next flush, and only then seen by anyone.
 */
export class Room {
  /** Set when it can no longer be used; the next one who asks for the board loads it anew. */
  isGone = false
  usedAtMs = 0
  #isCompacting = false

  readonly board: BoardId
  readonly #parts: RoomParts
  readonly #onGone: (room: Room) => void
  readonly #replica: Replica
  readonly #desk: SyncDesk
  readonly #inbox: Inbox
  readonly #audience = new Audience()
  readonly #presence: Presence
  readonly #leaveBus: () => void

  constructor(board: BoardId, stored: StoredDocument, parts: RoomParts, onGone: (room: Room) => void) {
    this.board = board
    this.#parts = parts
    this.#onGone = onGone
    this.#replica = new Replica(board, stored, parts, {
      stored: (updates) => {
        this.#passOn(updates)
      },
      spoiled: (why, error) => {
        this.#spoiled(why, error)
      },
    })
    this.#desk = new SyncDesk(this.#replica, { board, log: parts.log })
    this.#inbox = new Inbox(
      (work) => {
        this.#replica.turns.do(work)
      },
      (deals) => this.#desk.takeTogether(deals),
    )
    watchErasures(this.#document, () => {
      parts.onErased(board)
    })
    // What was erased before a crash is not known any more, so any tail may hold it.
    if (this.hasTail) parts.onErased(board)
    this.#presence = new Presence(
      (frames, whole) => {
        this.#audience.show(frames, whole)
        parts.bus.publish(board, { is: 'awareness', states: whole })
      },
      parts.awarenessTickMs,
      ({ visitor }) => mayWrite(actorOf(this.#document, visitor).role),
    )
    this.#document.tables.people.observe(() => {
      this.#presence.judgeAnew()
    })
    this.#leaveBus = parts.bus.subscribe(board, (message) => {
      this.#hearBus(message)
    })
  }

  get #document(): BoardDocument {
    return this.#replica.document
  }

  // --- for the server ---------------------------------------------------------------------------

  /** Brings the document to this build's schema. @throws if it is newer than this build */
  migrate(): void {
    // A board is seeded by whoever makes it; until then there is nothing to migrate.
    if (metaOf(this.#document)) this.#replica.write((document) => migrate(document, SERVER))
  }

  async read<T>(read: (state: BoardState, document: BoardDocument) => T): Promise<T> {
    this.#inbox.empty()
    const result = await this.#replica.turns.take(() => read(this.#replica.view(), this.#document))
    await this.#replica.settled()
    return result
  }

  async write<T>(change: (document: BoardDocument, state: BoardState) => T): Promise<T> {
    if (this.isGone) throw new StoreFailing()
    this.#inbox.empty()
    const result = await this.#replica.turns.take(() => this.#replica.write(change))
    await this.#replica.settled()
    return result
  }

  snapshot(): Promise<{ readonly update: Uint8Array; readonly etag: string }> {
    this.#inbox.empty()
    return this.#replica.snapshot()
  }

  async glance(): Promise<Uint8Array | undefined> {
    this.#inbox.empty()
    return this.#replica.glance()
  }

  /** @param isLast whether the board is laid down: else it is made as quickly as may be while people are here */
  compact(isLast = this.isEmpty): Promise<void> {
    return this.#replica.compact(isLast)
  }

  /** Resolves when nothing of this room is in the queue any more, stored or given up. */
  async quiet(): Promise<void> {
    await this.#replica.settled().catch(() => undefined)
  }

  notify(notice: NoticeMessage): void {
    this.#audience.notify(notice)
  }

  get door(): Door {
    return doorOf(this.#document)
  }
  get hasTail(): boolean {
    return this.#replica.tail > 0
  }
  /** Whether the store lacks nothing that the next who opens the board could do with. */
  get isLaidDown(): boolean {
    return this.#replica.isLaidDown
  }
  get isEmpty(): boolean {
    return this.#audience.size === 0
  }

  participants(): ReadonlySet<ParticipantId> {
    return this.#audience.participants()
  }

  /** Closes a participant's connections, or everyone's. */
  disconnect(code: CloseCode, participant?: ParticipantId): void {
    this.#audience.close(code, participant)
  }

  keepAlive(): void {
    this.#audience.keepAlive()
  }

  /** Closes every connection and forgets the document. What is in the queue is still stored. */
  leave(code: CloseCode): void {
    if (this.isGone) return
    this.isGone = true
    this.disconnect(code)
    this.#presence.stop()
    this.#leaveBus()
    this.#replica.destroy()
    this.#onGone(this)
  }

  // --- for connections --------------------------------------------------------------------------

  /**
   * Takes a connection in. Its frames go to {@link receive}, its end to {@link detach}.
   * @param hasState whether it has been given all that this room began with, in the tick in which the room was made
   */
  attach(visitor: Visitor, transport: Transport, hasState = false): Connection {
    const connection = new Connection(visitor, transport)
    const barred = this.#barred(visitor)
    if (barred !== undefined) {
      connection.close(barred)
      return connection
    }
    connection.isFollowing = hasState
    this.#audience.add(connection)
    this.#desk.ask(connection)
    const everyone = this.#presence.everyone()
    if (everyone) connection.send(everyone)
    return connection
  }

  /** Why someone cannot come in now, though they could when they asked: the way in takes several turns. */
  #barred({ participant }: Visitor): CloseCode | undefined {
    if (this.isGone) return closeCodes.storeFailing
    const state = rowOf(this.#document, 'people', participant)?.state.is
    if (state === 'removed') return closeCodes.removed
    return state === 'left' || state === 'merged' ? closeCodes.notSignedIn : undefined
  }

  detach(connection: Connection): void {
    this.#audience.delete(connection)
    // What it had sent before it went is still looked at.
    this.#inbox.empty()
    this.#replica.turns.do(function* () {
      connection.isClosing = true
    })
    if (!this.isGone) this.#presence.leave(connection)
  }

  receive(connection: Connection, frame: Uint8Array): void {
    if (connection.isClosing || this.isGone) return
    try {
      if (this.#presence.takeMove(connection, frame)) return
      const message = readFrame(frame)
      const isUpdate = message.is === 'step2' || message.is === 'update'
      if (frame.length > limits.syncMessageBytes && !isUpdate) connection.close(closeCodes.tooLarge)
      else this.#handle(connection, message, frame.length)
    } catch (error) {
      this.#closing(connection)(error)
    }
  }

  #closing = (connection: Connection) => (error: unknown) => {
    this.#parts.log.warn({ err: error, board: this.board }, 'a connection sent what cannot be read')
    connection.close(closeCodes.malformed)
  }

  #handle(connection: Connection, message: Incoming, size: number): void {
    switch (message.is) {
      case 'step1':
      case 'step2':
      case 'update':
        this.#inbox.add(
          this.#deal(connection, { message, n: connection.counted(message.is), size }),
          message.is === 'update' ? size : Infinity,
        )
        return
      case 'awareness':
        this.#presence.hear(connection, message.states)
        return
      case 'queryAwareness': {
        const everyone = this.#presence.everyone()
        if (everyone) connection.send(everyone)
        return
      }
      case 'other':
    }
  }

  #deal(connection: Connection, received: Received): Deal {
    return () => catching(this.#sync(connection, received), this.#closing(connection))
  }

  *#sync(connection: Connection, received: Received): Steps<void> {
    // Closed or discarded while the message waited for its turn.
    if (!connection.isClosing && !this.isGone) yield* this.#desk.take(connection, received)
  }

  // --- what is on disk goes out -----------------------------------------------------------------

  #passOn(stored: readonly Stored[]): void {
    if (this.isGone) return
    for (const { update, author } of stored) {
      this.#audience.pass(updateFrame(update), author)
      this.#parts.bus.publish(this.board, { is: 'update', update })
    }
    this.#audience.savedThrough(this.#replica.committed)
    const isDue = this.#replica.isLongTailed(this.#parts.compactAfter)
    if (isDue && !this.#isCompacting) void this.#compactByItself()
  }

  /** Once at a time: while one is written, the next is not due. */
  async #compactByItself(): Promise<void> {
    this.#isCompacting = true
    await this.compact().catch(this.#logged)
    this.#isCompacting = false
  }

  #hearBus(message: BusMessage): void {
    if (message.is === 'awareness') {
      this.#audience.tell(message.states())
      return
    }
    const apply = () => this.#replica.applyStored(message.update)
    const pass = (update: Uint8Array | undefined) => {
      if (update) this.#audience.pass(updateFrame(update))
    }
    this.#replica.turns.take(apply).then(pass, this.#logged)
  }

  #spoiled(why: 'store-failing' | 'broken-change', error: unknown): void {
    this.#parts.log.error({ err: error, board: this.board }, `the room is discarded: ${why}`)
    if (why === 'store-failing') this.notify(storeFailingNotice(error))
    this.leave(why === 'store-failing' ? closeCodes.storeFailing : closeCodes.shuttingDown)
  }

  #logged = (error: unknown) => {
    // A failing store has been told to everyone already.
    if (!(error instanceof StoreFailing))
      this.#parts.log.error({ err: error, board: this.board }, 'the room could not')
  }
}
