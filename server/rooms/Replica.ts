import { uint32 } from 'lib0/random'
import * as Y from 'yjs'
import { openBoardDocument, rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { BoardState } from '../../shared/model/board.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { ClientBinding, Storage, StoredDocument } from '../storage/Storage.ts'
import { asStoreFailing, StoreFailing } from '../storage/StoreFailing.ts'
import { boardView, type BoardView } from './boardView.ts'
import { admit } from './guard/admit.ts'
import type { Admitted } from './guard/analyse.ts'
import { glanceKeeper, isLarge } from './glance.ts'
import type { Steps } from './guard/steps.ts'
import type { Flushable, FlushQueue, Stored } from './flushQueue.ts'
import type { RoomParts } from './RoomParts.ts'
import { Together } from './Together.ts'
import { Turns } from './Turns.ts'
import { WholeState, type Encoded } from './WholeState.ts'

/** The origin of the server's own writes, and their author in the queue. */
export const SERVER = { origin: 'server' } as const
/** Owns the Yjs client ids under which the server writes, so that no participant can write under one. */
const SERVER_PARTICIPANT = '----the-server--' as ParticipantId

/** Structs and deletions of one update that is let in with others: what takes longer must be able to pause. */
const MOST_TOGETHER = 100

/** What the store writes for an update that is alone in its flush, however short it is. */
const WRITTEN_BYTES = 4096

type ReplicaEvents = {
  /** These updates are on disk and may be seen now. */
  stored(updates: readonly Stored[]): void
  /** The document holds what never reached the disk, or half a change: nobody may see any more of it. */
  spoiled(why: 'store-failing' | 'broken-change', error: unknown): void
}

/**
 * The server's copy of one document and its way to the disk. It runs ahead of the disk by what is in the queue;
 * whatever leaves it therefore waits for {@link whenSettled}.
 */
export class Replica implements Flushable {
  readonly board: BoardId
  readonly document: BoardDocument
  hasFailed = false
  /** Whatever reads the document to send it out, or writes it, does so in its turn. */
  readonly turns: Turns

  readonly #storage: Storage
  readonly #queue: FlushQueue
  readonly #events: ReplicaEvents
  readonly #owners: Map<number, ParticipantId>
  /** Updates put into the queue so far, and how many of them are on disk. */
  #applied = 0
  #committed = 0
  #lastSeq: number
  /** Updates that the store keeps beside the snapshot. */
  #tail: number
  /** Bytes of the snapshot and of what came since: about the document's size, and exactly that when compacted. */
  #bytes: number
  #waiting: { readonly position: number; run: () => void; fail: (error: Error) => void }[] = []
  /** What the change that runs now has written. */
  #captured: Uint8Array[] = []
  readonly #whole: WholeState
  readonly #view: BoardView
  readonly #glance: () => Steps<Uint8Array | undefined>
  /** Whether the store lacks what one sees first of a large board: who works on it can do without. */
  #lacksGlance = false
  #compacting: Promise<void> = Promise.resolve()
  #together: Together | undefined

  constructor(
    board: BoardId,
    stored: StoredDocument,
    parts: Pick<RoomParts, 'storage' | 'queue' | 'share'>,
    events: ReplicaEvents,
  ) {
    this.board = board
    this.#storage = parts.storage
    this.#queue = parts.queue
    this.#events = events
    this.turns = new Turns(parts.share)
    this.#owners = new Map(stored.bindings.map(({ clientId, participant }) => [clientId, participant]))
    this.#lastSeq = stored.lastSeq
    this.#tail = stored.tail.length
    this.#bytes = [stored.snapshot, ...stored.tail].reduce((sum, part) => sum + (part?.byteLength ?? 0), 0)
    const doc = new Y.Doc()
    if (stored.snapshot) Y.applyUpdate(doc, stored.snapshot)
    for (const update of stored.tail) Y.applyUpdate(doc, update)
    while (this.#owners.has(doc.clientID) || doc.store.clients.has(doc.clientID)) doc.clientID = uint32()
    this.document = openBoardDocument(doc)
    this.#whole = new WholeState(this.document, this.turns)
    this.#view = boardView(this.document)
    this.#glance = glanceKeeper(this.document, this.#view)
    doc.on('update', (update: Uint8Array) => {
      this.#captured.push(update)
    })
  }

  /** Everything that is applied has been stored beside the snapshot so far often enough to be worth a new one. */
  get tail(): number {
    return this.#tail
  }

  /**
   * Whether a new snapshot pays: there are so many updates beside the last that reading them takes long, and they took
   * as much writing as the whole document will.
   */
  isLongTailed(atLeast: number): boolean {
    return this.#tail >= atLeast && this.#tail * WRITTEN_BYTES >= this.#bytes
  }

  /** Whether the store lacks nothing that the next who opens the board could do with. */
  get isLaidDown(): boolean {
    return this.#tail === 0 && !this.#lacksGlance
  }

  view(): BoardState {
    return this.#view.now()
  }

  /** About how large the document is. */
  get bytes(): number {
    return this.#bytes
  }

  /** Where the document will be on disk when all that is applied now is. */
  get position(): number {
    return this.#applied + (this.#together?.hasBegun ? 1 : 0)
  }

  /** Whose client id this is. Ids of someone who was merged are those of whom they were merged into. */
  ownerOf = (clientId: number): ParticipantId | undefined => {
    if (clientId === this.document.doc.clientID) return SERVER_PARTICIPANT
    let owner = this.#owners.get(clientId)
    for (let hops = 0; owner !== undefined && hops < 10; hops++) {
      const state = rowOf(this.document, 'people', owner)?.state
      if (state?.is !== 'merged') return owner
      owner = state.into
    }
    return owner
  };

  /**
   * Lets in what the guard has admitted, in the turn in which it was judged. It is stored whole: what takes
   * several transactions is put into the queue at the end, all in one tick. Nothing is stored when nothing in it
   * was new.
   */
  *admit(admitted: Admitted, bindings: readonly ClientBinding[], author: unknown): Steps<void> {
    if (this.#together) {
      // Nothing has changed yet: it is begun anew, in transactions of its own.
      if (admitted.structs.length + admitted.deletions.length > MOST_TOGETHER) yield
      this.#together.admit(admitted, bindings, author)
      return
    }
    const updates: Uint8Array[] = []
    const steps = admit(this.document.doc, admitted, author)
    for (let isDone = false; !isDone;) {
      isDone = this.#capture(() => steps.next().done, updates.length > 0) ?? false
      const update = this.#takeCaptured()
      if (update) updates.push(update)
      if (!isDone) yield
    }
    updates.forEach((update, i) => {
      this.#enqueue(update, i === 0 ? bindings : [], author)
    })
  }

  /**
   * What is admitted in the course of this work becomes one update. Yjs looks at every client id that ever wrote for
   * each transaction, so many small changes are cheaper as one. The work may not pause.
   */
  together(work: () => void): void {
    const together = new Together(this.document.doc, this.#owners)
    this.#together = together
    try {
      this.#capture(() => Y.transact(this.document.doc, work, SERVER, false))
    } finally {
      this.#together = undefined
    }
    const update = this.#takeCaptured()
    if (together.brokenBy) this.#events.spoiled('broken-change', together.brokenBy)
    else if (update) this.#enqueue(update, together.bindings, together.author)
  }

  /** Applies what another process has stored already. @returns what was new in it */
  applyStored(update: Uint8Array): Uint8Array | undefined {
    this.#capture(() => {
      Y.applyUpdate(this.document.doc, update)
    })
    return this.#takeCaptured()
  }

  /** Changes the document as the server, in one transaction. */
  write<T>(change: (document: BoardDocument, state: BoardState) => T): T {
    const { doc } = this.document
    const state = this.view()
    const result = this.#capture(() => doc.transact(() => change(this.document, state), SERVER))
    const isNew = !this.#owners.has(doc.clientID)
    const bindings = isNew ? [{ clientId: doc.clientID, participant: SERVER_PARTICIPANT }] : []
    const update = this.#takeCaptured()
    if (update) this.#enqueue(update, bindings, SERVER)
    return result
  }

  /** Runs when all that is applied now is on disk: at once if it is, else right after the flush; or `fail`. */
  whenSettled(run: () => void, fail: (error: Error) => void = () => undefined): void {
    const { position } = this
    if (this.hasFailed) fail(new StoreFailing())
    else if (this.#committed === position) run()
    else this.#waiting.push({ position, run, fail })
  }

  /** Resolves as {@link whenSettled} runs. @throws {StoreFailing} */
  settled(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.whenSettled(resolve, reject)
    })
  }

  flushed(stored: readonly Stored[]): void {
    this.#tail += stored.length
    for (const { seq, count } of stored) {
      this.#committed += count
      this.#lastSeq = Math.max(this.#lastSeq, seq)
    }
    this.#events.stored(stored)
    if (this.#waiting.length === 0) return
    const ready = this.#waiting.filter(({ position }) => position <= this.#committed)
    this.#waiting = this.#waiting.filter(({ position }) => position > this.#committed)
    for (const { run } of ready) run()
  }

  /** How far the store is: everything up to here may be told to its authors. */
  get committed(): number {
    return this.#committed
  }

  flushFailed(error: unknown): void {
    this.hasFailed = true
    this.#events.spoiled('store-failing', error)
    for (const { fail } of this.#waiting) fail(asStoreFailing(error))
    this.#waiting = []
  }

  /** The encoded document, with what is applied now at least, once all of it is on disk. */
  async snapshot(): Promise<Encoded> {
    const encoded = await this.#whole.encoded()
    await this.settled()
    return encoded
  }

  /** What one sees of the board first, once all of it is on disk; undefined where the board is too small for that. */
  async glance(): Promise<Uint8Array | undefined> {
    const glance = await this.turns.run(this.#glance)
    await this.settled()
    return glance
  }

  /**
   * Replaces what is stored by one snapshot, made from the document: merging updates would keep deleted words.
   * @param withGlance not while people are at work: it is for those who come when the board lies in the store again
   */
  compact(withGlance: boolean): Promise<void> {
    this.#compacting = this.#compacting
      .catch(() => undefined) // whoever asked for that one was told
      .then(async () => {
        const throughSeq = this.#lastSeq
        const tail = this.#tail
        const bytes = this.#bytes
        const { update, guests } = await this.snapshot()
        const glance = withGlance ? await this.glance() : undefined
        await this.#storage.compact(this.board, update, throughSeq, guests, glance)
        this.#lacksGlance = !withGlance && isLarge(this.document)
        this.#tail -= tail
        this.#bytes += update.byteLength - bytes
      })
    return this.#compacting
  }

  destroy(): void {
    this.turns.stop()
    this.document.doc.destroy()
  }

  /** @param isBegun whether the change that goes on has written already */
  #capture<T>(work: () => T, isBegun = false): T {
    this.#captured = []
    try {
      return work()
    } catch (error) {
      // Yjs keeps what was written before the throw, so the document is not what anyone meant it to be.
      if (isBegun || this.#captured.length > 0) this.#events.spoiled('broken-change', error)
      throw error
    }
  }

  #takeCaptured(): Uint8Array | undefined {
    const [first, ...more] = this.#captured
    this.#captured = []
    return first && more.length > 0 ? Y.mergeUpdates([first, ...more]) : first
  }

  #enqueue(update: Uint8Array, bindings: readonly ClientBinding[], author: unknown): void {
    for (const { clientId, participant } of bindings) this.#owners.set(clientId, participant)
    this.#applied++
    this.#bytes += update.byteLength
    this.#queue.add(this, { update, bindings, author })
  }
}
