import type { IndexeddbPersistence } from 'y-indexeddb'
import { createStore, type StoreApi } from 'zustand/vanilla'
import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { metaOf, SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import { newId } from '../../shared/document/newId.ts'
import { createUndo, type BoardUndo } from '../../shared/document/undo.ts'
import type { BoardId, NoteId } from '../../shared/model/ids.ts'
import type { Actor, Refusal } from '../../shared/model/rules.ts'
import type { Stage } from '../../shared/model/stages.ts'
import { closeCodes, type DeniedMessage } from '../../shared/protocol/messages.ts'
import type { ParticipantHere } from '../../shared/protocol/api.ts'
import { presenceState, type PresenceState } from '../../shared/protocol/presence.ts'
import * as v from 'valibot'
import { boardPath } from './api.ts'
import { connectBoard, type Connection } from './connection.ts'
import { openCopy } from './deviceCopy.ts'
import { bringBack, factsOf, rebuild, type KeptWords } from './keptWords.ts'
import { LiveBoard, type BoardView } from './LiveBoard.ts'
import { ReconnectSchedule } from './ReconnectSchedule.ts'
import { endReasonOf, SaveTracker, type SaveState } from './saving.ts'

/** What a session tells besides the board itself. */
export type SessionStatus = {
  readonly save: SaveState
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Everyone connected but this tab. */
  readonly others: readonly PresenceState[]
  /** How many of the roll have voted, by round. */
  readonly turnout: ReadonlyMap<string, { readonly voted: number; readonly of: number }>
  readonly keptWords: readonly KeptWords[]
}

/** What this tab shows of itself to the others. */
export type OwnPresence = Omit<PresenceState, 'participant'>

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
  private readonly listeners = new Set<() => void>()
  private stopListening: () => void = () => undefined
  private presence: OwnPresence = { stage: 'welcome' }
  private synced = false
  private readonly schedule = new ReconnectSchedule()
  private isRebuilding = false

  private constructor(
    readonly board: BoardId,
    readonly me: ParticipantHere,
    private readonly epoch: number,
    private doc: BoardDocument,
    private readonly isWall: boolean,
  ) {
    this.saving = new SaveTracker(localStorage.getItem(this.unsentKey) !== null)
    this.status = createStore(() => ({
      save: { is: 'loading' },
      canUndo: false,
      canRedo: false,
      others: [],
      turnout: new Map<string, { voted: number; of: number }>(),
      keptWords: this.readKeptWords(),
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
    // The copy is one person's: what they wrote offline must not be sent by whoever takes the tablet next.
    const persistence = await openCopy(
      `common-thread/${board}/${epoch}/${SCHEMA_VERSION}/${me.id}`,
      document.doc,
    )
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
    const person = this.view.people.get(this.me.id)
    return {
      participant: this.me.id,
      author: this.me.authorKey,
      role: person?.role ?? this.me.role,
      present: person?.state.is === 'here',
    }
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
    const refusal = bringBack(this.doc, this.actor, words)
    if (!refusal) this.letGoOfWords(words.id)
    return refusal
  }
  letGoOfWords(id: string): void {
    this.setKeptWords(this.status.getState().keptWords.filter((words) => words.id !== id))
  }

  /** Deletes the copy on the device, for whoever leaves the board. What stands on the screen stays there. */
  forget(): void {
    void this.persistence?.clearData()
    this.persistence = undefined
    localStorage.removeItem(this.unsentKey)
  }

  destroy(): void {
    this.stopListening()
    this.connection?.destroy()
    this.undoing.destroy()
    this.live.destroy()
    void this.persistence?.destroy()
    this.doc.doc.destroy()
    this.listeners.clear()
  }

  private begin(): void {
    const onUpdate = (_update: Uint8Array, origin: unknown) => {
      if (!isFromElsewhere(origin, this.persistence)) {
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
          const why = endReasonOf(code)
          // What was erased for everyone is not left lying on this device.
          if (why === 'erased') this.forget()
          this.status.setState({ save: { is: 'ended', why } })
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

  /** Our document has diverged for good: takes the server's, does again what is allowed, keeps the rest. */
  private async startAfresh(denied: DeniedMessage): Promise<void> {
    if (this.isRebuilding) return
    this.isRebuilding = true
    try {
      const serverState = await loadSnapshotPatiently(this.board, this.me)
      const actor = this.actor
      this.stopListening()
      this.connection?.destroy()
      this.undoing.destroy()
      this.live.destroy()
      const { document, kept } = rebuild(
        this.doc,
        serverState,
        actor,
        { rows: denied.rows, reason: denied.reason as Refusal },
        { newId: () => newId(), nowMs: Date.now() },
      )
      this.setKeptWords([...this.status.getState().keptWords, ...kept])
      const name = this.persistence?.name
      await this.persistence?.clearData()
      this.doc.doc.destroy()
      this.doc = document
      this.persistence = name ? await openCopy(name, document.doc) : undefined
      this.live = new LiveBoard(document)
      this.undoing = createUndo(document)
      this.saving.changeMade()
      this.begin()
      for (const listener of [...this.listeners]) listener()
    } finally {
      this.isRebuilding = false
    }
  }

  private ownState(): Record<string, unknown> | null {
    return this.isWall ? null : { ...this.presence, participant: this.me.id }
  }

  private refreshSave(): void {
    if (this.saving.isAllSaved) localStorage.removeItem(this.unsentKey)
    else if (this.saving.hasChanges) localStorage.setItem(this.unsentKey, '1')
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

  private get unsentKey(): string {
    return `common-thread/unsent/${this.board}/${this.me.id}`
  }
  private get keptKey(): string {
    return `common-thread/kept/${this.board}/${this.me.id}`
  }
  private readKeptWords(): readonly KeptWords[] {
    return JSON.parse(localStorage.getItem(this.keptKey) ?? '[]') as KeptWords[]
  }
  private setKeptWords(keptWords: readonly KeptWords[]): void {
    localStorage.setItem(this.keptKey, JSON.stringify(keptWords))
    this.status.setState({ keptWords })
  }
}

/** Updates from the server, from the copy on the device and from the first load are nobody's new words. */
const isFromElsewhere = (origin: unknown, persistence: unknown): boolean =>
  origin === 'snapshot' ||
  (origin !== undefined && origin === persistence) ||
  (typeof origin === 'object' && origin !== null && 'wsconnected' in origin)

function othersIn(awareness: Connection['awareness']): PresenceState[] {
  const others: PresenceState[] = []
  for (const [client, state] of awareness.getStates()) {
    const parsed = v.safeParse(presenceState, state)
    if (client !== awareness.clientID && parsed.success) others.push(parsed.output)
  }
  return others
}

async function loadSnapshot(board: BoardId, me: ParticipantHere): Promise<Uint8Array> {
  const response = await fetch(boardPath(board, me.id, '/snapshot'), { credentials: 'same-origin' })
  if (!response.ok) throw new Error(`the board could not be loaded: the server answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

async function loadSnapshotPatiently(board: BoardId, me: ParticipantHere): Promise<Uint8Array> {
  for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 8000)) {
    try {
      return await loadSnapshot(board, me)
    } catch {
      // Out of reach at this moment: the words are safe in the old document, so there is time to wait.
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}
