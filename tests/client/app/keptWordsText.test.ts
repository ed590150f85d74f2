import { expect, it } from 'vitest'
import { piecesThatWereKept, wordsThatWereKept } from '../../../client/app/keptWordsText.ts'
import type { KeptChange, KeptWords } from '../../../client/sync/keptWords.ts'

const kept = (...changes: KeptChange[]): KeptWords => ({
  id: 'k1',
  reason: 'not-yours',
  keptAtMs: 1,
  changes,
})
const row = (table: 'notes' | 'placements' | 'board', value: unknown): KeptWords =>
  kept({ is: 'row', table, key: 'x', row: value })

it('shows everything that a person wrote in a refused note, and nothing that the program wrote', () => {
  const note = row('notes', { kind: 'heard', said: 'No bus after six.', impression: 'Tired.', author: 'a1' })
  expect(wordsThatWereKept(note)).toBe('No bus after six.\nTired.')
})

it("shows a refused text as its writer left it, their own words apart from others'", () => {
  const text: KeptChange = {
    is: 'text',
    key: 'themes/t/summary',
    base: 'People waited.',
    edits: [{ at: 7, remove: 6, insert: 'queued in the rain' }],
  }
  expect(wordsThatWereKept(kept(text))).toBe('People queued in the rain.')
  expect(piecesThatWereKept(text)).toEqual([
    { is: 'same', words: 'People ' },
    { is: 'gone', words: 'waited' },
    { is: 'mine', words: 'queued in the rain' },
    { is: 'same', words: '.' },
  ])
})

it('shows a refused title of the board, which is a row of words alone', () => {
  expect(wordsThatWereKept(row('board', 'Getting about'))).toBe('Getting about')
})

it('has no words to show for a move, which had none', () => {
  expect(wordsThatWereKept(row('placements', { present: true }))).toBe('')
})
