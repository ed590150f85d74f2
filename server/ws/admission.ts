import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import * as v from 'valibot'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import { boardId, type AuthorKey, type BoardId, type ParticipantId } from '../../shared/model/ids.ts'
import { closeCodes, type CloseCode, type NoticeMessage } from '../../shared/protocol/messages.ts'
import type { Visitor } from '../rooms/Connection.ts'
import type { OpenRoom, RoomsServer } from '../rooms/createRooms.ts'
import { NoSuchBoard } from '../rooms/Rooms.ts'
import { storeFailingNotice } from '../rooms/storeFailingNotice.ts'
import { StoreFailing } from '../storage/StoreFailing.ts'
import { addressOf } from './addressOf.ts'
import type { SocketLimits } from './socketLimits.ts'
import { KeyedBuckets } from '../TokenBucket.ts'

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
  | {
      readonly is: 'enter'
      readonly room: OpenRoom
      readonly board: BoardId
      readonly visitor: Visitor
    }
  | {
      readonly is: 'close'
      readonly code: CloseCode
      readonly speaksOurs: boolean
      /** With a failing store: what everyone else was told. */
      readonly notice?: NoticeMessage
    }
  | { readonly is: 'refuse'; readonly status: number }

const TOO_MANY = { is: 'refuse', status: 429 } as const

const PATH = /^\/sync\/([^/]+)$/

/**
 * Decides which requests may open a socket, on which board and as whom. A person may ask only so often; an
 * address only for those who are not signed in, since a village hall is one address.
 */
export function createAdmission(
  parts: SocketParts,
  limits: SocketLimits,
): (request: IncomingMessage) => Promise<Admission> {
  const byParticipant = new KeyedBuckets(limits.upgradeBurst, limits.upgradesPerMinute)
  const refusedByAddress = new KeyedBuckets(limits.refusedBurst, limits.refusedPerMinute)
  let pending = 0

  async function admit(request: IncomingMessage): Promise<Admission> {
    const address = addressOf(request)
    const isExhausted = refusedByAddress.isExhausted(address, performance.now())
    // Who carries no cookie is nobody here, and need not be looked up to be turned away.
    if (isExhausted && request.headers.cookie === undefined) return TOO_MANY
    const { pathname, searchParams } = parseTarget(request.url)
    const board = v.safeParse(boardId, PATH.exec(pathname)?.[1])
    const who = board.success ? await parts.authenticate(request, board.output) : { refuse: 404 }
    if (!board.success || 'refuse' in who) {
      const isAllowed = refusedByAddress.take(address, performance.now())
      return isAllowed && 'refuse' in who ? { is: 'refuse', status: who.refuse } : TOO_MANY
    }
    if (!byParticipant.take(who.participant, performance.now())) return TOO_MANY
    return enterRoom(parts, board.output, who, searchParams)
  }

  return async (request) => {
    if (pending >= limits.pendingUpgrades) return { is: 'refuse', status: 503 }
    pending++
    try {
      return await admit(request)
    } catch (error) {
      if (!(error instanceof StoreFailing)) throw error
      // Who they are cannot be looked up at the moment. A browser is told so by the code, as it cannot read a status.
      const speaksOurs = parseTarget(request.url).searchParams.has('v')
      return { is: 'close', code: closeCodes.storeFailing, speaksOurs, notice: storeFailingNotice(error) }
    } finally {
      pending--
    }
  }
}

/** The request target's parts; those of no board when it is not one that a browser sends. */
function parseTarget(target: string | undefined): URL {
  const base = 'http://board'
  return URL.canParse(target ?? '/', base) ? new URL(target ?? '/', base) : new URL(base)
}

async function enterRoom(
  parts: SocketParts,
  board: BoardId,
  { participant, author }: { readonly participant: ParticipantId; readonly author: AuthorKey },
  searchParams: URLSearchParams,
): Promise<Admission> {
  const schema = searchParams.get('v')
  const speaksOurs = schema !== null
  if (speaksOurs && schema !== String(SCHEMA_VERSION)) {
    return { is: 'close', code: closeCodes.reloadForSchema, speaksOurs }
  }
  try {
    const room = await parts.rooms.open(board)
    const epoch = searchParams.get('epoch')
    if (epoch !== null && epoch !== String(room.epoch))
      return { is: 'close', code: closeCodes.boardErased, speaksOurs }
    return { is: 'enter', room, board, visitor: { participant, author, speaksOurs } }
  } catch (error) {
    if (error instanceof NoSuchBoard) return { is: 'close', code: closeCodes.noSuchBoard, speaksOurs }
    parts.log.error({ err: error, board }, 'a room could not be opened')
    return { is: 'close', code: closeCodes.storeFailing, speaksOurs, notice: storeFailingNotice(error) }
  }
}
