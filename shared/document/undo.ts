import * as Y from 'yjs'
import { clientTables } from '../model/tableNames.ts'
import { LOCAL, TYPING, type BoardDocument } from './BoardDocument.ts'

/** Steps typed closer together than this are undone as one. */
const TYPING_PAUSE_MS = 600

/** Takes back one's own steps, and repeats them. Whoever makes one destroys it. */
export type BoardUndo = {
  undo(): void
  redo(): void
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Reports that what can be undone or redone has changed. @returns a function that stops it */
  onChange(listener: () => void): () => void
  destroy(): void
}

/**
 * Undo for one person at one board: each command is a step of its own, typing goes by stretches. Steps in a note that
 * somebody else has changed or taken away since are let go, words and all: see {@link letGoOfErased}.
 */
export function createUndo(board: BoardDocument): BoardUndo {
  const scope = [
    ...clientTables.map((table) => board.tables[table] as unknown as Y.AbstractType<unknown>),
    board.texts,
  ]
  const manager = new Y.UndoManager(scope as Y.AbstractType<unknown>[], {
    trackedOrigins: new Set<unknown>([LOCAL, TYPING]),
    captureTimeout: TYPING_PAUSE_MS,
  })
  const separate = (transaction: Y.Transaction) => {
    if (transaction.origin === LOCAL) manager.stopCapturing()
  }
  board.doc.on('beforeTransaction', separate)
  board.doc.on('afterTransaction', separate)
  const listeners = new Set<() => void>()
  const stopLettingGo = letGoOfErased(board, manager, () => {
    for (const listener of [...listeners]) listener()
  })
  return {
    undo: () => {
      manager.undo()
    },
    redo: () => {
      manager.redo()
    },
    get canUndo() {
      return manager.canUndo()
    },
    get canRedo() {
      return manager.canRedo()
    },
    onChange(listener) {
      const events = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const
      for (const event of events) manager.on(event, listener)
      listeners.add(listener)
      return () => {
        for (const event of events) manager.off(event, listener)
        listeners.delete(listener)
      }
    },
    destroy() {
      board.doc.off('beforeTransaction', separate)
      board.doc.off('afterTransaction', separate)
      stopLettingGo()
      manager.destroy()
    },
  }
}

/**
 * Yjs keeps the content of what one has replaced for as long as one could undo it, also when somebody has erased it
 * since; undo would even write it again where the whole note is gone. So when another's change replaces or deletes a
 * note or a conversation, one's own steps in it are forgotten, and Yjs drops what it kept for them.
 * @returns a function that stops it
 */
function letGoOfErased(board: BoardDocument, manager: Y.UndoManager, onLetGo: () => void): () => void {
  const owned = [board.tables.notes, board.tables.conversations]
  const touched = new Set<Y.Item>()
  const gather = ({ origin, changed, deleteSet }: Y.Transaction) => {
    if (deleteSet.clients.size === 0 || manager.trackedOrigins.has(origin)) return
    for (const [type, keys] of changed) {
      if (!owned.some((table) => (table as unknown) === type)) continue
      for (const key of keys)
        for (let item = type._map.get(key ?? '') ?? null; item !== null; item = item.left) touched.add(item)
    }
  }
  const letGo = () => {
    const items = [...touched]
    touched.clear()
    // What was undone or redone is kept as well, whether or not a step holds it still.
    if (!items.some((item) => item.keep)) return
    const { store } = board.doc
    const isTouched = ({ insertions, deletions }: Y.UndoManager['undoStack'][number]) =>
      items.some(({ id }) => Y.isDeleted(insertions, id) || Y.isDeleted(deletions, id))
    const steps = [...manager.undoStack, ...manager.redoStack].filter(isTouched)
    manager.undoStack = manager.undoStack.filter((step) => !steps.includes(step))
    manager.redoStack = manager.redoStack.filter((step) => !steps.includes(step))
    board.doc.transact((transaction) => {
      for (const { deletions } of steps)
        Y.iterateDeletedStructs(transaction, deletions, (struct) => {
          if (struct instanceof Y.Item) struct.keep = false
        })
    })
    for (const item of items) item.keep = false
    Y.tryGc(Y.createDeleteSetFromStructStore(store), store, board.doc.gcFilter)
    if (steps.length > 0) onLetGo()
  }
  board.doc.on('afterTransaction', gather)
  // Yjs is done with the transaction only then, and its structs may be cleared away.
  board.doc.on('afterAllTransactions', letGo)
  return () => {
    board.doc.off('afterTransaction', gather)
    board.doc.off('afterAllTransactions', letGo)
  }
}
