import {
  readBoard,
  rowOf,
  textOf,
  watchBoard,
  type BoardChanges,
  type BoardDocument,
} from '../../shared/document/BoardDocument.ts'
import type { BoardState } from '../../shared/model/board.ts'
import { outlineOf, type Outline } from '../../shared/model/outline.ts'
import type { RowKey, TextKey } from '../../shared/model/tables.ts'
import type { Table } from '../../shared/model/tableNames.ts'
import { patched } from './patchedMap.ts'

/** The board as components see it: plain values whose identity changes only when their content does. */
export type BoardView = BoardState & { readonly outline: Outline }

const OUTLINE_TABLES: readonly Table[] = ['notes', 'hidden', 'themes', 'placements', 'orders']

/**
 * Keeps a {@link BoardView} up to date with a document. Others' changes are gathered and shown once a frame,
 * so that fifty moves a second cost one render; one's own are shown at once, so that a dropped card never
 * jumps back for a frame.
 */
export class LiveBoard {
  private current: BoardView
  private readonly listeners = new Set<() => void>()
  private readonly dirtyRows = new Map<Table, Set<string>>()
  private readonly dirtyTexts = new Set<TextKey>()
  private cancelFlush: (() => void) | undefined
  private readonly stopWatching: () => void

  constructor(private readonly document: BoardDocument) {
    const state = readBoard(document)
    this.current = { ...state, outline: outlineOf(state) }
    this.stopWatching = watchBoard(document, (changes) => {
      this.gather(changes)
    })
  }

  get view(): BoardView {
    return this.current
  }

  /** Reports that the view has changed. @returns a function that stops it */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  destroy(): void {
    this.stopWatching()
    this.cancelFlush?.()
    this.listeners.clear()
  }

  private gather(changes: BoardChanges): void {
    for (const [table, keys] of changes.rows) {
      const dirty = this.dirtyRows.get(table)
      if (dirty) for (const key of keys) dirty.add(key)
      else this.dirtyRows.set(table, new Set(keys))
    }
    for (const key of changes.texts) this.dirtyTexts.add(key)
    if (changes.isLocal) this.flush()
    else
      this.cancelFlush ??= scheduleFrame(() => {
        this.flush()
      })
  }

  private flush(): void {
    this.cancelFlush?.()
    this.cancelFlush = undefined
    const next: Record<string, unknown> = { ...this.current }
    for (const [table, keys] of this.dirtyRows)
      next[table] = renewed<string, unknown>(this.current[table], keys, (key) =>
        rowOf(this.document, table, key as RowKey<typeof table>),
      )
    if (this.dirtyTexts.size > 0)
      next['texts'] = renewed(this.current.texts, this.dirtyTexts, (key) => textOf(this.document, key))
    const state = next as unknown as BoardView
    const isOutlineStale = OUTLINE_TABLES.some((table) => this.dirtyRows.has(table))
    this.current = isOutlineStale ? { ...state, outline: outlineOf(state, this.current.outline) } : state
    this.dirtyRows.clear()
    this.dirtyTexts.clear()
    for (const listener of [...this.listeners]) listener()
  }
}

/** A table with some of its entries as they are now. */
const renewed = <K, V>(
  table: ReadonlyMap<K, V>,
  keys: ReadonlySet<K>,
  now: (key: K) => V | undefined,
): ReadonlyMap<K, V> => patched(table, new Map([...keys].map((key) => [key, now(key)])))

/** Runs `work` at the next frame, or soon when the tab is hidden and draws no frames. */
function scheduleFrame(work: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(work, 100)
    return () => {
      clearTimeout(timer)
    }
  }
  const frame = requestAnimationFrame(work)
  return () => {
    cancelAnimationFrame(frame)
  }
}
