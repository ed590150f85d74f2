import { expect, it } from 'vitest'
import { wordsThatWereKept } from '../../../client/app/keptWordsText.ts'
import type { KeptWords } from '../../../client/sync/keptWords.ts'

const kept = { id: 'k1', reason: 'not-yours', keptAtMs: 1 } as const
const row = (table: 'notes' | 'placements' | 'board', value: unknown): KeptWords => ({
  ...kept,
  is: 'row',
  table,
  key: 'x',
  row: value,
})

it('shows everything that a person wrote in a refused note, and nothing that the program wrote', () => {
  const note = row('notes', { kind: 'heard', said: 'No bus after six.', impression: 'Tired.', author: 'a1' })
  expect(wordsThatWereKept(note)).toBe('No bus after six.\nTired.')
})

it('shows the wording of a refused text whole', () => {
  const text: KeptWords = {
    ...kept,
    is: 'text',
    key: 'themes/t/summary',
    text: 'People waited.\nNobody came.',
  }
  expect(wordsThatWereKept(text)).toBe('People waited.\nNobody came.')
})

it('shows a refused title of the board, which is a row of words alone', () => {
  expect(wordsThatWereKept(row('board', 'Getting about'))).toBe('Getting about')
})

it('has no words to show for a move, which had none', () => {
  expect(wordsThatWereKept(row('placements', { present: true }))).toBe('')
})
