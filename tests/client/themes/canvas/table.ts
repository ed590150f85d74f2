import * as Y from 'yjs'
import {
  openBoardDocument,
  readBoard,
  type BoardDocument,
} from '../../../../shared/document/BoardDocument.ts'
import { addNote } from '../../../../shared/document/change.ts'
import { addTheme, moveNotes } from '../../../../shared/document/placing.ts'
import type { AuthorKey, NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { outlineOf } from '../../../../shared/model/outline.ts'
import type { Frame } from '../../../../shared/model/tables.ts'
import type { SceneBoard } from '../../../../client/features/themes/canvas/scene.ts'
import { idNamed } from '../../../support/boardState.ts'

const note = (name: string): NoteId => idNamed<NoteId>(`note${name}`)
const theme = (name: string): ThemeId => idNamed<ThemeId>(`theme${name}`)

/** A board on which notes and themes are laid out in a line or two. */
export function aTable() {
  const document: BoardDocument = openBoardDocument(new Y.Doc())
  let age = 0
  return {
    document,
    board(): SceneBoard {
      const state = readBoard(document)
      return { ...state, outline: outlineOf(state) }
    },
    notes(this: void, ...names: readonly string[]): NoteId[] {
      return names.map((name) => {
        addNote(document, note(name), {
          kind: 'heard',
          said: `What ${name} said`,
          impression: '',
          language: '',
          conversation: null,
          quote: 'not asked',
          author: idNamed<AuthorKey>('author'),
          brought: 'written',
          source: '',
          import: null,
          addedAtMs: age++,
        })
        return note(name)
      })
    },
    theme(this: void, name: string, frame: Frame | undefined, ...members: readonly NoteId[]): ThemeId {
      addTheme(document, theme(name), { title: name, colour: 'teal', addedAtMs: age++ }, frame, {
        ids: members,
        from: null,
      })
      return theme(name)
    },
    layOut(this: void, id: NoteId, x: number, y: number): void {
      moveNotes(document, {
        notes: [id],
        from: null,
        to: { is: 'canvas', points: [{ x, y }], standsAlone: false },
      })
    },
  }
}
