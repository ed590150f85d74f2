import { expect, it } from 'vitest'
import type { AuthorKey, NoteId } from '../../../../shared/model/ids.ts'
import type { Note } from '../../../../shared/model/tables.ts'
import type { NoteFilter } from '../../../../client/store/tab.ts'
import { matchingNotes } from '../../../../client/features/themes/canvas/matching.ts'
import { boardOf, idNamed } from '../../../support/boardState.ts'

const me = idNamed<AuthorKey>('me')
const a = (said: string, change: Partial<Note> = {}): Note => ({
  kind: 'heard',
  said,
  impression: '',
  language: '',
  conversation: null,
  quote: 'not asked',
  author: idNamed<AuthorKey>('other'),
  brought: 'written',
  source: '',
  import: null,
  addedAtMs: 0,
  ...change,
})
const board = boardOf({
  notes: {
    cafe: a('The café by the bus stop'.normalize('NFD')),
    cook: a('We cook together', { kind: 'own', author: me }),
    quiet: a('Nobody asks', { impression: 'She waits for the BUS' }),
  },
})
const found = (filter: Partial<NoteFilter>) => {
  const notes = matchingNotes(board, { words: '', kind: 'all', community: '', ...filter }, me)
  return notes && [...notes].map((id: NoteId) => id as string)
}

it('asks for all notes while nothing is asked', () => {
  expect(found({})).toBeUndefined()
})

it('finds words however their accents and capitals were typed, in what was said and made of it', () => {
  expect(found({ words: 'CAFÉ'.normalize('NFC') })).toEqual(['cafe'])
  expect(found({ words: 'cafe' })).toEqual(['cafe'])
  expect(found({ words: 'bus' })).toEqual(['cafe', 'quiet'])
  expect(found({ words: 'stop  bus' })).toEqual(['cafe'])
})

it('finds by whose voice a note is, and one’s own', () => {
  expect(found({ kind: 'own' })).toEqual(['cook'])
  expect(found({ kind: 'mine', words: 'bus' })).toEqual([])
})
