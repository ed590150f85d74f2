import { describe, expect, it } from 'vitest'
import type { BoardRows } from '../../../shared/model/board.ts'
import type { AuthorKey, CommunityId, ConversationId, NoteId } from '../../../shared/model/ids.ts'
import { noteFactsOf } from '../../../shared/model/noteFacts.ts'
import { noteMatcher } from '../../../shared/model/noteFilter.ts'
import type { Community, Conversation, Note } from '../../../shared/model/tables.ts'
import { tagsOf } from '../../../client/i18n/noteWords.ts'

const [ana, ben] = ['ana', 'ben'] as AuthorKey[] as [AuthorKey, AuthorKey]
const bus = 'bus' as NoteId
const carers = 'carers' as CommunityId
const unpaidCarers = 'unpaid carers' as CommunityId

const note = (more: Partial<Note> = {}): Note => ({
  kind: 'heard',
  said: 'The bus stops at six',
  impression: '',
  language: '',
  conversation: 'talk' as ConversationId,
  quote: 'not asked',
  author: ana,
  brought: 'written',
  source: '',
  import: null,
  addedAtMs: 1,
  ...more,
})
const community = (name: string, mergedInto: CommunityId | null = null): Community => ({
  name,
  family: 'interest',
  hopedFor: null,
  mergedInto,
})
function board(notes: Record<string, Note>, conversation: Partial<Conversation> = {}) {
  const talk: Conversation = {
    setting: '',
    place: 'Platt Bridge',
    when: '',
    peopleHeard: 4,
    communities: [],
    author: ana,
    ...conversation,
  }
  return {
    notes: new Map(Object.entries(notes)),
    conversations: new Map([['talk', talk]]),
    communities: new Map([
      [carers, community('carers')],
      [unpaidCarers, community('unpaid carers', carers)],
    ]),
  } as unknown as Pick<BoardRows, 'notes' | 'conversations' | 'communities'>
}

describe('what is known about a note', () => {
  it('says place, people, communities and whether it may be quoted, and nothing that nobody said', () => {
    const rows = board(
      { bus: note({ quote: 'yes' }) },
      { communities: [{ community: carers, basis: 'guessed' }] },
    )
    expect(tagsOf(rows, bus)).toEqual([
      'Place: Platt Bridge',
      '4 people',
      'Interest: carers',
      'Quote, may be used',
    ])
    expect(tagsOf(board({ bus: note({ conversation: null }) }), bus)).toEqual([])
  })

  it('counts no people for an own view, which is one person’s', () => {
    expect(noteFactsOf(board({ bus: note({ kind: 'own' }) }), bus)?.peopleHeard).toBeNull()
  })

  it('names a merged community once, and keeps what they told us above our guess', () => {
    const rows = board(
      { bus: note() },
      {
        communities: [
          { community: carers, basis: 'guessed' },
          { community: unpaidCarers, basis: 'told' },
        ],
      },
    )
    expect(noteFactsOf(rows, bus)?.communities).toEqual([
      { id: carers, name: 'carers', family: 'interest', basis: 'told' },
    ])
  })
})

describe('asking for notes', () => {
  const found = (query: Partial<Parameters<typeof noteMatcher>[1]>) => {
    const rows = board({
      bus: note(),
      cafe: note({ said: 'The Café is warm', kind: 'own', conversation: null, author: ben }),
    })
    return [...rows.notes.keys()].filter(
      noteMatcher(rows, { words: '', kind: 'all', community: '', ...query }, ana),
    )
  }
  it('finds every word anywhere, whatever its case and accents', () => {
    expect(found({ words: 'CAFE warm' })).toEqual(['cafe'])
    expect(found({ words: 'bus platt' })).toEqual(['bus'])
    expect(found({ words: 'bus warm' })).toEqual([])
  })
  it('tells own views from what was heard, and mine from others’', () => {
    expect(found({ kind: 'own' })).toEqual(['cafe'])
    expect(found({ kind: 'mine' })).toEqual(['bus'])
  })
})
