import type { BoardRows } from './board.ts'
import type { AuthorKey, NoteId } from './ids.ts'
import { noteFactsOf } from './noteFacts.ts'
import type { Note } from './tables.ts'

/** Which notes are asked for. Empty words, kind 'all' and no community ask for every note. */
export type NoteQuery = {
  readonly words: string
  readonly kind: 'all' | 'heard' | 'own' | 'mine'
  readonly community: string
}

/**
 * A test of whether a note is asked for. Every word must occur somewhere in what was said, what was made of it,
 * its place or its communities; case and accents do not matter.
 * @param me whose notes `mine` means
 */
export function noteMatcher(
  rows: Pick<BoardRows, 'notes' | 'conversations' | 'communities'>,
  query: NoteQuery,
  me: AuthorKey,
): (id: NoteId) => boolean {
  const words = wordsIn(query.words)
  return (id) => {
    const note = rows.notes.get(id)
    if (!note) return false
    if (query.kind === 'mine' ? note.author !== me : query.kind !== 'all' && note.kind !== query.kind)
      return false
    if (query.community === '' && words.length === 0) return true
    const facts = noteFactsOf(rows, id)
    if (query.community !== '' && !facts?.communities.some((fact) => fact.id === query.community))
      return false
    if (words.length === 0) return true
    const around = folded(
      [facts?.place ?? '', ...(facts?.communities ?? []).map(({ name }) => name)].join('\n'),
    )
    const said = foldedWordsOf(note)
    return words.every((word) => said.includes(word) || around.includes(word))
  }
}

/** Whether a query asks for every note. */
export const asksForAll = (query: NoteQuery): boolean =>
  query.kind === 'all' && query.community === '' && query.words.trim() === ''

/** Folding is most of a search's work, and a row never changes: it is replaced whole. */
const foldedNotes = new WeakMap<Note, string>()
function foldedWordsOf(note: Note): string {
  let words = foldedNotes.get(note)
  if (words === undefined) foldedNotes.set(note, (words = folded(`${note.said}\n${note.impression}`)))
  return words
}

const wordsIn = (text: string): string[] => folded(text).split(/\s+/).filter(Boolean)

/** Lower case without accents, so that `cafe` finds Café. */
const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
