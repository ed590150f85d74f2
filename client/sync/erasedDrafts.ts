import * as v from 'valibot'
import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { newId } from '../../shared/document/newId.ts'
import { blackOut, wordsBlackedOut } from '../../shared/model/blackOut.ts'
import { BLACKED_OUT } from '../../shared/model/blackOutMark.ts'
import { noteId, type BoardId, type NoteId, type ParticipantId } from '../../shared/model/ids.ts'
import { placesOf } from '../../shared/model/pickWords.ts'
import { noteRow, type Note } from '../../shared/model/tables.ts'
import { DRAFT_CHANGED, draftKeyOf } from './draftKeys.ts'
import type { KeptStore } from './KeptStore.ts'
import type { KeptReason } from './keptWords.ts'

/** Where drafts of changes to one's notes lie, and what becomes of those that cannot stay. */
export type DraftsOf = {
  readonly document: BoardDocument
  readonly board: BoardId
  readonly person: ParticipantId
  readonly kept: KeptStore
  readonly onKept: () => void
}

/** As much of a draft as this reads; the form knows the rest. */
const stored = v.looseObject({
  draft: v.looseObject({ said: v.string(), impression: v.string() }),
  opened: v.looseObject({ note: noteRow }),
})
type Stored = v.InferOutput<typeof stored>

/**
 * Brings the drafts on this device in line with what was erased from the board: words that were blacked out of a note
 * are blacked out in the draft of a change to it, too. A draft of a note that was taken back has no place to go any
 * more, so it is kept as words; so is one in which it cannot be told what was blacked out.
 */
export function sweepDrafts(parts: DraftsOf): void {
  const prefix = draftKeyOf(parts.board, parts.person, '' as NoteId)
  for (const key of Object.keys(localStorage)) {
    const id = key.slice(prefix.length) as NoteId
    if (!key.startsWith(prefix) || !v.is(noteId, id)) continue
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), stored), localStorage.getItem(key))
    if (!parsed.success) continue
    if (rowOf(parts.document, 'hidden', id)?.is === 'withdrawn')
      keep(parts, key, id, parsed.output, 'taken-back')
    else {
      const note = rowOf(parts.document, 'notes', id)
      if (note && marksIn(note) > marksIn(parsed.output.opened.note))
        blackOutDraft(parts, key, id, parsed.output, note)
    }
  }
}

const marksIn = ({ said, impression }: Pick<Note, 'said' | 'impression'>) =>
  `${said}\n${impression}`.split(BLACKED_OUT).length

function keep({ kept, onKept }: DraftsOf, key: string, id: NoteId, was: Stored, reason: KeptReason): void {
  const row: Note = { ...was.opened.note, said: was.draft.said, impression: was.draft.impression }
  const change = { is: 'row', table: 'notes', key: id, row } as const
  // Without room for it, the draft stays where it is.
  if (!kept.add([{ id: newId(), reason, keptAtMs: Date.now(), changes: [change] }])) return
  localStorage.removeItem(key)
  changed(key)
  onKept()
}

function blackOutDraft(parts: DraftsOf, key: string, id: NoteId, was: Stored, note: Note): void {
  const { opened, draft } = was
  const said = wordsBlackedOut(opened.note.said, note.said)
  const impression = wordsBlackedOut(opened.note.impression, note.impression)
  if (!said || !impression) {
    keep(parts, key, id, was, 'blacked-out')
    return
  }
  const gone = [...said, ...impression]
  const next: Stored = {
    ...was,
    draft: {
      ...draft,
      said: draft.said === opened.note.said ? note.said : without(draft.said, gone),
      impression:
        draft.impression === opened.note.impression ? note.impression : without(draft.impression, gone),
    },
    opened: { ...opened, note: { ...opened.note, said: note.said, impression: note.impression } },
  }
  localStorage.setItem(key, JSON.stringify(next))
  changed(key)
}

const without = (text: string, gone: readonly string[]): string =>
  blackOut(
    text,
    gone.flatMap((words) => placesOf(words, text)),
  )

function changed(key: string): void {
  dispatchEvent(new CustomEvent(DRAFT_CHANGED, { detail: key }))
}
