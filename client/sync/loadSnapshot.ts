import type { BoardId } from '../../shared/model/ids.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { boardPath } from './api.ts'
import { patiently } from './patiently.ts'

/** Loads the board as the server has it. @throws when it cannot be had now */
export async function loadSnapshot(board: BoardId, me: ParticipantHere): Promise<Uint8Array> {
  const response = await fetch(boardPath(board, me.id, '/snapshot'), { credentials: 'same-origin' })
  if (!response.ok) throw new Error(`the board could not be loaded: the server answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

/** Loads the board as often as it takes. @returns undefined when nobody waits for it any more */
export const loadSnapshotPatiently = (
  board: BoardId,
  me: ParticipantHere,
  isOver: () => boolean,
): Promise<Uint8Array | undefined> => patiently(() => loadSnapshot(board, me), isOver)
