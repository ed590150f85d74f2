import { randomBytes } from 'node:crypto'
import * as Y from 'yjs'
import { openBoardDocument } from '../../../shared/document/BoardDocument.ts'
import { addNote, writeRow } from '../../../shared/document/change.ts'
import { replaceText } from '../../../shared/document/changeText.ts'
import { addTheme, moveNotes } from '../../../shared/document/placing.ts'
import { SCHEMA_VERSION } from '../../../shared/document/migrate.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, BoardId, NoteId, ParticipantId, ThemeId } from '../../../shared/model/ids.ts'
import { themeColours } from '../../../shared/model/tableNames.ts'
import type { Hall } from '../relay/halls.ts'
import { noteSaying } from '../sampleBoard.ts'
import type { Plan } from './plan.ts'

/**
 * A plan as a board of ours, with people who may come in.
 * @returns its notes and themes in the plan's order; all notes are the first one's, who may change them
 */
export function boardOf(plan: Plan, people: number): Hall {
  const guests = Array.from({ length: people }, () => ({
    participant: newId<ParticipantId>(),
    author: newId<AuthorKey>(),
    cookie: randomBytes(32).toString('base64url'),
  }))
  const { author } = guests[0]!
  const board = openBoardDocument(new Y.Doc())
  const notes = plan.notes.map(() => newId<NoteId>())
  const themes = plan.themes.map(() => newId<ThemeId>())
  board.doc.transact(() => {
    writeRow(board, 'meta', 'meta', { schema: SCHEMA_VERSION, epoch: 1 })
    guests.forEach(({ participant }, i) => {
      const state = { is: 'here' as const }
      writeRow(board, 'people', participant, {
        name: `Person ${i + 1}`,
        organisation: '',
        role: 'member',
        state,
        joinedAtMs: 1 + i,
      })
    })
    notes.forEach((id, i) => {
      addNote(board, id, noteSaying(plan.notes[i]!.text, author, i))
    })
    themes.forEach((id, t) => {
      const { title, ...frame } = plan.themes[t]!
      const theme = { title, colour: themeColours[t % themeColours.length]!, addedAtMs: 1 + t }
      const ids = notes.filter((_, i) => plan.notes[i]!.theme === t)
      addTheme(board, id, theme, frame, { ids, from: null })
      replaceText(board, `themes/${id}/summary`, plan.notes[t]!.text)
    })
    const loose = notes.flatMap((id, i) =>
      plan.notes[i]!.theme === null ? [{ id, point: plan.notes[i]! }] : [],
    )
    moveNotes(board, {
      notes: loose.map(({ id }) => id),
      from: null,
      to: { is: 'canvas', points: loose.map(({ point }) => point), standsAlone: false },
    })
  })
  return { id: newId<BoardId>(), update: Y.encodeStateAsUpdate(board.doc), guests, notes, themes }
}
