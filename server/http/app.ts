import type { IncomingMessage } from 'node:http'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifySwagger from '@fastify/swagger'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import type { AuthorKey, BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { NoticeMessage } from '../../shared/protocol/messages.ts'
import { destroyLeftBallots } from '../boards/closeRound.ts'
import { KeyedLock } from '../boards/KeyedLock.ts'
import { refused } from '../boards/refused.ts'
import { noticesOnConnect } from '../boards/turnout.ts'
import type { Rooms } from '../rooms/Rooms.ts'
import type { Storage } from '../storage/Storage.ts'
import { authenticateSocket } from './authenticate.ts'
import { boardsRoutes } from './boardsRoutes.ts'
import { clientRoutes, findClient } from './clientRoutes.ts'
import { answerErrors } from './errors.ts'
import { findingsRoutes } from './findingsRoutes.ts'
import type { HttpConfig, HttpParts } from './HttpParts.ts'
import { importRoutes } from './importRoutes.ts'
import { inviteRoutes } from './inviteRoutes.ts'
import { notesRoutes } from './notesRoutes.ts'
import { operationsRoutes } from './operationsRoutes.ts'
import { isRightOrigin } from './origin.ts'
import { peopleRoutes } from './peopleRoutes.ts'
import { sendProblem } from './problems.ts'
import { roundsRoutes } from './roundsRoutes.ts'
import { securityHeaders } from './securityHeaders.ts'
import { snapshotRoutes } from './snapshotRoutes.ts'

export type HttpSide = {
  readonly app: FastifyInstance
  /** Who opens a socket on a board, or the status with which its upgrade is refused. */
  authenticateSocket(
    request: IncomingMessage,
    board: string,
  ): Promise<{ participant: ParticipantId; author: AuthorKey } | { refuse: number }>
  /** What a connection to a board is told first: the turnout of open rounds. */
  onConnectNotices(board: BoardId): Promise<readonly NoticeMessage[]>
}

/** Builds the HTTP side; `app` is ready to listen, and whoever built it closes it. */
export async function buildHttp(given: {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly config: HttpConfig
  readonly serverKey: Uint8Array
  readonly log: FastifyBaseLogger
  readonly clock: () => number
  /** Where figures are gathered; its own registry when none is given. */
  readonly metrics?: Registry
  /** The folder of the built client. */
  readonly clientDir?: string
}): Promise<HttpSide> {
  const { clientDir = findClient(), metrics = new Registry(), ...rest } = given
  const parts: HttpParts = { ...rest, metrics, roundLock: new KeyedLock() }
  const app: FastifyInstance = fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    // A proxy on this machine may say whose address a request came from; nobody else is believed.
    trustProxy: 'loopback',
    routerOptions: { ignoreTrailingSlash: true },
  })

  answerErrors(app, parts)
  takeJsonOnly(app)
  refuseForeignOrigins(app, parts)
  await app.register(fastifyCookie)
  await app.register(fastifyHelmet, securityHeaders(parts.config))
  await app.register(fastifyRateLimit, { global: false })
  await app.register(fastifySwagger, { openapi: openApi })

  for (const routes of everyRoutes) await routes(app, parts)
  await clientRoutes(app, { clientDir })
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.ready()

  const looked = new Set<BoardId>()
  return {
    app,
    authenticateSocket: (request, board) => authenticateSocket(parts, request, board),
    async onConnectNotices(board) {
      if (!looked.has(board)) {
        looked.add(board)
        await destroyLeftBallots(parts, board)
      }
      return noticesOnConnect(parts, board)
    },
  }
}

const everyRoutes = [
  operationsRoutes,
  boardsRoutes,
  peopleRoutes,
  inviteRoutes,
  notesRoutes,
  roundsRoutes,
  snapshotRoutes,
  importRoutes,
  findingsRoutes,
]

const openApi = {
  openapi: '3.1.0',
  info: {
    title: 'Common Thread',
    version: '1',
    description:
      'A live board for making sense of conversations together. Errors are application/problem+json (RFC 9457). Calls about a board need the cookie that making or joining one sets; calls that change something take JSON, and from a browser a right Origin.',
  },
} as const

/** Forms on other sites can send plain text without asking; JSON they cannot. */
function takeJsonOnly(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Calls without a body often carry the header all the same.
    if (body === '') done(null, undefined)
    else void parseJson(request, body, done)
  })
}

function refuseForeignOrigins(app: FastifyInstance, { config }: HttpParts): void {
  app.addHook('onRequest', async (request, reply) => {
    const onlyReads = request.method === 'GET' || request.method === 'HEAD'
    if (onlyReads || isRightOrigin(request.headers, config.publicUrl)) return
    await sendProblem(reply, refused('wrong-origin'))
  })
}
