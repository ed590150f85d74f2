import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import * as v from 'valibot'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import { boardId, type AuthorKey, type BoardId, type ParticipantId } from '../../shared/model/ids.ts'
import { closeCodes, type CloseCode } from '../../shared/protocol/messages.ts'
import type { Visitor } from '../rooms/Connection.ts'
import type { OpenRoom, RoomsServer } from '../rooms/createRooms.ts'
import { NoSuchBoard } from '../rooms/Rooms.ts'

/** Who opens a socket on a board, or the HTTP status with which it is turned away. */
type Authenticate = (
  request: IncomingMessage,
  board: BoardId,
) => Promise<
  { readonly participant: ParticipantId; readonly author: AuthorKey } | { readonly refuse: number }
>

export type SocketParts = {
  readonly rooms: RoomsServer
  readonly authenticate: Authenticate
  readonly log: Logger
}

/**
 * What becomes of a request for a socket. A browser cannot read the status of a refused upgrade, so whatever
 * it should act upon is told by a close code on a socket that was opened.
 */
export type Admission =
  | { readonly is: 'enter'; readonly room: OpenRoom; readonly visitor: Visitor }
  | { readonly is: 'close'; readonly code: CloseCode; readonly speaksOurs: boolean }
  | { readonly is: 'refuse'; readonly status: number }

const PATH = /^\/sync\/([^/]+)$/

/** Whether this request may open a socket, on which board and as whom. */
export async function admit(request: IncomingMessage, parts: SocketParts): Promise<Admission> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://board')
  const board = v.safeParse(boardId, PATH.exec(pathname)?.[1])
  if (!board.success) return { is: 'refuse', status: 404 }
  const who = await parts.authenticate(request, board.output)
  if ('refuse' in who) return { is: 'refuse', status: who.refuse }

  const schema = searchParams.get('v')
  const speaksOurs = schema !== null
  if (speaksOurs && schema !== String(SCHEMA_VERSION)) {
    return { is: 'close', code: closeCodes.reloadForSchema, speaksOurs }
  }
  try {
    const room = await parts.rooms.open(board.output)
    const epoch = searchParams.get('epoch')
    if (epoch !== null && epoch !== String(room.epoch))
      return { is: 'close', code: closeCodes.boardErased, speaksOurs }
    return { is: 'enter', room, visitor: { participant: who.participant, author: who.author, speaksOurs } }
  } catch (error) {
    if (error instanceof NoSuchBoard) return { is: 'close', code: closeCodes.noSuchBoard, speaksOurs }
    parts.log.error({ err: error, board: board.output }, 'a room could not be opened')
    return { is: 'close', code: closeCodes.storeFailing, speaksOurs }
  }
}
