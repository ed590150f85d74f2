import * as Y from 'yjs'
import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { watchErasures } from '../../shared/document/watchErasures.ts'
import type { StoredCopy } from './deviceCopy.ts'
import { hasDrafts } from './draftKeys.ts'
import type { DraftsOf } from './erasedDrafts.ts'
import type { OnDevice } from './OnDevice.ts'
import { whenLoaded } from './patiently.ts'

/** Erasures that come together, such as those of an import that is undone, are one rewriting. */
const SOON_MS = 500
/** What was typed and taken away again may wait: someone types most of the time. */
const TYPING_MS = 60_000
/** A copy of a large board takes a phone a moment to write. */
const APART_MS = 10_000

/**
 * Sees to it that words which were erased leave this device too: the copy of the board, and drafts of a change to the
 * note. The copy is a log of updates, the older of which hold words that newer ones delete; y-indexeddb would join
 * them after 500 only. What an earlier page left because it was closed in between is taken up as well.
 * @returns a function that stops it
 */
export function followErasures(
  board: BoardDocument,
  onDevice: OnDevice,
  drafts: Omit<DraftsOf, 'document' | 'kept'>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let dueAtMs = Infinity
  let notBeforeMs = 0
  let isStopped = false

  const due = (inMs: number) => {
    const atMs = Math.max(Date.now() + inMs, notBeforeMs)
    if (isStopped || atMs >= dueAtMs) return
    dueAtMs = atMs
    clearTimeout(timer)
    timer = setTimeout(() => {
      void rewrite()
    }, atMs - Date.now())
  }
  const rewrite = async () => {
    dueAtMs = Infinity
    notBeforeMs = Date.now() + APART_MS
    try {
      // While this waited for its turn another tab, or a refusal, may have put another document in place.
      await onDevice.rewrite((stored) => (isStopped ? undefined : withoutErased(stored)))
    } catch (error) {
      console.warn('erased words could not leave the copy on this device yet', error)
      due(TYPING_MS)
    }
  }
  const sweepOnceLoaded = whenLoaded(
    () => import('./erasedDrafts.ts'),
    () => isStopped,
    ({ sweepDrafts }) => {
      sweepDrafts({ document: board, kept: onDevice.kept, ...drafts })
    },
  )
  const sweep = () => {
    if (hasDrafts(drafts.board, drafts.person)) sweepOnceLoaded()
  }

  sweep()
  due(SOON_MS)
  const stopWatching = watchErasures(board, (what) => {
    if (what === 'rows') sweep()
    due(what === 'rows' ? SOON_MS : TYPING_MS)
  })
  return () => {
    isStopped = true
    clearTimeout(timer)
    stopWatching()
  }
}

/** What y-indexeddb adds whenever it opens a copy: an update that says nothing. */
const EMPTY_BYTES = 2

/**
 * The copy as one update that holds nothing of what was deleted; undefined when it is one already. It is made from
 * what is stored alone: other tabs' changes are there, and no tab's undo keeps anything alive in it.
 */
function withoutErased({ updates, handled }: StoredCopy): StoredCopy | undefined {
  const telling = updates.filter(({ byteLength }) => byteLength > EMPTY_BYTES)
  if (telling.length <= 1) return undefined
  // Merging the updates would keep the words: only a document drops what it deletes.
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of telling) Y.applyUpdate(doc, update)
  })
  const rewritten = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return { updates: [rewritten], handled }
}
