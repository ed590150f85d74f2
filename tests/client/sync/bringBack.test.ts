import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { bringBack, type KeptWords } from '../../../client/sync/keptWords.ts'
import { openBoardDocument, textOf } from '../../../shared/document/BoardDocument.ts'
import { addTheme } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, ParticipantId, ThemeId } from '../../../shared/model/ids.ts'
import type { Actor } from '../../../shared/model/rules.ts'

const jo: Actor = {
  participant: newId<ParticipantId>(),
  author: newId<AuthorKey>(),
  role: 'member',
  present: true,
}
const summaryOf = (theme: ThemeId): KeptWords => ({
  id: 'k1',
  reason: 'changed-meanwhile',
  keptAtMs: 1,
  is: 'text',
  key: `themes/${theme}/summary`,
  text: 'They waited eleven weeks.',
})

it('puts kept words back into the text that they were written for', () => {
  const board = openBoardDocument(new Y.Doc())
  const theme = newId<ThemeId>()
  addTheme(board, theme, { title: 'Lifts', colour: 'teal', addedAtMs: 1 }, undefined)
  expect(bringBack(board, jo, summaryOf(theme))).toBeUndefined()
  expect(textOf(board, `themes/${theme}/summary`)).toBe('They waited eleven weeks.')
})

it('does not let go of words whose theme never reached the board', () => {
  const board = openBoardDocument(new Y.Doc())
  expect(bringBack(board, jo, summaryOf(newId<ThemeId>()))).toBe('made-with-owner')
})
