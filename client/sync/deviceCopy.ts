import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'

/**
 * The copy on this device. Undefined where the browser keeps none (a private window, say): then the board
 * works, but what is written offline does not survive a reload.
 */
export async function openCopy(name: string, doc: Y.Doc): Promise<IndexeddbPersistence | undefined> {
  if (typeof indexedDB === 'undefined' || !(await canOpenDatabases())) return undefined
  const persistence = new IndexeddbPersistence(name, doc)
  await persistence.whenSynced
  return persistence
}

/** y-indexeddb never answers when the browser forbids databases, so we ask first. */
function canOpenDatabases(): Promise<boolean> {
  return new Promise((resolve) => {
    const request = indexedDB.open('common-thread/probe')
    request.onsuccess = () => {
      request.result.close()
      resolve(true)
    }
    request.onerror = () => {
      resolve(false)
    }
    request.onblocked = () => {
      resolve(false)
    }
  })
}
