import type { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { applyWhole } from '../../shared/document/applyWhole.ts'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { metaOf } from '../../shared/document/migrate.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import { copyName, follow, openCopy, rewriteCopy, type StoredCopy } from './deviceCopy.ts'
import type { KeptReason } from './keptWords.ts'
import { KeptStore } from './KeptStore.ts'
import { isOnItsWay, type Loaded } from './loadSnapshot.ts'
import { patiently } from './patiently.ts'
import { stateOf, type Vector } from './vector.ts'
import { OwnClients } from './ownClients.ts'
import { TabMarks } from './tabMarks.ts'
import { UnsentMarks } from './unsentMarks.ts'

/** What lies on this device of one person at one board: the copy, kept words, and marks of what was never sent. */
export class OnDevice {
  readonly kept: KeptStore
  readonly marks: UnsentMarks
  /** Which of the marks are this tab's. */
  readonly ownMarks: TabMarks
  readonly wrote: OwnClients
  /** Undefined where the browser keeps no copy, and once it was given up. */
  #copy: IndexeddbPersistence | undefined
  /** The Yjs client id under which this tab wrote last. */
  #writer: number | undefined

  /** Called when another tab changes the kept words. */
  onKept: () => void = () => undefined

  private constructor(
    private readonly board: BoardId,
    private readonly epoch: number,
    private readonly person: ParticipantId,
  ) {
    this.kept = new KeptStore(board, person, () => {
      this.onKept()
    })
    this.marks = new UnsentMarks(board, person)
    this.marks.reserve()
    this.ownMarks = new TabMarks(this.marks)
    this.wrote = new OwnClients(board, person)
  }

  /**
   * Opens the copy, or loads the board when there is none, and keeps the copy up to date from then on.
   * @throws if there is neither a copy nor a connection
   */
  static async open(
    board: BoardId,
    epoch: number,
    person: ParticipantId,
    load: () => Promise<Loaded>,
  ): Promise<{ readonly onDevice: OnDevice; readonly document: BoardDocument }> {
    // Decoded while the device opens a copy in which hardly anything can be.
    const loading = isOnItsWay(board) ? load() : undefined
    loading?.catch(() => undefined)
    const onDevice = new OnDevice(board, epoch, person)
    const opened = openBoardDocument(new Y.Doc())
    onDevice.#copy = await openCopy(copyName(board, epoch, person), opened.doc)
    onDevice.ownMarks.opened(opened.doc)
    const document = metaOf(opened) ? opened : onDevice.takeLoaded(opened, await (loading ?? load()))
    return { onDevice, document }
  }

  /**
   * Takes the board as the server sent it, into the copy by those very bytes: left to listen, it would have Yjs encode
   * the whole board that was decoded a moment ago.
   * @param opened what the copy was opened with
   * @returns the document to go on with: the one that came, unless something lay here that belongs to it
   */
  private takeLoaded(opened: BoardDocument, { bytes, document }: Loaded): BoardDocument {
    const copy = this.#copy
    copy?._storeUpdate(bytes, 'snapshot')
    // What a browser without room for the board may have kept all the same: edits of it.
    const { clients, pendingStructs, pendingDs } = opened.doc.store
    const hasMore = clients.size > 0 || pendingStructs !== null || pendingDs !== null
    if (hasMore) {
      if (copy) opened.doc.off('update', copy._storeUpdate)
      applyWhole(opened.doc, bytes, 'snapshot')
    }
    const board = hasMore ? opened : document
    if (copy) follow(copy, board.doc)
    return board
  }

  /** The origin of updates that come from the copy. */
  get origin(): unknown {
    return this.#copy
  }

  /** This tab writes under a Yjs client id, from `clock` on. */
  isWritten(clientId: number, clock: number): void {
    if (this.#writer !== clientId) this.wrote.add(clientId)
    this.#writer = clientId
    this.ownMarks.written(clientId, clock)
  }

  /** A document of this client takes the place of one of which so much was done again or kept. */
  isReplaced(handled: Vector, clientId: number): void {
    this.ownMarks.replaced(handled, clientId)
    this.wrote.add(clientId)
    this.#writer = clientId
  }

  /**
   * Puts something else in the place of the copy and of the document that it belongs to.
   * @param replace is called once with what lies here, and says what is to lie here
   * @param document the one that took the place of the other
   * @param isOver whether nobody waits for it any more
   */
  async replaceCopy(
    replace: (stored: StoredCopy) => StoredCopy,
    document: () => BoardDocument,
    isOver: () => boolean,
  ): Promise<void> {
    const copy = this.#copy
    if (!copy) {
      replace({ updates: [], handled: new Map() })
      return
    }
    await rewriteCopy(copy.db, replace).catch((error: unknown) => {
      // The device has the old copy: what was done again is then found to be on the board.
      console.warn('the copy on this device could not be renewed', error)
    })
    await copy.destroy()
    if (isOver()) return
    // Should the browser have no room for kept words, the device keeps what they came from, and this tab works
    // without a copy.
    this.#copy = this.kept.isStored ? await openCopy(copy.name, document().doc) : undefined
    if (isOver()) await this.#copy?.destroy()
  }

  /** Writes the copy anew, if there is one at this moment; see {@link rewriteCopy}. */
  async rewrite(rewrite: (stored: StoredCopy) => StoredCopy | undefined): Promise<void> {
    if (this.#copy) await rewriteCopy(this.#copy.db, rewrite)
  }

  /**
   * Deletes every copy, for whoever is not on the board any more; what was never sent becomes kept words, also what
   * other tabs have put into the copy. With no room for kept words in the browser, it all stays.
   * @param document what this tab shows; a moment of it may not be in the copy yet
   */
  async forget(document: BoardDocument, reason: KeptReason): Promise<void> {
    const loaded = await patiently(
      () => import('./salvage.ts'),
      () => false,
    )
    if (!loaded?.keepUnsent(document, this.marks, this.kept, reason)) return
    this.marks.reach(stateOf(document.doc))
    this.#writer = undefined
    const copy = this.#copy
    this.#copy = undefined
    await copy?.destroy()
    await loaded.salvage(this.board, this.person, this.epoch, reason)
  }

  close(): void {
    this.kept.close()
    void this.#copy?.destroy()
  }
}
