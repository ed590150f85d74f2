import type { StoreApi } from 'zustand/vanilla'
import type * as Y from 'yjs'
import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { metaOf, SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import type { BoardId, NoteId } from '../../shared/model/ids.ts'
import type { Actor } from '../../shared/model/rules.ts'
import type { Stage } from '../../shared/model/stages.ts'
import { closeCodes, type DeniedMessage, type NoticeMessage } from '../../shared/protocol/messages.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { connectBoard, type Connection } from './connection.ts'
import { actorIn, factsOf, type Writer } from './actorIn.ts'
import type { StoredCopy } from './deviceCopy.ts'
import { followErasures } from './followErasures.ts'
import type { KeptReason } from './keptWords.ts'
import { loadFirst, loadSnapshotPatiently } from './loadSnapshot.ts'
import type { BoardView } from './LiveBoard.ts'
import { lookBack } from './lookBack.ts'
import { OnDevice } from './OnDevice.ts'
import { OpenBoard } from './OpenBoard.ts'
import { OwnPlace } from './OwnPlace.ts'
import { patiently, whenLoaded } from './patiently.ts'
import { ReconnectSchedule } from './ReconnectSchedule.ts'
import {
  endReasonOf,
  isFromElsewhere,
  isOffBoard,
  saveStateOf,
  SaveTracker,
  type EndReason,
  type SaveState,
} from './saving.ts'
import type { afreshFrom } from './startAfresh.ts'
import { watchStore } from './storeWatch.ts'
import { stateOf } from './vector.ts'
import { whyGone } from './whyGone.ts'
import { createStatus, type OwnPresence, type SessionStatus } from './SessionStatus.ts'

/** So many refusals in a row without anything saved in between, and nothing is tried again by itself. */
const MOST_REFUSALS_IN_A_ROW = 3

/**
 * One person at one board in one tab: the document, its copy on the device, its connection, undo and presence.
 * When the server refuses an edit, the session replaces its document by a fresh one; whoever reads through
 * {@link view} and {@link document} never notices.
 */
export class BoardSession {
  readonly status: StoreApi<SessionStatus>
  private shown: OpenBoard
  private connection: Connection | undefined
  private readonly saving: SaveTracker
  private readonly listeners = new Set<() => void>()
  private stopListening: () => void = () => undefined
  private readonly place: OwnPlace
  private readonly store = watchStore(() => void this.refreshSave())
  private synced = false
  private isCrowded = false
  private readonly schedule = new ReconnectSchedule()
  private isRebuilding = false
  private isDestroyed = false
  private refusalsInARow = 0
  private hasLookedBack = false

  private constructor(
    readonly board: BoardId,
    readonly me: ParticipantHere,
    private readonly epoch: number,
    document: BoardDocument,
    private readonly onDevice: OnDevice,
    isWall: boolean,
  ) {
    this.shown = new OpenBoard(document)
    this.place = new OwnPlace(me.id, isWall)
    this.onDevice.onKept = () => {
      this.refreshKept()
    }
    this.saving = new SaveTracker(this.onDevice.ownMarks.hasHeldUnsent)
    this.status = createStatus(this.onDevice.kept.shown())
  }

  /**
   * Opens the copy on the device, or loads the board when there is none, and then connects.
   * @param isWall whether it is for a projector: then it shows no presence, since a wall is no person
   * @param onLoaded is called when the board has come from the server, before it is decoded
   * @throws if there is neither a copy nor a connection
   */
  static async open(
    board: BoardId,
    me: ParticipantHere,
    epoch: number,
    isWall = false,
    onLoaded?: () => void,
  ): Promise<BoardSession> {
    const load = () => loadFirst(board, me, onLoaded)
    const { onDevice, document } = await OnDevice.open(board, epoch, me.id, load)
    const session = new BoardSession(board, me, epoch, document, onDevice, isWall)
    session.begin()
    return session
  }

  get document(): BoardDocument {
    return this.shown.document
  }
  get view(): BoardView {
    return this.shown.live.view
  }
  get actor(): Actor {
    const actor = actorIn(this.document, this.writer)
    return isOffBoard(this.status.getState().save) ? { ...actor, present: false } : actor
  }
  private get writer(): Writer {
    return { participant: this.me.id, author: this.me.authorKey }
  }
  /** What the rules ask about the board, to know which actions to offer. */
  get facts() {
    return factsOf(this.document)
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  undo(): void {
    this.shown.undoing.undo()
  }
  redo(): void {
    this.shown.undoing.redo()
  }

  /** Shows others where this tab is and what it holds; sent at most once a tick by the relay. */
  showPresence(change: Partial<OwnPresence>): void {
    this.place.change(change)
    if (this.synced) this.connection?.awareness.setLocalState(this.place.state)
  }
  lookAt(stage: Stage): void {
    this.showPresence({ stage, cursor: null, drag: null })
  }
  select(notes: readonly NoteId[]): void {
    this.showPresence({ selection: notes.length > 0 ? [...notes].slice(0, 200) : null })
  }

  letGoOfWords(id: string): void {
    this.onDevice.kept.letGo([id])
    this.refreshKept()
  }

  /**
   * Deletes the copy on the device, for whoever is not on the board any more. What stands on the screen stays there,
   * and what was never sent becomes kept words.
   */
  forget = (reason: KeptReason = 'not-on-board'): Promise<void> =>
    this.onDevice.forget(this.document, reason).then(this.refreshKept)

  /** Tells whoever sits here that the board was set back, and to when. */
  tellRestored(): void {
    this.status.setState({ restored: { backupAtMs: metaOf(this.document)?.backupAtMs } })
  }

  destroy(): void {
    this.isDestroyed = true
    this.store.stop()
    this.stopListening()
    this.connection?.destroy()
    this.onDevice.close()
    this.shown.destroy()
    this.listeners.clear()
  }

  private begin(): void {
    const onUpdate = (_update: Uint8Array, origin: unknown, _doc: Y.Doc, { beforeState }: Y.Transaction) => {
      if (!isFromElsewhere(origin, this.onDevice.origin)) {
        this.onDevice.isWritten(doc.clientID, beforeState.get(doc.clientID) ?? 0)
        this.saving.changeMade()
        this.refreshSave()
      }
    }
    const { doc } = this.document
    // Before the provider listens, so that a change is counted when its message leaves.
    doc.on('update', onUpdate)
    const stopOpen = this.shown.listen(this.tellListeners, this.refreshUndo)
    this.connection = connectBoard(
      doc,
      { board: this.board, as: this.me.id, epoch: this.epoch, schema: SCHEMA_VERSION },
      () => this.place.state,
      {
        onSynced: (synced) => {
          this.synced = synced
          this.refreshSave()
        },
        onSent: this.saving.messageSent.bind(this.saving),
        onSaved: (n) => {
          this.saving.messagesSaved(n)
          this.refreshSave()
        },
        onReset: this.saving.connectionReset.bind(this.saving),
        onDenied: (denied) => {
          void this.startAfresh(denied)
        },
        isOvertaken: (server) => this.onDevice.ownMarks.isOvertaken(doc, server),
        onNotice: (notice) => {
          this.hear(notice)
        },
        onStoreFailing: this.store.fails,
        onLost: (code) => {
          this.isCrowded = code === closeCodes.crowded
          this.refreshSave()
        },
        onClosed: (code) => {
          // 4409 follows a `denied`, which rebuilds and connects again.
          if (code === closeCodes.refused) return
          if (code !== closeCodes.boardErased) this.end(endReasonOf(code))
          else void whyGone(this.board, this.me.id, this.isOver).then((why) => why && this.end(why))
        },
      },
      this.schedule,
    )
    const stopOthers = this.place.watchOthers(this.connection, (others) => {
      this.status.setState({ others })
    })
    const drafts = { board: this.board, person: this.me.id, onKept: this.refreshKept }
    const stopFollowing = followErasures(this.document, this.onDevice, drafts)
    this.stopListening = () => {
      doc.off('update', onUpdate)
      stopOpen()
      stopOthers()
      stopFollowing()
    }
    this.refreshSave()
    this.refreshUndo()
  }

  private isOver = (): boolean => this.isDestroyed

  private sendNext = whenLoaded(
    () => import('./sendNext.ts'),
    this.isOver,
    ({ sendNext }) => {
      // Meanwhile the connection may have gone, or another change may be under way: then there is another time.
      if (!this.synced || !this.saving.isAllSaved) return
      if (sendNext(this.document, this.actor, this.onDevice.kept)) this.refreshKept()
      this.refreshSave()
    },
  )

  private hear(notice: NoticeMessage): void {
    if (notice.is === 'store-failing') this.store.fails(notice.why)
    else {
      const turnout = new Map(this.status.getState().turnout)
      this.status.setState({ turnout: turnout.set(notice.round, { voted: notice.voted, of: notice.of }) })
    }
  }

  private end(why: EndReason): void {
    // What was erased for everyone, or is no longer one's to read, is not left lying on this device.
    if (why === 'erased' || why === 'removed') void this.forget()
    // The other one, as whom this tab goes on, has a copy of their own.
    else if (why === 'signed-out' && rowOf(this.document, 'people', this.me.id)?.state.is === 'merged')
      void this.forget('person-merged')
    this.status.setState({ save: { is: 'ended', why } })
  }

  /** Once the board is level with the server's: brings over what earlier copies on this device hold beyond it. */
  private async lookBack(): Promise<void> {
    const { board, epoch, writer } = this
    const { kept } = this.onDevice
    const bringing = { board, epoch, person: this.me.id, writer, kept, doesAgain: true }
    const found = await lookBack(bringing, () => this.document, this.isOver)
    if (this.isDestroyed || !found) return
    if (found.wasRestored) this.tellRestored()
    this.refreshKept()
    this.refreshSave()
  }

  /** Our document has diverged for good: takes the server's, does again what is allowed, keeps the rest. */
  private async startAfresh(denied: DeniedMessage): Promise<void> {
    if (this.isRebuilding) return
    this.isRebuilding = true
    try {
      const loaded = await patiently(() => import('./startAfresh.ts'), this.isOver)
      const serverState = await loadSnapshotPatiently(this.board, this.me, this.isOver)
      if (!loaded || !serverState) return
      await this.onDevice.replaceCopy(
        (stored) => this.replaceDocument(loaded.afreshFrom, serverState, denied, stored),
        () => this.document,
        this.isOver,
      )
      if (this.isDestroyed) return
      this.saving.changeMade()
      this.begin()
      this.tellListeners()
    } finally {
      this.isRebuilding = false
    }
  }

  /** Puts a fresh document in the place of the diverged one, in one tick. @returns what the device is to hold now */
  private replaceDocument(
    make: typeof afreshFrom,
    serverState: Uint8Array,
    denied: DeniedMessage,
    stored: StoredCopy,
  ): StoredCopy {
    const { shown: old } = this
    const { document, kept, handled, copy } = make(old.document, serverState, stored, denied, this.writer, {
      doesAgain: ++this.refusalsInARow < MOST_REFUSALS_IN_A_ROW,
      fromCopy: this.onDevice.origin,
    })
    this.onDevice.kept.add(kept)
    this.onDevice.isReplaced(handled, document.doc.clientID)
    this.stopListening()
    this.connection?.destroy()
    this.shown = new OpenBoard(document)
    old.destroy()
    this.refreshKept()
    return this.onDevice.kept.isStored ? copy : stored
  }

  private refreshSave(): void {
    if (this.saving.isAllSaved) {
      this.onDevice.ownMarks.saved(stateOf(this.document.doc))
      this.refusalsInARow = 0
      if (this.synced && !this.hasLookedBack) {
        this.hasLookedBack = true
        void this.lookBack()
      }
    }
    const hasNext = this.synced && this.saving.isAllSaved && this.onDevice.kept.hasNext
    if (hasNext) this.sendNext()
    const before = this.status.getState().save
    if (before.is === 'ended') return
    const { synced: isSynced, isCrowded, store } = this
    const standing = saveStateOf(this.saving, { isSynced, isCrowded, trouble: store.trouble })
    const next: SaveState = hasNext && standing.is === 'saved' ? { is: 'sending' } : standing
    if (JSON.stringify(before) !== JSON.stringify(next)) this.status.setState({ save: next })
  }

  private tellListeners = (): void => {
    for (const listener of [...this.listeners]) listener()
  }

  private refreshUndo = (): void => {
    this.status.setState({ canUndo: this.shown.undoing.canUndo, canRedo: this.shown.undoing.canRedo })
  }

  /** Reads again what is kept on this device. */
  refreshKept = (): void => {
    this.status.setState({ keptWords: this.onDevice.kept.shown() })
  }
}
