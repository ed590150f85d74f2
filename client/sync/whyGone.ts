import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import { boardPath } from './boardPath.ts'
import { patiently } from './patiently.ts'

/**
 * The server closes a connection in the same way when a board was deleted and when it was set back to a backup and has
 * another epoch: whether it still knows the board tells which.
 * @returns undefined when nobody waits for it any more
 */
export const whyGone = (
  board: BoardId,
  as: ParticipantId,
  isOver: () => boolean,
): Promise<'erased' | 'restored' | 'signed-out' | undefined> =>
  patiently(async () => {
    const { ok, status } = await fetch(boardPath(board, as, '/me'), { credentials: 'same-origin' })
    if (ok) return 'restored'
    if (status === 404 || status === 410) return 'erased'
    if (status === 401 || status === 403) return 'signed-out'
    throw new Error(`the server answered ${status}`)
  }, isOver)
