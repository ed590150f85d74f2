import type { BoardId, NoteId, ParticipantId } from '../../shared/model/ids.ts'

/** Under which key the draft of a change to a note lies on this device. */
export const draftKeyOf = (board: BoardId, person: ParticipantId, note: NoteId): string =>
  `common-thread/draft/${board}/${person}/${note}`

/** Tells forms of this tab that what they keep on the device has been changed under them. */
export const DRAFT_CHANGED = 'common-thread:draft-changed'

/** Whether a draft of a change to any note lies on this device. */
export function hasDrafts(board: BoardId, person: ParticipantId): boolean {
  const prefix = draftKeyOf(board, person, '' as NoteId)
  return Object.keys(localStorage).some((key) => key.startsWith(prefix))
}
