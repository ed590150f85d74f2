import type { BoardRows } from './board.ts'
import type { CommunityId, NoteId } from './ids.ts'
import { resolve } from './resolve.ts'
import type { Community, Note } from './tables.ts'

/** What is known about a note besides its words: what its tags, its page and its row in a list are made from. */
export type NoteFacts = {
  readonly kind: Note['kind']
  /** Empty when nobody said. */
  readonly place: string
  readonly setting: string
  readonly when: string
  /** Null when nobody counted, and always for an own view: it is one person's. */
  readonly peopleHeard: number | null
  readonly communities: readonly CommunityFact[]
  readonly quote: Note['quote']
}

export type CommunityFact = {
  /** The community that stands for it, should it have been merged into another. */
  readonly id: CommunityId
  readonly name: string
  readonly family: Community['family']
  readonly basis: 'told' | 'guessed'
}

/** The facts of a note, or undefined when there is no such note. Communities come in the order they were given. */
export function noteFactsOf(
  rows: Pick<BoardRows, 'notes' | 'conversations' | 'communities'>,
  id: NoteId,
): NoteFacts | undefined {
  const note = rows.notes.get(id)
  if (!note) return undefined
  const conversation = note.conversation ? rows.conversations.get(note.conversation) : undefined
  const communities = new Map<CommunityId, CommunityFact>()
  for (const link of conversation?.communities ?? []) {
    const resolved = resolve(rows, link.community)
    const row = rows.communities.get(resolved)
    // What they told us outweighs our guess, should both have been merged into one.
    if (!row || communities.get(resolved)?.basis === 'told') continue
    communities.set(resolved, { id: resolved, name: row.name, family: row.family, basis: link.basis })
  }
  return {
    kind: note.kind,
    place: conversation?.place.trim() ?? '',
    setting: conversation?.setting.trim() ?? '',
    when: conversation?.when.trim() ?? '',
    peopleHeard: note.kind === 'own' ? null : (conversation?.peopleHeard ?? null),
    communities: [...communities.values()],
    quote: note.quote,
  }
}
