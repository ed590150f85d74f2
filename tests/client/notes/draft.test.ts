import { describe, expect, it } from 'vitest'
import {
  draftOfNote,
  emptyDraft,
  faultsOf,
  rowsOfDraft,
  type NoteDraft,
} from '../../../client/features/notes/draft.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, CommunityId, ConversationId } from '../../../shared/model/ids.ts'
import { faultOfRow, type Community } from '../../../shared/model/tables.ts'

const author = newId<AuthorKey>()
const carers = newId<CommunityId>()
const known = new Map<CommunityId, Community>([
  [carers, { name: 'Carers', family: 'interest', hopedFor: 5, mergedInto: null }],
])
const talk = newId<ConversationId>()
const rowsOf = (draft: Partial<NoteDraft>) =>
  rowsOfDraft({ ...emptyDraft, said: 'The bus stops at six', ...draft }, known, {
    author,
    nowMs: 7,
    newConversation: () => talk,
  })

describe('a note that is being written', () => {
  it('says that nobody was asked, until the writer ticks that they said yes', () => {
    expect(rowsOf({}).note.quote).toBe('not asked')
    expect(rowsOf({ quote: 'yes' }).note.quote).toBe('yes')
  })

  it('becomes rows that the board accepts', () => {
    const { note, conversation } = rowsOf({
      place: 'Platt Bridge',
      people: ' 4 ',
      impression: 'Tired of asking',
    })
    expect(faultOfRow('notes', newId(), note)).toBeUndefined()
    expect(conversation && faultOfRow('conversations', conversation.id, conversation.row)).toBeUndefined()
    expect(conversation?.row.peopleHeard).toBe(4)
  })

  it('has no conversation when nothing is said of one, nor when it is an own view', () => {
    expect(rowsOf({}).conversation).toBeUndefined()
    const own = rowsOf({ kind: 'own', place: 'Platt Bridge', impression: 'left over', people: '4' })
    expect(own.conversation).toBeUndefined()
    expect(own.note).toMatchObject({ conversation: null, impression: '' })
  })

  it('stays with the conversation of the note before', () => {
    const before = newId<ConversationId>()
    expect(rowsOf({ conversation: before }).note.conversation).toBe(before)
  })

  it('takes a community that the board knows under the same name instead of adding it twice', () => {
    const added = {
      community: newId<CommunityId>(),
      basis: 'told' as const,
      added: { name: 'carers', family: 'identity' as const },
    }
    const rows = rowsOf({ communities: [added] })
    expect(rows.communities).toEqual([])
    expect(rows.conversation?.row.communities).toEqual([{ community: carers, basis: 'told' }])
  })

  it('brings a community in their own words along when the board does not know it', () => {
    const community = newId<CommunityId>()
    const rows = rowsOf({
      communities: [{ community, basis: 'guessed', added: { name: 'Night workers', family: 'interest' } }],
    })
    expect(rows.communities).toEqual([
      { id: community, row: { name: 'Night workers', family: 'interest', hopedFor: null, mergedInto: null } },
    ])
  })

  it('is not shared without words, with too many, or with people that are no number', () => {
    expect(faultsOf({ ...emptyDraft, said: '  ' })).toEqual({ said: 'nothing-said' })
    expect(faultsOf({ ...emptyDraft, said: 'a'.repeat(10_001) })).toEqual({ said: 'too-long' })
    expect(faultsOf({ ...emptyDraft, said: 'words', people: 'a few' })).toEqual({ people: 'not-a-count' })
    expect(faultsOf({ ...emptyDraft, said: 'words', people: '' })).toEqual({})
  })

  it('reads the same when it is opened again to be changed', () => {
    const { note, conversation } = rowsOf({
      place: 'Platt Bridge',
      people: '4',
      impression: 'Tired',
      quote: 'no',
      language: 'pl',
    })
    const again = draftOfNote(note, conversation?.row)
    const rows = rowsOfDraft(again, known, { author, nowMs: 99, newConversation: () => newId(), note })
    expect(rows.note).toEqual(note)
    expect(rows.conversation).toEqual(conversation)
  })
})
