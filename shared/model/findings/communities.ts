import type { BoardState } from '../board.ts'
import type { CommunityId, NoteId } from '../ids.ts'
import type { Outline } from '../outline.ts'
import { resolve } from '../resolve.ts'
import type { EvidenceReader } from './evidence.ts'
import type { CommunityFinding } from './Findings.ts'

/** The communities hoped for, by name, with the conversations that visible notes came from. */
export function communitiesOf(
  state: BoardState,
  outline: Outline,
  evidence: EvidenceReader,
): CommunityFinding[] {
  const told = new Map<CommunityId, NoteId[][]>()
  const guessed = new Map<CommunityId, NoteId[][]>()
  for (const [conversation, notes] of evidence.conversationsOf(outline.notes)) {
    const links = state.conversations.get(conversation)?.communities ?? []
    const said = new Set(
      links.filter((link) => link.basis === 'told').map((link) => resolve(state, link.community)),
    )
    const supposed = new Set(
      links.map((link) => resolve(state, link.community)).filter((id) => !said.has(id)),
    )
    for (const id of said) told.set(id, [...(told.get(id) ?? []), [...notes]])
    for (const id of supposed) guessed.set(id, [...(guessed.get(id) ?? []), [...notes]])
  }
  const countIn = (conversations: readonly NoteId[][] = []) =>
    evidence.countFrom(conversations.length, conversations.flat())

  return [...state.communities]
    .filter(([id]) => resolve(state, id) === id)
    .map(([id, { name, family, hopedFor }]) => ({
      id,
      name,
      family,
      hopedFor,
      told: countIn(told.get(id)),
      guessed: countIn(guessed.get(id)),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
}
