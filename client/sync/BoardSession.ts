import type { IndexeddbPersistence } from 'y-indexeddb'
import { createStore, type StoreApi } from 'zustand/vanilla'
import * as Y from 'yjs'
import { openBoardDocument, rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { metaOf, SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import { newId } from '../../shared/document/newId.ts'
import { createUndo, type BoardUndo } from '../../shared/document/undo.ts'
import type { BoardId, NoteId } from '../../shared/model/ids.ts'
import type { Actor, Refusal } from '../../shared/model/rules.ts'
import type { Stage } from '../../shared/model/stages.ts'
import { closeCodes, type DeniedMessage } from '../../shared/protocol/messages.ts'
import type { ParticipantHere } from '../../shared/protocol/api.ts'
import { connectBoard, type Connection } from './connection.ts'
import { bringBack } from './bringBack.ts'
import { copyName, openCopy, rewriteCopy, type StoredCopy } from './deviceCopy.ts'
import { KeptStore } from './KeptStore.ts'
import { keepUnsent } from './salvage.ts'
import { sendNext } from './sendNext.ts'
import type { KeptReason, KeptWords } from './keptWords.ts'
import { loadSnapshot, loadSnapshotPatiently } from './loadSnapshot.ts'
import { LiveBoard, type BoardView } from './LiveBoard.ts'
import { ReconnectSchedule } from './ReconnectSchedule.ts'
import { othersIn } from './othersIn.ts'
import { actorIn, factsOf, MOST_REFUSALS_IN_A_ROW, rebuild } from './rebuild.ts'
import { endReasonOf, isFromElsewhere, SaveTracker, type EndReason, type SaveState } from './saving.ts'
import { othersUnsent, stateOf, unionOf } from './unsent.ts'
import type { OwnPresence, SessionStatus } from './SessionStatus.ts'
import { UnsentMarks } from './unsentMarks.ts'

/**
 * One person at one board in one tab: the document, its copy on the device, its connection, undo and presence.
 * When the server refuses an edit, the session replaces its document by a fresh one; whoever reads through
 * {@link view} and {@link document} never notices.
 */
export class BoardSession {
  readonly status: StoreApi<SessionStatus>
  private live: LiveBoard
  private connection: Connection | undefined
  private persistence: IndexeddbPersistence | undefined
  private undoing: BoardUndo
  private readonly saving: SaveTracker
  private readonly kept: KeptStore
  private readonly marks: UnsentMarks
  private readonly listeners = new Set<() => void>()
  private stopListening: () => void = () => undefined
  private presence: OwnPresence = { stage: 'welcome' }
  private synced = false
  private readonly schedule = new ReconnectSchedule()
  private isRebuilding = false
  private isDestroyed = false
  private refusalsInARow = 0

  private constructor(
    readonly board: BoardId,
    readonly me: ParticipantHere,
    private readonly epoch: number,
    private doc: BoardDocument,
    private readonly isWall: boolean,
  ) {
    this.marks = new UnsentMarks(board, me.id)
    this.saving = new SaveTracker(this.marks.all().size > 0)
    this.kept = new KeptStore(board, me.id, () => {
      this.refreshKept()
    })
    this.status = createStore(() => ({
      save: { is: 'loading' },
      canUndo: false,
      canRedo: false,
      others: [],
      turnout: new Map<string, { voted: number; of: number }>(),
      keptWords: this.kept.shown(),
    }))
    this.live = new LiveBoard(doc)
    this.undoing = createUndo(doc)
  }

  /**
   * Opens the copy on the device, or loads the board when there is none, and then connects.
   * @param isWall whether it is for a projector: then it shows no presence, since a wall is no person
   * @throws if there is neither a copy nor a connection
   */
  static async open(
    board: BoardId,
    me: ParticipantHere,
    epoch: number,
    isWall = false,
  ): Promise<BoardSession> {
    const document = openBoardDocument(new Y.Doc())
    const persistence = await openCopy(copyName(board, epoch, me.id), document.doc)
    if (!metaOf(document)) Y.applyUpdate(document.doc, await loadSnapshot(board, me), 'snapshot')
    const session = new BoardSession(board, me, epoch, document, isWall)
    session.persistence = persistence
    session.begin()
    return session
  }

  get document(): BoardDocument {
    return this.doc
  }
  get view(): BoardView {
    return this.live.view
  }
  get actor(): Actor {
    return actorIn(this.doc, { participant: this.me.id, author: this.me.authorKey })
  }
  /** What the rules ask about the board, to know which actions to offer. */
  get facts() {
    return factsOf(this.doc)
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  undo(): void {
    this.undoing.undo()
  }
  redo(): void {
    this.undoing.redo()
  }

  /** Shows others where this tab is and what it holds; sent at most once a tick by the relay. */
  showPresence(change: Partial<OwnPresence>): void {
    this.presence = { ...this.presence, ...change }
    if (this.synced) this.connection?.awareness.setLocalState(this.ownState())
  }
  lookAt(stage: Stage): void {
    this.showPresence({ stage, cursor: null, drag: null })
  }
  select(notes: readonly NoteId[]): void {
    this.showPresence({ selection: notes.length > 0 ? [...notes].slice(0, 200) : null })
  }

  /** Puts kept words back on the board. @returns why that is refused still, or undefined when done */
  bringBackWords(words: KeptWords): Refusal | undefined {
    const refusal = bringBack(this.doc, this.actor, words, newId)
    if (!refusal) this.letGoOfWords(words.id)
    return refusal
  }
  letGoOfWords(id: string): void {
    this.kept.letGo([id])
    this.refreshKept()
  }

  /**
   * Deletes the copy on the device, for whoever is not on the board any more. What stands on the screen stays there,
   * and what was never sent becomes kept words.
   */
  forget(reason: KeptReason = 'not-on-board'): void {
    // Should the browser have no room for them, the copy stays: it is all that there is of them.
    if (!keepUnsent(this.doc, this.marks, this.kept, reason)) return
    this.refreshKept()
    void this.persistence?.clearData()
    this.persistence = undefined
    this.marks.clear()
  }

  destroy(): void {
    this.isDestroyed = true
    this.kept.close()
    this.stopListening()
    this.connection?.destroy()
    this.undoing.destroy()
    this.live.destroy()
    void this.persistence?.destroy()
    this.doc.doc.destroy()
    this.listeners.clear()
  }

  private begin(): void {
    const onUpdate = (_update: Uint8Array, origin: unknown, _doc: Y.Doc, { beforeState }: Y.Transaction) => {
      if (!isFromElsewhere(origin, this.persistence)) {
        this.marks.begin(doc.clientID, beforeState.get(doc.clientID) ?? 0)
        this.saving.changeMade()
        this.refreshSave()
      }
    }
    const { doc } = this.doc
    // Before the provider listens, so that a change is counted when its message leaves.
    doc.on('update', onUpdate)
    const stopLive = this.live.subscribe(() => {
      for (const listener of [...this.listeners]) listener()
    })
    const stopUndo = this.undoing.onChange(() => {
      this.refreshUndo()
    })
    this.connection = connectBoard(
      doc,
      { board: this.board, as: this.me.id, epoch: this.epoch, schema: SCHEMA_VERSION },
      () => this.ownState(),
      {
        onSynced: (synced) => {
          this.synced = synced
          this.refreshSave()
        },
        onSent: (n) => {
          this.saving.messageSent(n)
        },
        onSaved: (n) => {
          this.saving.messagesSaved(n)
          this.refreshSave()
        },
        onReset: () => {
          this.saving.connectionReset()
        },
        onDenied: (denied) => {
          void this.startAfresh(denied)
        },
        onNotice: (notice) => {
          if (notice.is === 'store-failing') this.status.setState({ save: { is: 'store-failing' } })
          else {
            const turnout = new Map(this.status.getState().turnout)
            this.status.setState({
              turnout: turnout.set(notice.round, { voted: notice.voted, of: notice.of }),
            })
          }
        },
        onClosed: (code) => {
          // 4409 follows a `denied`, which rebuilds and connects again.
          if (code === closeCodes.refused) return
          this.end(endReasonOf(code))
        },
      },
      this.schedule,
    )
    const { awareness } = this.connection
    let frame: number | undefined
    awareness.on('change', () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined
        this.status.setState({ others: othersIn(awareness) })
      })
    })
    this.stopListening = () => {
      doc.off('update', onUpdate)
      stopLive()
      stopUndo()
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
    this.refreshSave()
    this.refreshUndo()
  }

  private end(why: EndReason): void {
    // What was erased for everyone, or is no longer one's to read, is not left lying on this device.
    if (why === 'erased' || why === 'removed') this.forget()
    // The other one, as whom this tab goes on, has a copy of their own.
    else if (why === 'signed-out' && rowOf(this.doc, 'people', this.me.id)?.state.is === 'merged')
      this.forget('person-merged')
    this.status.setState({ save: { is: 'ended', why } })
  }

  /** Our document has diverged for good: takes the server's, does again what is allowed, keeps the rest. */
  private async startAfresh(denied: DeniedMessage): Promise<void> {
    if (this.isRebuilding) return
    this.isRebuilding = true
    try {
      const serverState = await loadSnapshotPatiently(this.board, this.me, () => this.isDestroyed)
      if (!serverState) return
      const { persistence } = this
      if (persistence) {
        await rewriteCopy(persistence, (stored) => this.replaceDocument(serverState, denied, stored)).catch(
          (error: unknown) => {
            // The device has the old copy: what was done again is then found to be on the board.
            console.warn('the copy on this device could not be renewed', error)
          },
        )
        await persistence.destroy()
        if (this.isDestroyed) return
        // Should the browser have no room for kept words, the device keeps what they came from, and this tab works
        // without a copy.
        this.persistence = this.kept.isStored ? await openCopy(persistence.name, this.doc.doc) : undefined
        if (this.isDestroyed) return void this.persistence?.destroy()
      } else this.replaceDocument(serverState, denied, { updates: [], handled: new Map() })
      this.saving.changeMade()
      this.begin()
      for (const listener of [...this.listeners]) listener()
    } finally {
      this.isRebuilding = false
    }
  }

  /** Puts a fresh document in the place of the diverged one, in one tick. @returns what the device is to hold now */
  private replaceDocument(serverState: Uint8Array, denied: DeniedMessage, stored: StoredCopy): StoredCopy {
    const old = this.doc
    const others = othersUnsent(stored.updates, serverState, [stateOf(old.doc), stored.handled])
    if (others.is === 'entangled')
      for (const update of stored.updates) Y.applyUpdate(old.doc, update, this.persistence)
    const { document, kept, handled } = rebuild(
      old,
      serverState,
      { participant: this.me.id, author: this.me.authorKey },
      { rows: denied.rows, reason: denied.reason as Refusal },
      { newId, nowMs: Date.now() },
      { handled: stored.handled, doesAgain: ++this.refusalsInARow < MOST_REFUSALS_IN_A_ROW },
    )
    this.kept.add(kept)
    this.marks.end(stateOf(old.doc))
    this.marks.begin(document.doc.clientID, 0)
    this.stopListening()
    this.connection?.destroy()
    this.undoing.destroy()
    this.live.destroy()
    this.doc = document
    this.live = new LiveBoard(document)
    this.undoing = createUndo(document)
    old.doc.destroy()
    this.refreshKept()
    if (!this.kept.isStored) return stored
    return {
      updates: [Y.encodeStateAsUpdate(document.doc), ...(others.is === 'apart' ? [others.update] : [])],
      handled: unionOf(stored.handled, handled),
    }
  }

  private ownState(): Record<string, unknown> | null {
    return this.isWall ? null : { ...this.presence, participant: this.me.id }
  }

  private refreshSave(): void {
    if (this.saving.isAllSaved) {
      this.marks.end(stateOf(this.doc.doc))
      this.refusalsInARow = 0
      if (this.synced && sendNext(this.doc, this.actor, this.kept)) this.refreshKept()
    }
    const before = this.status.getState().save
    if (before.is === 'ended') return
    const next: SaveState = !this.synced
      ? { is: 'offline', waiting: this.saving.hasChanges }
      : { is: this.saving.isAllSaved ? 'saved' : 'sending' }
    if (JSON.stringify(before) !== JSON.stringify(next)) this.status.setState({ save: next })
  }

  private refreshUndo(): void {
    this.status.setState({ canUndo: this.undoing.canUndo, canRedo: this.undoing.canRedo })
  }

  /** Reads again what is kept on this device. */
  refreshKept(): void {
    this.status.setState({ keptWords: this.kept.shown() })
  }
}
