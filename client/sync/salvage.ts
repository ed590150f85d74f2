import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { newId } from '../../shared/document/newId.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import { copiesOf, openAsItIs, rewriteCopy } from './deviceCopy.ts'
import { KeptStore } from './KeptStore.ts'
import type { KeptReason } from './keptWords.ts'
import { OwnClients } from './ownClients.ts'
import { keepAll } from './rebuild.ts'
import { stateOf } from './vector.ts'
import { UnsentMarks } from './unsentMarks.ts'

/** Makes kept words of what the marks call unsent. @returns whether the browser stored them */
export function keepUnsent(
  board: BoardDocument,
  marks: UnsentMarks,
  kept: KeptStore,
  reason: KeptReason,
): boolean {
  const vector = new Map([...stateOf(board.doc), ...marks.all()])
  return kept.add(keepAll(board, vector, reason, { newId, nowMs: Date.now() }))
}

/**
 * For someone who is not on the board any more: what they wrote here and never sent becomes kept words, and every copy
 * of the board that was theirs goes from the device, of whichever epoch or build. A copy whose words the browser has no
 * room for stays: it is all that there is of them.
 * @param epoch the one that the board was last seen with; it is asked for where a browser does not list its databases
 */
export async function salvage(
  board: BoardId,
  person: ParticipantId,
  epoch: number,
  reason: KeptReason,
): Promise<void> {
  const marks = new UnsentMarks(board, person)
  const kept = new KeptStore(board, person, () => undefined)
  let isAllGone = true
  for (const name of await copiesOf(board, person, epoch)) {
    try {
      await emptyInto(name, (copy) => {
        if (!keepUnsent(copy, marks, kept, reason)) throw new Error('the browser has no room for kept words')
      })
    } catch (error) {
      console.warn('a copy of a board that this browser is off stays', error)
      isAllGone = false
    }
  }
  if (isAllGone) {
    marks.clear()
    new OwnClients(board, person).clear()
  }
  kept.close()
}

/** Hands what a copy holds to `keep`, and deletes it unless that throws. */
async function emptyInto(name: string, keep: (copy: BoardDocument) => void): Promise<void> {
  const db = await openAsItIs(name)
  if (!db) return
  try {
    await rewriteCopy(db, ({ updates, handled }) => {
      const copy = openBoardDocument(new Y.Doc())
      for (const update of updates) Y.applyUpdate(copy.doc, update)
      keep(copy)
      copy.doc.destroy()
      return { updates: [], handled }
    })
  } finally {
    db.close()
  }
  // Other tabs let go of it when it is to be deleted; see `openCopy`.
  indexedDB.deleteDatabase(name)
}
