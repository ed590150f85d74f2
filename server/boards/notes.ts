import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import { blackOut, type Passage } from '../../shared/model/blackOut.ts'
import { BLACKED_OUT } from '../../shared/model/blackOutMark.ts'
import type { AuthorKey, ConversationId, ImportId, NoteId } from '../../shared/model/ids.ts'
import { limits } from '../../shared/model/limits.ts'
import { mayWrite } from '../../shared/model/roles.ts'
import type { Note } from '../../shared/model/tables.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'
import { isRefused, refused, type Refused } from './refused.ts'

/** Takes back a note of one's own: its words leave the disk within a minute, and its key is never written again. */
export async function withdrawNote(
  { rooms, clock }: BoardParts,
  actor: PersonHere,
  id: NoteId,
): Promise<Refused | undefined> {
  return rooms.write(actor.board, (document) => {
    const note = noteHere(document, id)
    if (isRefused(note)) return note
    if (note.author !== actor.author) return refused('not-yours')
    takeBack(document, [id], clock())
    return undefined
  })
}

/** Hides a note from everyone, for a facilitator; it waits, and can be shown again. */
export async function hideNote(
  { rooms, clock }: BoardParts,
  actor: PersonHere,
  id: NoteId,
  why: string,
): Promise<Refused | undefined> {
  return rooms.write(actor.board, (document) => {
    const note = noteHere(document, id)
    if (isRefused(note)) return note
    writeRow(document, 'hidden', id, { is: 'hidden', why, atMs: clock() })
    return undefined
  })
}

/** Shows a hidden note again. */
export async function unhideNote(
  { rooms }: BoardParts,
  actor: PersonHere,
  id: NoteId,
): Promise<Refused | undefined> {
  return rooms.write(actor.board, (document) => {
    const note = noteHere(document, id)
    if (isRefused(note)) return note
    if (rowOf(document, 'hidden', id)?.is !== 'hidden') return refused('not-hidden')
    document.tables.hidden.delete(id)
    return undefined
  })
}

/** A passage with what it says, where whoever chose it tells. */
type ChosenPassage = Passage & { readonly words?: string | undefined }

/**
 * Blacks out passages for good: a facilitator in any note, an author in their own. Unlike with other changes, the
 * words have left the disk when this resolves.
 * @returns 'still-on-disk' when the words are blacked out, and could not leave the disk yet
 */
export async function redactNote(
  parts: BoardParts,
  actor: PersonHere,
  id: NoteId,
  passages: readonly ChosenPassage[],
): Promise<Refused | undefined> {
  const refusal = await parts.rooms.write(actor.board, (document) => {
    const note = noteHere(document, id)
    if (isRefused(note)) return note
    if (note.author !== actor.author && actor.role !== 'facilitator') return refused('not-yours')
    const isOutside = ({ field, start, end }: Passage) =>
      start < 0 || end <= start || end > note[field].length
    // Somebody may have changed the note since the passages were chosen: other words would go for good.
    const isOther = ({ field, start, end, words }: ChosenPassage) =>
      words !== undefined && note[field].slice(start, end) !== words
    if (passages.some(isOutside) || passages.some(isOther)) return refused('bad-passage')
    const inField = (field: Passage['field']) =>
      blackOut(
        note[field],
        passages.filter((passage) => passage.field === field),
      )
    writeRow(document, 'notes', id, { ...note, said: inField('said'), impression: inField('impression') })
    blackOutReason(document, id, note, passages)
    return undefined
  })
  if (refusal) return refusal
  try {
    await parts.rooms.compact(actor.board)
  } catch {
    // Reported by the rooms, which try again until it is done.
    return refused('still-on-disk')
  }
  return undefined
}

/** Why a note was hidden may quote the very words. */
function blackOutReason(document: BoardDocument, id: NoteId, note: Note, passages: readonly Passage[]): void {
  const hidden = rowOf(document, 'hidden', id)
  if (hidden?.is !== 'hidden') return
  const quoted = passages.map(({ field, start, end }) => note[field].slice(start, end).trim())
  const why = quoted
    .filter((words) => words !== '')
    .reduce((reason, words) => reason.replaceAll(words, BLACKED_OUT), hidden.why)
  writeRow(document, 'hidden', id, { ...hidden, why: why.slice(0, limits.titleCharacters) })
}

/**
 * Makes the caller the author of a note that was imported or written down for someone, and of its conversation
 * once all notes from it are theirs. Whoever claims first has it: nobody has to agree.
 */
export async function claimNote(
  { rooms }: BoardParts,
  actor: PersonHere,
  id: NoteId,
): Promise<Refused | undefined> {
  if (!mayWrite(actor.role)) return refused('reads-only')
  return rooms.write(actor.board, (document) => {
    const note = noteHere(document, id)
    if (isRefused(note)) return note
    if (note.brought === 'written') return refused(note.import === null ? 'not-claimable' : 'already-claimed')
    writeRow(document, 'notes', id, { ...note, author: actor.author, brought: 'written' })
    if (note.conversation) claimConversation(document, note.conversation, actor.author)
    return undefined
  })
}

function claimConversation(document: BoardDocument, id: ConversationId, author: AuthorKey): void {
  const conversation = rowOf(document, 'conversations', id)
  if (!conversation) return
  const notes = [...document.tables.notes.values()].filter((note) => note.conversation === id)
  const areAllTheirs = notes.every((note) => note.author === author && note.brought === 'written')
  if (areAllTheirs) writeRow(document, 'conversations', id, { ...conversation, author })
}

/** So many rows leave in one message, which stays well below what a poor connection carries in time. */
const ROWS_PER_WRITE = 2000

/**
 * Takes back what one import brought, for whoever imported it or a facilitator. Notes that someone has claimed
 * since are theirs, and stay.
 * @returns how many notes were taken back
 */
export async function undoImport(
  parts: BoardParts,
  actor: PersonHere,
  id: ImportId,
): Promise<{ removed: number } | Refused> {
  const brought = await parts.rooms.read(actor.board, (_, document) =>
    [...document.tables.notes.entries()]
      .filter(([, note]) => isStillOf(id, note))
      .map(([key, note]) => [key as NoteId, note] as const),
  )
  if (brought.length === 0) return refused('no-such-import')
  if (actor.role !== 'facilitator' && brought.some(([, note]) => note.author !== actor.author))
    return refused('not-yours')
  let removed = 0
  for (let at = 0; at < brought.length; at += ROWS_PER_WRITE) {
    removed += await parts.rooms.write(actor.board, (document) => {
      const notes = brought
        .slice(at, at + ROWS_PER_WRITE)
        .map(([key]) => key)
        .filter((key) => isStillOf(id, rowOf(document, 'notes', key)))
      takeBack(document, notes, parts.clock())
      return notes.length
    })
  }
  return { removed }
}

const isStillOf = (id: ImportId, note: Note | undefined): boolean =>
  note?.import === id && note.brought !== 'written'

function noteHere(document: BoardDocument, id: NoteId): Note | Refused {
  return rowOf(document, 'notes', id) ?? refused('no-such-note')
}

/** Takes notes away, and conversations that no note comes from any more: their words were the same person's. */
export function takeBack(document: BoardDocument, ids: readonly NoteId[], nowMs: number): void {
  const left = new Set<ConversationId>()
  for (const id of ids) {
    const note = rowOf(document, 'notes', id)
    if (note?.conversation) left.add(note.conversation)
    document.tables.notes.delete(id)
    const mark = { is: 'withdrawn', atMs: nowMs } as const
    writeRow(document, 'hidden', id, note ? { ...mark, addedAtMs: note.addedAtMs } : mark)
  }
  for (const note of document.tables.notes.values()) if (note.conversation) left.delete(note.conversation)
  for (const conversation of left) document.tables.conversations.delete(conversation)
}
