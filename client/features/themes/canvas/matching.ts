import type { BoardState } from '../../../../shared/model/board.ts'
import type { AuthorKey, NoteId } from '../../../../shared/model/ids.ts'
import { asksForAll, noteMatcher } from '../../../../shared/model/noteFilter.ts'
import type { NoteFilter } from '../../../store/tab.ts'

type Asked = Pick<BoardState, 'notes' | 'conversations' | 'communities'>

/** The notes that a filter asks for, or undefined when it asks for all. */
export function matchingNotes(
  board: Asked,
  filter: NoteFilter,
  me: AuthorKey,
): ReadonlySet<NoteId> | undefined {
  if (asksForAll(filter)) return undefined
  return new Set([...board.notes.keys()].filter(noteMatcher(board, filter, me)))
}

/** The same, remembered for as long as neither the notes nor the filter change: every card asks it. */
export function matchKeeper(
  me: AuthorKey,
): (board: Asked, filter: NoteFilter) => ReadonlySet<NoteId> | undefined {
  let last: { asked: Asked; filter: NoteFilter; found: ReadonlySet<NoteId> | undefined } | undefined
  return (board, filter) => {
    if (
      last?.asked.notes !== board.notes ||
      last.asked.conversations !== board.conversations ||
      last.asked.communities !== board.communities ||
      last.filter !== filter
    ) {
      last = { asked: board, filter, found: matchingNotes(board, filter, me) }
    }
    return last.found
  }
}
