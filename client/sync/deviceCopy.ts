import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { Vector } from './vector.ts'

/** The copy is one person's: what they wrote offline must not be sent by whoever takes the tablet next. */
export const copyName = (board: BoardId, epoch: number, person: ParticipantId): string =>
  `common-thread/${board}/${epoch}/${SCHEMA_VERSION}/${person}`

/**
 * The copy on this device. Undefined where the browser keeps none (a private window, say): then the board
 * works, but what is written offline does not survive a reload.
 */
export async function openCopy(name: string, doc: Y.Doc): Promise<IndexeddbPersistence | undefined> {
  if (!(await tryDatabases())) return undefined
  tried = undefined
  const persistence = new IndexeddbPersistence(name, doc)
  await persistence.whenSynced
  // Unlike y-indexeddb's own answer this lets go only when the copy is to be deleted, not when another tab asks whether
  // anyone has it open.
  if (persistence.db)
    persistence.db.onversionchange = ({ newVersion, target }) => {
      if (newVersion === null) (target as IDBDatabase).close()
    }
  return persistence
}

/** Has a copy follow another document than the one it was opened with, which holds what the copy does. */
export function follow(copy: IndexeddbPersistence, doc: Y.Doc): void {
  copy.doc.off('update', copy._storeUpdate)
  copy.doc = doc
  doc.on('update', copy._storeUpdate)
  doc.on('destroy', () => void copy.destroy())
}

/** What lies on the device for one person at one board; every tab of theirs adds to it. */
export type StoredCopy = {
  readonly updates: readonly Uint8Array[]
  /** What the server refused and a tab has dealt with since. */
  readonly handled: Vector
}

/** y-indexeddb's own names. */
export const UPDATES = 'updates'
const CUSTOM = 'custom'
export const STORES = [UPDATES, CUSTOM]
const HANDLED = 'handled'

/**
 * Replaces what lies on the device in one step: other tabs wait meanwhile, and a crash leaves the old or the new.
 * @param rewrite is called once with what is there now; nothing is replaced when it gives undefined or throws
 */
export function rewriteCopy(
  db: IDBDatabase | null,
  rewrite: (stored: StoredCopy) => StoredCopy | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!db) throw new Error('the copy on the device is not open')
    const transaction = db.transaction(STORES, 'readwrite')
    const updates = transaction.objectStore(UPDATES)
    const custom = transaction.objectStore(CUSTOM)
    const storedUpdates = updates.getAll() as IDBRequest<Uint8Array[]>
    const storedHandled = custom.get(HANDLED) as IDBRequest<Vector | undefined>
    // Requests of a transaction are answered in order.
    storedHandled.onsuccess = () => {
      try {
        const next = rewrite({ updates: storedUpdates.result, handled: storedHandled.result ?? new Map() })
        if (!next) return
        updates.clear()
        for (const update of next.updates) updates.add(update)
        custom.put(next.handled, HANDLED)
      } catch (error) {
        transaction.abort()
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    }
    transaction.oncomplete = () => {
      resolve()
    }
    transaction.onabort = () => {
      reject(transaction.error ?? new Error('the copy on the device could not be replaced'))
    }
  })
}

/**
 * The names of all copies of one person's at a board that lie on this device.
 * @param epoch of the one that is looked for where the browser does not list its databases (Firefox before 126)
 */
export async function copiesOf(board: BoardId, person: ParticipantId, epoch: number): Promise<string[]> {
  if (typeof indexedDB === 'undefined') return []
  if (typeof indexedDB.databases !== 'function') return [copyName(board, epoch, person)]
  return (await copiesAt(board)).filter((name) => personOf(name) === person)
}

/** The names of one person's copies that are not the present one; none where the browser does not list them. */
export async function earlierCopies(board: BoardId, epoch: number, person: ParticipantId): Promise<string[]> {
  const names = await copiesOf(board, person, epoch)
  return names.filter(
    (name) =>
      name !== copyName(board, epoch, person) &&
      // A copy of a later build, left when somebody went back to this one, is not understood here.
      Number(name.split('/')[3]) <= SCHEMA_VERSION,
  )
}

/** Whether the present copy of one person's lies on this device, as far as the browser tells. */
export const hasCopy = async (board: BoardId, epoch: number, person: ParticipantId): Promise<boolean> =>
  (await copiesOf(board, person, epoch)).includes(copyName(board, epoch, person))

/** Everyone of whom a copy of a board lies on this device; nobody where the browser does not list its databases. */
export async function peopleWithCopies(board: BoardId): Promise<ParticipantId[]> {
  if (typeof indexedDB === 'undefined' || typeof indexedDB.databases !== 'function') return []
  return (await copiesAt(board)).map(personOf)
}

async function copiesAt(board: BoardId): Promise<string[]> {
  const names = await indexedDB.databases().catch((error: unknown) => {
    console.warn('the browser does not tell which copies lie on this device', error)
    return []
  })
  return names.map(({ name }) => name ?? '').filter((name) => name.startsWith(`common-thread/${board}/`))
}

const personOf = (name: string) => name.split('/').at(-1) as ParticipantId

/** Opens a copy if it is one; it is not made when it is not there. */
export function openAsItIs(name: string): Promise<IDBDatabase | undefined> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => request.transaction?.abort()
    request.onsuccess = () => {
      const db = request.result
      if (STORES.every((store) => db.objectStoreNames.contains(store))) resolve(db)
      else {
        db.close()
        resolve(undefined)
      }
    }
    request.onerror = () => {
      if (request.error?.name === 'AbortError') resolve(undefined)
      else reject(request.error ?? new Error(`${name} could not be opened`))
    }
  })
}

let tried: Promise<boolean> | undefined

/**
 * Whether the browser keeps databases: y-indexeddb never answers when it forbids them. Called before it is known whose
 * copy is to be opened, it is answered by then.
 */
export const tryDatabases = (): Promise<boolean> => (tried ??= canOpenDatabases())

function canOpenDatabases(): Promise<boolean> {
  if (typeof indexedDB === 'undefined') return Promise.resolve(false)
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
