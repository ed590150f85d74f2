import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { moveNotesTo, pointsAlone } from '../../../../client/features/themes/dialogs/moveNotesTo.ts'
import { moveWithin } from '../../../../client/features/themes/list/moveWithin.ts'
import {
  openBoardDocument,
  readBoard,
  type BoardDocument,
} from '../../../../shared/document/BoardDocument.ts'
import { addNote, saveTheme } from '../../../../shared/document/change.ts'
import { addTheme, moveNotes, placeNoteAlso } from '../../../../shared/document/placing.ts'
import { newId } from '../../../../shared/document/newId.ts'
import { createUndo } from '../../../../shared/document/undo.ts'
import type { AuthorKey, NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { outlineOf } from '../../../../shared/model/outline.ts'

function boardOf(count: number) {
  const board = openBoardDocument(new Y.Doc())
  const notes = Array.from({ length: count }, (_, i) => {
    const id = newId<NoteId>()
    addNote(board, id, {
      kind: 'heard',
      said: `note ${i}`,
      impression: '',
      language: '',
      conversation: null,
      quote: 'not asked',
      author: newId<AuthorKey>(),
      brought: 'written',
      source: '',
      import: null,
      addedAtMs: i,
    })
    return id
  })
  return { board, notes: notes as [NoteId, NoteId, NoteId, ...NoteId[]] }
}
function theme(board: BoardDocument, title: string, notes: NoteId[] = []): ThemeId {
  const id = newId<ThemeId>()
  addTheme(board, id, { title, colour: 'teal', addedAtMs: title.length }, undefined, {
    ids: notes,
    from: null,
  })
  return id
}
const viewOf = (board: BoardDocument) => {
  const state = readBoard(board)
  return { ...state, outline: outlineOf(state) }
}
const notesIn = (board: BoardDocument, id: ThemeId) => viewOf(board).outline.notesOf.get(id) ?? []

describe('“Move to…”', () => {
  it('takes a note out of the theme it was picked in and leaves its other places', () => {
    const {
      board,
      notes: [a, b],
    } = boardOf(3)
    const from = theme(board, 'from', [a, b])
    const other = theme(board, 'other stays')
    const to = theme(board, 'target')
    placeNoteAlso(board, a, other)
    moveNotesTo(board, viewOf(board), [a], from, { is: 'theme', theme: to })
    expect(viewOf(board).outline.themesOf.get(a)).toEqual([other, to].sort())
    expect(notesIn(board, from)).toEqual([b])
  })

  it('is one step to undo, however many themes the notes came from', () => {
    const {
      board,
      notes: [a, b, c],
    } = boardOf(3)
    const one = theme(board, 'one', [a])
    const two = theme(board, 'two two', [b])
    const to = theme(board, 'target theme')
    const undo = createUndo(board)
    moveNotesTo(board, viewOf(board), [a, b, c], null, { is: 'theme', theme: to })
    expect(notesIn(board, to)).toEqual([a, b, c])
    undo.undo()
    expect([notesIn(board, one), notesIn(board, two), notesIn(board, to)]).toEqual([[a], [b], []])
    undo.destroy()
  })

  it('keeps a note where it is when it is to rest in both', () => {
    const {
      board,
      notes: [a],
    } = boardOf(3)
    const from = theme(board, 'from', [a])
    const to = theme(board, 'target')
    moveNotesTo(board, viewOf(board), [a], from, { is: 'theme', theme: to }, true)
    expect(viewOf(board).outline.themesOf.get(a)).toEqual([from, to].sort())
  })

  it('leaves what waits in a theme set aside', () => {
    const {
      board,
      notes: [a],
    } = boardOf(3)
    const aside = theme(board, 'aside', [a])
    saveTheme(board, aside, { state: 'set aside' })
    const to = theme(board, 'target')
    moveNotesTo(board, viewOf(board), [a], null, { is: 'theme', theme: to })
    expect(notesIn(board, aside)).toEqual([a])
  })

  it('lets notes stand alone side by side, above everything that lies on the canvas', () => {
    const {
      board,
      notes: [a, b, c],
    } = boardOf(3)
    moveNotes(board, {
      notes: [c],
      from: null,
      to: { is: 'canvas', points: [{ x: 40, y: -300 }], standsAlone: false },
    })
    const points = pointsAlone(viewOf(board), [a, b, c])
    expect(points[0]!.y).toBeLessThan(-300)
    expect(points[1]!.x).toBeGreaterThan(points[0]!.x)
    expect(points[2]).toEqual({ x: 40, y: -300 })
  })
})

describe('Up and Down in the list', () => {
  it('move a note past the neighbour that one sees', () => {
    const { board, notes } = boardOf(4)
    const [a, b, c, d] = notes as unknown as [NoteId, NoteId, NoteId, NoteId]
    const id = theme(board, 'theme', [a, b, c, d])
    moveWithin(board, id, c, 'up', notesIn(board, id), notesIn(board, id))
    expect(notesIn(board, id)).toEqual([a, c, b, d])
    moveWithin(board, id, a, 'down', notesIn(board, id), [a, d])
    expect(notesIn(board, id)).toEqual([c, b, d, a])
    moveWithin(board, id, c, 'up', notesIn(board, id), notesIn(board, id))
    expect(notesIn(board, id)).toEqual([c, b, d, a])
  })
})
