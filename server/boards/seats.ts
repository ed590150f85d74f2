import { rowOf } from '../../shared/document/BoardDocument.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import { NoSuchBoard } from '../rooms/Rooms.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'

/** Whom a browser may act as on one board, the last used first; those who left or were removed are not among them. */
export async function peopleOfBrowser(
  { storage, rooms }: BoardParts,
  browser: string,
  board: BoardId,
): Promise<{ person: PersonHere; lastUsedAtMs: number }[]> {
  const seats = await storage.seats(browser, board)
  if (seats.length === 0) return []
  try {
    return await rooms.read(board, (_, document) =>
      seats.flatMap(({ id, author, lastUsedAtMs }) => {
        const row = rowOf(document, 'people', id)
        if (row?.state.is !== 'here') return []
        return [
          {
            person: { board, participant: id, author, role: row.role, present: true, name: row.name },
            lastUsedAtMs,
          },
        ]
      }),
    )
  } catch (error) {
    if (error instanceof NoSuchBoard) return [] // erased between the two reads
    throw error
  }
}
