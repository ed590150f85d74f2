import * as Y from 'yjs'
import { applyWhole } from '../../shared/document/applyWhole.ts'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { isAhead, takeAhead } from './ahead.ts'
import { boardPath } from './boardPath.ts'
import { patiently } from './patiently.ts'

/** A board as it came from the server. */
export type Loaded = { readonly bytes: Uint8Array; readonly document: BoardDocument }

/**
 * Loads the board for a first look, by the answer that was asked for ahead if there is one.
 * @param onLoaded is called as soon as it is there, before it is decoded
 * @throws as {@link loadSnapshot}
 */
export async function loadFirst(board: BoardId, me: ParticipantHere, onLoaded?: () => void): Promise<Loaded> {
  const ahead = await takeAhead(firstPath(board))?.catch(() => undefined)
  const bytes = await (ahead?.ok ? bytesOf(ahead) : loadSnapshot(board, me))
  onLoaded?.()
  const document = openBoardDocument(new Y.Doc())
  applyWhole(document.doc, bytes, 'snapshot')
  return { bytes, document }
}

/** Whether all of the board was asked for ahead, as it is where it was never opened before. */
export const isOnItsWay = (board: BoardId): boolean => isAhead(firstPath(board))

const firstPath = (board: BoardId) => boardPath(board, undefined, '/snapshot')

/** Loads the board as the server has it. @throws when it cannot be had now */
async function loadSnapshot(board: BoardId, me: ParticipantHere): Promise<Uint8Array> {
  const response = await fetch(boardPath(board, me.id, '/snapshot'), { credentials: 'same-origin' })
  if (!response.ok) throw new Error(`the board could not be loaded: the server answered ${response.status}`)
  return bytesOf(response)
}

/**
 * Loads what one sees first of a large board, by the answer that was asked for ahead if there is one.
 * @returns undefined where the server has none
 * @throws when it cannot be reached
 */
export async function loadGlance(board: BoardId, me: ParticipantHere): Promise<Uint8Array | undefined> {
  const ahead = takeAhead(boardPath(board, undefined, '/glance'))
  const response = await (ahead ?? fetch(boardPath(board, me.id, '/glance'), { credentials: 'same-origin' }))
  return response.status === 200 ? bytesOf(response) : undefined
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

/** Loads the board as often as it takes. @returns undefined when nobody waits for it any more */
export const loadSnapshotPatiently = (
  board: BoardId,
  me: ParticipantHere,
  isOver: () => boolean,
): Promise<Uint8Array | undefined> => patiently(() => loadSnapshot(board, me), isOver)
