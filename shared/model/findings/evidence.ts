import type { BoardState } from '../board.ts'
import type { ConversationId, NoteId } from '../ids.ts'
import type { Count, Evidence, Quote } from './Findings.ts'

/** Reads what notes amount to. One is made for each report; its notes are always visible ones. */
export type EvidenceReader = {
  /** So many notes. */
  count(notes: readonly NoteId[]): Count
  /** A number that was counted from these notes. */
  countFrom(n: number, notes: readonly NoteId[]): Count
  of(notes: readonly NoteId[]): Evidence
  /** The notes' conversations, in the order of their first note. Keys of rows that are gone are left out. */
  conversationsOf(notes: readonly NoteId[]): ReadonlyMap<ConversationId, readonly NoteId[]>
  /**
   * The note's number: its place by age among all notes, those that were hidden or taken back included, so that
   * neither moves the numbers of others, which may stand in a report by now.
   */
  numberOf(note: NoteId): number
  /** The note's words as they may be printed, or undefined when nobody said yes to that. */
  quoteOf(note: NoteId): Quote | undefined
  /** The same without asking: for working copies alone. */
  wordsOf(note: NoteId): Quote | undefined
}

/** What the reader reads of a board. */
type EvidenceRows = Pick<BoardState, 'notes' | 'conversations' | 'hidden'>

/** @param traces whether counts carry the ids of their notes */
export function evidenceReader(state: EvidenceRows, traces: boolean): EvidenceReader {
  const ages = [...state.notes].map(([id, { addedAtMs }]) => [id, addedAtMs] as const)
  for (const [id, row] of state.hidden)
    if (row.is === 'withdrawn' && row.addedAtMs !== undefined && !state.notes.has(id))
      ages.push([id, row.addedAtMs])
  const byAge = ages.sort(([a, ageA], [b, ageB]) => ageA - ageB || (a < b ? -1 : 1))
  const numbers = new Map(byAge.map(([id], i) => [id, i + 1]))

  const countFrom = (n: number, notes: readonly NoteId[]): Count => ({ n, notes: traces ? [...notes] : [] })

  const conversationsOf = (notes: readonly NoteId[]) => {
    const found = new Map<ConversationId, NoteId[]>()
    for (const id of notes) {
      const conversation = state.notes.get(id)?.conversation
      if (!conversation || !state.conversations.has(conversation)) continue
      const list = found.get(conversation)
      if (list) list.push(id)
      else found.set(conversation, [id])
    }
    return found
  }

  const wordsOf = (id: NoteId): Quote | undefined => {
    const note = state.notes.get(id)
    if (!note || state.hidden.has(id)) return undefined
    const conversation = note.conversation ? state.conversations.get(note.conversation) : undefined
    return {
      note: numbers.get(id) ?? 0,
      said: note.said,
      language: note.language,
      kind: note.kind,
      peopleHeard: note.kind === 'own' ? null : (conversation?.peopleHeard ?? null),
    }
  }

  return {
    countFrom,
    conversationsOf,
    wordsOf,
    count: (notes) => countFrom(notes.length, notes),
    of(notes) {
      const conversations = conversationsOf(notes)
      const recorded = [...conversations].filter(([id]) => peopleAt(state, id) !== null)
      return {
        notes: countFrom(notes.length, notes),
        fromConversations: [...conversations.values()].flat().length,
        conversations: countFrom(conversations.size, [...conversations.values()].flat()),
        people: countFrom(
          recorded.reduce((sum, [id]) => sum + (peopleAt(state, id) ?? 0), 0),
          recorded.flatMap(([, ids]) => ids),
        ),
        recordedFor: recorded.length,
      }
    },
    numberOf: (id) => numbers.get(id) ?? 0,
    quoteOf(id) {
      const note = state.notes.get(id)
      return note?.quote === 'yes' && note.said.trim() !== '' ? wordsOf(id) : undefined
    },
  }
}

const peopleAt = (state: EvidenceRows, id: ConversationId): number | null =>
  state.conversations.get(id)?.peopleHeard ?? null
