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
    return await rooms.readDoor(board, ({ person }) =>
      seats.flatMap(({ id, author, lastUsedAtMs }) => {
        const listed = person(id)
        if (!listed) return []
        const { role, name } = listed
        return [{ person: { board, participant: id, author, role, present: true, name }, lastUsedAtMs }]
      }),
    )
  } catch (error) {
    if (error instanceof NoSuchBoard) return [] // erased between the two reads
    throw error
  }
}
