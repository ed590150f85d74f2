import { rowOf } from '../../shared/document/BoardDocument.ts'
import type { BoardId, RoundId } from '../../shared/model/ids.ts'
import type { Round } from '../../shared/model/tables.ts'
import type { NoticeMessage } from '../../shared/protocol/messages.ts'
import type { BoardParts } from './BoardParts.ts'

/** How many on the roll have voted. */
export async function turnoutOf(
  { storage }: BoardParts,
  id: RoundId,
  round: Round,
): Promise<{ voted: number; of: number }> {
  return { voted: await storage.ballotCount(id), of: round.roll.length }
}

/** Tells everyone on the board how many have voted, if the round is still open. */
export async function notifyTurnout(parts: BoardParts, board: BoardId, id: RoundId): Promise<void> {
  const round = await parts.rooms.read(board, (_, document) => rowOf(document, 'rounds', id))
  if (round?.state.is !== 'open') return
  await parts.rooms.notify(board, { is: 'turnout', round: id, ...(await turnoutOf(parts, id, round)) })
}

/** What someone who has just connected to a board should hear: the turnout of each open round. */
export async function noticesOnConnect(parts: BoardParts, board: BoardId): Promise<NoticeMessage[]> {
  const open = await parts.rooms.read(board, (_, document) =>
    [...document.tables.rounds.entries()].filter(([, round]) => round.state.is === 'open'),
  )
  return Promise.all(
    open.map(async ([id, round]) => ({
      is: 'turnout' as const,
      round: id,
      ...(await turnoutOf(parts, id as RoundId, round)),
    })),
  )
}
