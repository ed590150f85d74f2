import { LOCAL, type BoardDocument } from '../../../../shared/document/BoardDocument.ts'
import { moveNotes } from '../../../../shared/document/placing.ts'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { BoardView } from '../../../sync/LiveBoard.ts'

/** Where notes are sent by "Move to…". */
export type Goal =
  { readonly is: 'theme'; readonly theme: ThemeId } | { readonly is: 'tray' } | { readonly is: 'alone' }

/** What the sending needs to know of the board. */
export type MoveBoard = Pick<BoardView, 'outline' | 'positions' | 'frames'>

/** Room for one card of the canvas, with the gap to the next. */
const CARD = { width: 230, height: 180 }

/**
 * Sends notes somewhere as one step. They leave the theme they were picked in, or every open theme when they were
 * picked in none of them; what lies in a theme set aside waits there.
 * @param from the theme they were picked in
 * @param keepsPlaces whether they also stay where they rest now
 */
export function moveNotesTo(
  document: BoardDocument,
  board: MoveBoard,
  notes: readonly NoteId[],
  from: ThemeId | null,
  goal: Goal,
  keepsPlaces = false,
): void {
  const target = goal.is === 'theme' ? goal.theme : undefined
  document.doc.transact(() => {
    if (!keepsPlaces) {
      for (const note of notes) {
        for (const theme of themesLeft(board, note, from)) {
          if (theme !== target) moveNotes(document, { notes: [note], from: theme, to: { is: 'tray' } })
        }
      }
    }
    switch (goal.is) {
      case 'theme':
        return moveNotes(
          document,
          { notes, from: null, to: { is: 'theme', theme: goal.theme, before: null } },
          board.outline.notesOf.get(goal.theme) ?? [],
        )
      case 'tray':
        return moveNotes(document, { notes, from: null, to: { is: 'tray' } })
      case 'alone':
        return moveNotes(document, {
          notes,
          from: null,
          to: { is: 'canvas', points: pointsAlone(board, notes), standsAlone: true },
        })
    }
  }, LOCAL)
}

/** The open themes that a note leaves when it is moved. */
export function themesLeft(
  board: Pick<MoveBoard, 'outline'>,
  note: NoteId,
  from: ThemeId | null,
): readonly ThemeId[] {
  const themes = board.outline.themesOf.get(note) ?? []
  return from !== null && themes.includes(from) ? [from] : themes
}

/** Where notes lie on the canvas that stand alone: where they lay, else in a row above all that lies there. */
export function pointsAlone(
  board: Pick<MoveBoard, 'positions' | 'frames'>,
  notes: readonly NoteId[],
): { x: number; y: number }[] {
  const lying = [...board.positions.values(), ...board.frames.values()]
  const left = lying.reduce((x, box) => Math.min(x, box.x), 0)
  const top = lying.reduce((y, box) => Math.min(y, box.y), 0) - CARD.height
  let column = 0
  return notes.map((note) => {
    const before = board.positions.get(note)
    return before ? { x: before.x, y: before.y } : { x: left + CARD.width * column++, y: top }
  })
}
