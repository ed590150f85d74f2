import type { BoardState } from '../board.ts'
import type { AuthorKey, ConversationId, NoteId } from '../ids.ts'
import type { Outline } from '../outline.ts'
import { resolve } from '../resolve.ts'
import type { EvidenceReader } from './evidence.ts'
import type { NoteInFull, ThemeFinding, WorkingPart } from './Findings.ts'
import { seesItDifferently } from './themes.ts'

/** What only a working copy holds: every visible note in full, oldest first, and who is on the board. */
export function workingPartOf(
  state: BoardState,
  outline: Outline,
  themes: readonly ThemeFinding[],
  evidence: EvidenceReader,
  authorNames: ReadonlyMap<AuthorKey, string> = new Map(),
): WorkingPart {
  const conversationNumbers = new Map(
    [...evidence.conversationsOf(outline.notes).keys()].map((id, i) => [id, i + 1]),
  )
  const conversationOf = (id: ConversationId): NoteInFull['conversation'] => {
    const row = state.conversations.get(id)
    if (!row) return null
    const named = (basis: 'told' | 'guessed') =>
      row.communities
        .filter((link) => link.basis === basis)
        .flatMap((link) => state.communities.get(resolve(state, link.community))?.name ?? [])
    return {
      number: conversationNumbers.get(id) ?? 0,
      setting: row.setting,
      place: row.place,
      when: row.when,
      told: named('told'),
      guessed: named('guessed'),
    }
  }
  const inFull = (id: NoteId): NoteInFull[] => {
    const note = state.notes.get(id)
    const words = evidence.wordsOf(id)
    if (!note || !words) return []
    const resting = new Set(outline.themesOf.get(id))
    return [
      {
        ...words,
        impression: note.impression,
        quote: note.quote,
        brought: note.brought,
        source: note.source,
        author: authorNames.get(note.author) ?? '',
        addedAtMs: note.addedAtMs,
        themes: themes
          .filter((theme) => resting.has(theme.id))
          .map((theme) => ({
            number: theme.number,
            title: theme.title,
            differs: seesItDifferently(state, id, theme.id),
          })),
        conversation: note.conversation ? conversationOf(note.conversation) : null,
      },
    ]
  }
  return {
    notes: outline.notes.flatMap(inFull),
    people: [...state.people.values()]
      .filter((person) => person.state.is === 'here' || person.state.is === 'left')
      .map(({ name, organisation, role }) => ({ name, organisation, role })),
  }
}
