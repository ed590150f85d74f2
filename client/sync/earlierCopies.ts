import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { newId } from '../../shared/document/newId.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import { bringOver, type Owner } from './bringOver.ts'
import { earlierCopies, openAsItIs, rewriteCopy, STORES, UPDATES } from './deviceCopy.ts'
import type { KeptStore } from './KeptStore.ts'
import { OwnClients } from './ownClients.ts'
import { unionOf, type Vector } from './vector.ts'
import { UnsentMarks } from './unsentMarks.ts'

/** Whose earlier copies are looked through, and where what they hold goes. */
export type Bringing = {
  readonly board: BoardId
  /** The epoch that the board has now. */
  readonly epoch: number
  readonly person: ParticipantId
  /** Under which name their words are written now; not always under the one they were written. */
  readonly writer: Owner['writer']
  readonly kept: KeptStore
  readonly doesAgain: boolean
}

/**
 * Brings over what one person's copies from before a restore, or of an earlier schema, hold beyond the board, and
 * deletes them from the device. Several tabs may do it at the same time: each thing is brought over once.
 * @param document the board as the server has it; asked at the moment of each step
 * @returns undefined when there was no earlier copy with anything that had not been brought over before
 */
export async function bringOverCopies(
  bringing: Bringing,
  document: () => BoardDocument,
): Promise<{ readonly wasRestored: boolean } | undefined> {
  const { board, epoch, person, kept } = bringing
  let found: { readonly wasRestored: boolean } | undefined
  for (const name of await earlierCopies(board, epoch, person)) {
    const db = await openAsItIs(name)
    if (!db) continue
    let left = 0
    try {
      await rewriteCopy(db, (stored) => {
        left = stored.updates.length
        const marks = new UnsentMarks(board, person)
        const wrote = new Set([...new OwnClients(board, person).all(), ...marks.all().keys()])
        const copy = openBoardDocument(new Y.Doc())
        for (const update of stored.updates) Y.applyUpdate(copy.doc, update)
        const owner = { ...bringing, wrote, unsent: marks.all(), handled: stored.handled }
        const make = { newId, nowMs: Date.now() }
        const { kept: words, handled, wasRestored } = bringOver(copy, document(), owner, make)
        if (!kept.add(words)) {
          // No room: the copy goes on holding them, and the next opening of the board tries again.
          kept.letGo(words.map(({ id }) => id))
          throw new Error('the browser has no room for kept words')
        }
        if (reachesBeyond(handled, stored.handled))
          found = { wasRestored: wasRestored || found?.wasRestored === true }
        marks.drop(handled.keys())
        copy.doc.destroy()
        return { updates: stored.updates, handled: unionOf(stored.handled, handled) }
      })
    } catch (error) {
      console.warn('an earlier copy of the board could not be brought over', error)
      continue
    } finally {
      db.close()
    }
    await deleteUnlessOpen(name, left)
  }
  return found
}

const reachesBeyond = (vector: Vector, other: Vector) =>
  [...vector].some(([client, clock]) => clock > (other.get(client) ?? 0))

/**
 * Deletes a copy, unless another tab has it open, which may still write to it: then the next opening of the board
 * tries again. A change of the version is what a browser lets happen only while nobody else has a database open.
 * @param left how many updates it held when it was brought over
 */
function deleteUnlessOpen(name: string, left: number): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.open(name, 2)
    let isOpenElsewhere = false
    request.onblocked = () => {
      isOpenElsewhere = true
      resolve()
    }
    request.onupgradeneeded = () => {
      const { result: db, transaction } = request
      if (!transaction || isOpenElsewhere || !db.objectStoreNames.contains(UPDATES)) {
        transaction?.abort()
        return
      }
      const count = transaction.objectStore(UPDATES).count()
      count.onsuccess = () => {
        if (count.result > left) transaction.abort()
        else for (const store of STORES) db.deleteObjectStore(store)
      }
    }
    request.onsuccess = () => {
      request.result.close()
      indexedDB.deleteDatabase(name)
      resolve()
    }
    request.onerror = () => {
      resolve() // given up above
    }
  })
}
