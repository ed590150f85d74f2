import type { BoardDocument } from '../../../../shared/document/BoardDocument.ts'
import { moveNotes } from '../../../../shared/document/placing.ts'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'

/**
 * Moves a note one row up or down within its theme, past the neighbour that one sees; nothing at either end.
 * @param order all notes of the theme in order
 * @param shown those of them that the list shows
 */
export function moveWithin(
  document: BoardDocument,
  theme: ThemeId,
  note: NoteId,
  direction: 'up' | 'down',
  order: readonly NoteId[],
  shown: readonly NoteId[],
): void {
  const neighbour = shown[shown.indexOf(note) + (direction === 'up' ? -1 : 1)]
  if (neighbour === undefined) return
  const others = order.filter((other) => other !== note)
  const before = direction === 'up' ? neighbour : (others[others.indexOf(neighbour) + 1] ?? null)
  moveNotes(document, { notes: [note], from: theme, to: { is: 'theme', theme, before } }, order)
}
