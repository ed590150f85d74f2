import { generateNKeysBetween } from 'fractional-indexing'
import * as Y from 'yjs'
import type { NoteId, ThemeId } from '../model/ids.ts'
import { limits } from '../model/limits.ts'
import { textFields, type Table } from '../model/tableNames.ts'
import type { Frame, RowKey, Theme } from '../model/tables.ts'
import { LASTING, LOCAL, rowOf, type BoardDocument } from './BoardDocument.ts'
import { writeRow } from './change.ts'

/*
 * Where notes lie: in themes, on the canvas, in the tray; and themes as they begin, since they begin with notes. As in
 * `change.ts`, one intention is one transaction.
 */

/** Where notes come from and go to when they are moved. */
export type Move = {
  readonly notes: readonly NoteId[]
  /** The theme they leave; null when they come from the tray or the canvas; 'all' to leave every theme. */
  readonly from: ThemeId | null | 'all'
  /** A theme, the tray, or points on the canvas (one a note, in the order of `notes`). */
  readonly to:
    | {
        readonly is: 'theme'
        readonly theme: ThemeId
        /** The note they come to lie before; null for the end. */ readonly before: NoteId | null
      }
    | { readonly is: 'tray' }
    | {
        readonly is: 'canvas'
        readonly points: readonly { readonly x: number; readonly y: number }[]
        readonly standsAlone: boolean
      }
}

/**
 * Moves notes: one transaction takes one placement away and adds another. When two people move one note
 * to two themes at once it rests in both, and the group decides; nobody's packet wins.
 * @param orderInTarget the target theme's notes in order, as the mover sees them (`outline.notesOf`)
 */
export function moveNotes(board: BoardDocument, move: Move, orderInTarget: readonly NoteId[] = []): void {
  board.doc.transact(() => {
    const target = move.to.is === 'theme' ? move.to.theme : undefined
    for (const note of move.notes) {
      for (const theme of themesLeft(board, note, move.from)) {
        if (theme !== target) writeRow(board, 'placements', `${note}/${theme}`, { present: false })
      }
    }
    switch (move.to.is) {
      case 'theme': {
        const { theme, before } = move.to
        for (const note of move.notes) {
          writeRow(board, 'placements', `${note}/${theme}`, { present: true })
          removeRow(board, 'positions', note)
        }
        orderNotes(board, theme, move.notes, before, orderInTarget)
        return
      }
      case 'tray':
        for (const note of move.notes) removeRow(board, 'positions', note)
        return
      case 'canvas': {
        const { points, standsAlone } = move.to
        move.notes.forEach((note, i) => {
          const point = points[i]
          if (!point)
            throw new Error(`a move of ${move.notes.length} notes to the canvas needs as many points`)
          writeRow(board, 'positions', note, { x: Math.round(point.x), y: Math.round(point.y), standsAlone })
        })
      }
    }
  }, LOCAL)
}

function themesLeft(board: BoardDocument, note: NoteId, from: Move['from']): ThemeId[] {
  if (from === null) return []
  if (from !== 'all') return [from]
  const left: ThemeId[] = []
  board.tables.placements.forEach((placement, key) => {
    if (placement.present && key.startsWith(`${note}/`)) left.push(key.slice(note.length + 1) as ThemeId)
  })
  return left
}

/** Puts a note in one theme more; its other placements stay. */
export function placeNoteAlso(board: BoardDocument, note: NoteId, theme: ThemeId): void {
  moveNotes(board, { notes: [note], from: null, to: { is: 'theme', theme, before: null } })
}

/** Takes a note out of one theme; it stays in its others. */
export function unplaceNote(board: BoardDocument, note: NoteId, theme: ThemeId): void {
  moveNotes(board, { notes: [note], from: theme, to: { is: 'tray' } })
}

/**
 * Gives the moved notes order keys before `before`. Neighbours without a key, with equal keys or with keys
 * grown too long are keyed afresh, so that there is always room between two.
 */
function orderNotes(
  board: BoardDocument,
  theme: ThemeId,
  moved: readonly NoteId[],
  before: NoteId | null,
  orderInTarget: readonly NoteId[],
): void {
  const rest = orderInTarget.filter((note) => !moved.includes(note))
  const at = before === null ? rest.length : Math.max(0, rest.indexOf(before))
  const key = (note: NoteId | undefined) =>
    note === undefined ? null : (rowOf(board, 'orders', `${note}/${theme}`)?.index ?? undefined)
  const low = key(rest[at - 1])
  const high = key(rest[at])
  const hasRoom = low !== undefined && high !== undefined && (low === null || high === null || low < high)
  if (hasRoom) {
    const keys = generateNKeysBetween(low, high, moved.length)
    if (keys.every((index) => index.length <= limits.orderCharacters)) {
      moved.forEach((note, i) => {
        writeRow(board, 'orders', `${note}/${theme}`, { index: keys[i]! })
      })
      return
    }
  }
  const all = [...rest.slice(0, at), ...moved, ...rest.slice(at)]
  generateNKeysBetween(null, null, all.length).forEach((index, i) => {
    writeRow(board, 'orders', `${all[i]!}/${theme}`, { index })
  })
}

/**
 * Makes a theme, with its texts, and moves notes into it.
 *
 * Two transactions: the first makes it set aside and cannot be undone, the second opens it and can. So undo
 * puts a new theme aside instead of deleting words that others may already have written in it.
 */
export function addTheme(
  board: BoardDocument,
  id: ThemeId,
  theme: Omit<Theme, 'state'>,
  frame: Frame | undefined,
  notes: { readonly ids: readonly NoteId[]; readonly from: Move['from'] } = { ids: [], from: null },
): void {
  board.doc.transact(() => {
    writeRow(board, 'themes', id, { ...theme, state: 'set aside' })
    if (frame) writeRow(board, 'frames', id, frame)
    for (const field of textFields.themes) board.texts.set(`themes/${id}/${field}`, new Y.Text())
  }, LASTING)
  board.doc.transact(() => {
    writeRow(board, 'themes', id, { ...theme, state: 'open' })
    if (notes.ids.length > 0)
      moveNotes(board, { notes: notes.ids, from: notes.from, to: { is: 'theme', theme: id, before: null } })
  }, LOCAL)
}

function removeRow<T extends Table>(board: BoardDocument, table: T, key: RowKey<T>): void {
  if (board.tables[table].has(key)) board.tables[table].delete(key)
}
