import * as Y from 'yjs'
import { clientTables } from '../model/tables.ts'
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

/** Undo for one person at one board: each command is a step of its own, typing goes by stretches. */
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
      return () => {
        for (const event of events) manager.off(event, listener)
      }
    },
    destroy() {
      board.doc.off('beforeTransaction', separate)
      board.doc.off('afterTransaction', separate)
      manager.destroy()
    },
  }
}
