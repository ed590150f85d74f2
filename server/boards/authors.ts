import { rowOf } from '../../shared/document/BoardDocument.ts'
import type { AuthorKey, BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { BoardParts } from './BoardParts.ts'

/** Who is behind each author key of a board: what the document itself never tells. */
export async function authorsOf(
  { storage, rooms }: BoardParts,
  board: BoardId,
): Promise<Record<AuthorKey, { participant: ParticipantId; name: string }>> {
  const participants = await storage.participants(board)
  return rooms.read(board, (_, document) =>
    Object.fromEntries(
      participants.flatMap(({ id, author }) => {
        const person = rowOf(document, 'people', id)
        return person ? [[author, { participant: id, name: person.name }]] : []
      }),
    ),
  )
}
