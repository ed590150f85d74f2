import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { bringBack } from '../../../client/sync/bringBack.ts'
import type { KeptChange, KeptWords } from '../../../client/sync/keptWords.ts'
import { openBoardDocument, rowOf, textOf } from '../../../shared/document/BoardDocument.ts'
import { addTheme } from '../../../shared/document/placing.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, NoteId, ParticipantId, ThemeId } from '../../../shared/model/ids.ts'
import type { Actor } from '../../../shared/model/rules.ts'

const jo: Actor = {
  participant: newId<ParticipantId>(),
  author: newId<AuthorKey>(),
  role: 'member',
  present: true,
}
const themeRow = { title: 'Lifts', colour: 'teal', state: 'open', addedAtMs: 1 } as const
const waited = { at: 0, remove: 0, insert: 'They waited eleven weeks.' }
const keptOf = (...changes: KeptChange[]): KeptWords => ({
  id: 'k1',
  reason: 'reads-only',
  keptAtMs: 1,
  changes,
})
const summaryOf = (theme: ThemeId, base = '', edits = [waited]): KeptChange => ({
  is: 'text',
  key: `themes/${theme}/summary`,
  base,
  edits,
})
function boardWithTheme() {
  const board = openBoardDocument(new Y.Doc())
  const theme = newId<ThemeId>()
  addTheme(board, theme, { title: 'Lifts', colour: 'teal', addedAtMs: 1 }, undefined)
  return { board, theme, key: `themes/${theme}/summary` as const }
}

it('puts kept words back into the text that they were written for', () => {
  const { board, theme, key } = boardWithTheme()
  expect(bringBack(board, jo, keptOf(summaryOf(theme)), newId)).toBeUndefined()
  expect(textOf(board, key)).toBe('They waited eleven weeks.')
})

it('puts them among what others have written there since, and takes nothing of theirs away', () => {
  const { board, theme, key } = boardWithTheme()
  board.texts.get(key)?.insert(0, 'Lifts fail. Most on Mondays.')
  const mine = summaryOf(theme, 'Lifts fail.', [{ at: 6, remove: 4, insert: 'break' }])
  expect(bringBack(board, jo, keptOf(mine), newId)).toBeUndefined()
  expect(textOf(board, key)).toBe('Lifts break. Most on Mondays.')
})

it('does not let go of words whose theme never reached the board', () => {
  const board = openBoardDocument(new Y.Doc())
  expect(bringBack(board, jo, keptOf(summaryOf(newId<ThemeId>())), newId)).toBe('made-with-owner')
})

it('brings back a refused theme together with its words', () => {
  const board = openBoardDocument(new Y.Doc())
  const theme = newId<ThemeId>()
  const kept = keptOf({ is: 'row', table: 'themes', key: theme, row: themeRow }, summaryOf(theme))
  expect(bringBack(board, jo, kept, newId)).toBeUndefined()
  expect(textOf(board, `themes/${theme}/summary`)).toBe('They waited eleven weeks.')
  expect(textOf(board, `themes/${theme}/differ`)).toBe('')
})

it('shares as a new note what was taken back, and puts it under the name that its writer has now', () => {
  const board = openBoardDocument(new Y.Doc())
  const note = newId<NoteId>()
  board.tables.hidden.set(note, { is: 'withdrawn', atMs: 1 })
  const row = {
    kind: 'own',
    said: 'No bus after six.',
    impression: '',
    language: '',
    conversation: null,
    quote: 'no',
    author: newId<AuthorKey>(),
    brought: 'written',
    source: '',
    import: null,
    addedAtMs: 1,
  }
  const fresh = newId<NoteId>()
  expect(
    bringBack(board, jo, keptOf({ is: 'row', table: 'notes', key: note, row }), () => fresh),
  ).toBeUndefined()
  expect(rowOf(board, 'notes', fresh)).toMatchObject({ said: 'No bus after six.', author: jo.author })
})
