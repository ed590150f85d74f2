import * as v from 'valibot'
import {
  communityId,
  conversationId,
  type AuthorKey,
  type CommunityId,
  type ConversationId,
} from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import {
  communityRow,
  noteRow,
  type Community,
  type Conversation,
  type Note,
} from '../../../shared/model/tables.ts'

/*
 * A note while it is being written: as its author typed it, on their device alone. Nothing of it is in the
 * document before it is shared.
 */

const draftCommunity = v.object({
  community: communityId,
  basis: v.picklist(['told', 'guessed']),
  /** Its name and family when the board does not know it yet. */
  added: v.nullable(v.object({ name: v.string(), family: communityRow.entries.family })),
})
export type DraftCommunity = v.InferOutput<typeof draftCommunity>

export const noteDraft = v.object({
  kind: noteRow.entries.kind,
  said: v.string(),
  impression: v.string(),
  language: v.string(),
  quote: noteRow.entries.quote,
  /** A conversation that is on the board already; null for a new one, or none. */
  conversation: v.nullable(conversationId),
  setting: v.string(),
  place: v.string(),
  when: v.string(),
  /** How many people were heard, as typed. */
  people: v.string(),
  communities: v.array(draftCommunity),
  isScribed: v.boolean(),
  source: v.string(),
})
export type NoteDraft = v.InferOutput<typeof noteDraft>

export const emptyDraft: NoteDraft = {
  kind: 'heard',
  said: '',
  impression: '',
  language: '',
  quote: 'not asked',
  conversation: null,
  setting: '',
  place: '',
  when: '',
  people: '',
  communities: [],
  isScribed: false,
  source: '',
}

/** The parts of a draft that belong to the conversation: what another note from it begins with. */
export const conversationPart = (draft: NoteDraft) => {
  const { conversation, setting, place, when, people, communities, isScribed, source } = draft
  return { conversation, setting, place, when, people, communities, isScribed, source }
}

/** Whether a person has written anything that would be missed. */
export const hasWords = (draft: NoteDraft): boolean =>
  draft.said.trim() !== '' || draft.impression.trim() !== ''

/** Why a field of a draft cannot be shared as it is. */
export type DraftFault = 'nothing-said' | 'too-long' | 'not-a-count'
export type DraftFaults = { readonly [F in keyof NoteDraft]?: DraftFault }

/** What is wrong with a draft, by field; empty when it can be shared. */
export function faultsOf(draft: NoteDraft): DraftFaults {
  const isHeard = draft.kind === 'heard'
  const tooLong = (field: 'said' | 'impression' | 'setting' | 'place' | 'when' | 'source', max: number) =>
    draft[field].trim().length > max ? { [field]: 'too-long' as const } : {}
  return {
    ...(draft.said.trim() === ''
      ? { said: 'nothing-said' as const }
      : tooLong('said', limits.noteCharacters)),
    ...(isHeard
      ? {
          ...tooLong('impression', limits.noteCharacters),
          ...tooLong('setting', limits.titleCharacters),
          ...tooLong('place', limits.titleCharacters),
          ...tooLong('when', limits.titleCharacters),
          ...tooLong('source', limits.nameCharacters),
          ...(draft.people.trim() !== '' && countIn(draft.people) === null
            ? { people: 'not-a-count' as const }
            : {}),
        }
      : {}),
  }
}

function countIn(text: string): number | null {
  const trimmed = text.trim()
  if (!/^\d{1,6}$/.test(trimmed)) return null
  const count = Number(trimmed)
  return count <= 100_000 ? count : null
}

/** The rows that a draft becomes. */
export type DraftRows = {
  readonly note: Note
  readonly conversation: { readonly id: ConversationId; readonly row: Conversation } | undefined
  /** Communities that the board does not know yet. */
  readonly communities: readonly { readonly id: CommunityId; readonly row: Community }[]
}

/**
 * The rows of a draft without faults. An own view comes from no conversation: it is its writer's.
 * @param known the board's communities: one of the same name is taken instead of adding it again
 * @param given what the draft does not hold; `note` is the row before, when a note is being changed
 */
export function rowsOfDraft(
  draft: NoteDraft,
  known: ReadonlyMap<CommunityId, Community>,
  given: {
    readonly author: AuthorKey
    readonly nowMs: number
    newConversation(): ConversationId
    readonly note?: Note
  },
): DraftRows {
  const isHeard = draft.kind === 'heard'
  const { chosen, added } = isHeard ? communitiesOf(draft, known) : { chosen: [], added: [] }
  const row: Conversation = {
    setting: draft.setting.trim(),
    place: draft.place.trim(),
    when: draft.when.trim(),
    peopleHeard: countIn(draft.people),
    communities: chosen,
    author: given.author,
  }
  const isKnown =
    row.setting !== '' || row.place !== '' || row.when !== '' || row.peopleHeard !== null || chosen.length > 0
  const conversation =
    isHeard && (isKnown || draft.conversation)
      ? { id: draft.conversation ?? given.newConversation(), row }
      : undefined
  const before = given.note
  const note: Note = {
    kind: draft.kind,
    said: draft.said.trim(),
    impression: isHeard ? draft.impression.trim() : '',
    language: draft.language,
    conversation: conversation?.id ?? null,
    quote: draft.quote,
    author: given.author,
    brought: before?.brought ?? (draft.isScribed ? 'scribed' : 'written'),
    source: isHeard && (before || draft.isScribed) ? draft.source.trim() : '',
    import: before?.import ?? null,
    addedAtMs: before?.addedAtMs ?? given.nowMs,
  }
  return { note, conversation, communities: added }
}

function communitiesOf(draft: NoteDraft, known: ReadonlyMap<CommunityId, Community>) {
  const byName = new Map([...known].map(([id, row]) => [nameKey(row.name), id]))
  const chosen: Conversation['communities'][number][] = []
  const added: { id: CommunityId; row: Community }[] = []
  for (const { community, basis, added: words } of draft.communities) {
    const id = words ? (byName.get(nameKey(words.name)) ?? community) : community
    if (chosen.some((link) => link.community === id)) continue
    chosen.push({ community: id, basis })
    if (words && !known.has(id))
      added.push({ id, row: { name: words.name, family: words.family, hopedFor: null, mergedInto: null } })
  }
  return { chosen: chosen.slice(0, limits.communitiesPerConversation), added }
}

const nameKey = (name: string) => name.trim().toLocaleLowerCase()

/** A shared note as a draft again, to be changed. */
export function draftOfNote(note: Note, conversation: Conversation | undefined): NoteDraft {
  return {
    kind: note.kind,
    said: note.said,
    impression: note.impression,
    language: note.language,
    quote: note.quote,
    conversation: conversation ? note.conversation : null,
    setting: conversation?.setting ?? '',
    place: conversation?.place ?? '',
    when: conversation?.when ?? '',
    people: conversation?.peopleHeard?.toString() ?? '',
    communities: (conversation?.communities ?? []).map((link) => ({ ...link, added: null })),
    isScribed: note.brought === 'scribed',
    source: note.source,
  }
}
