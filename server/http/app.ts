import type { IncomingMessage } from 'node:http'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifySwagger from '@fastify/swagger'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import type { AuthorKey, BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { NoticeMessage } from '../../shared/protocol/messages.ts'
import { KeyedLock } from '../boards/KeyedLock.ts'
import { leftRounds } from '../boards/leftRounds.ts'
import { refused } from '../boards/refused.ts'
import { noticesOnConnect } from '../boards/turnout.ts'
import type { Rooms } from '../rooms/Rooms.ts'
import type { Storage } from '../storage/Storage.ts'
import { addressGroup } from './addressGroup.ts'
import { authenticateSocket } from './authenticate.ts'
import { boardsRoutes } from './boardsRoutes.ts'
import { clientRoutes, findClient, readPage } from './clientRoutes.ts'
import { browserOf } from './cookies.ts'
import { answerErrors } from './errors.ts'
import { findingsRoutes } from './findingsRoutes.ts'
import { glanceRoutes } from './glanceRoutes.ts'
import { createGuesses } from './guesses.ts'
import type { HttpConfig, HttpParts } from './HttpParts.ts'
import { importRoutes } from './importRoutes.ts'
import { inviteRoutes } from './inviteRoutes.ts'
import { notesRoutes } from './notesRoutes.ts'
import { operationsRoutes } from './operationsRoutes.ts'
import { isForeignFetch, isRightHost, isRightOrigin } from './origin.ts'
import { answerUnreadable, hurryJson, patience, serverTimeouts, type Patience } from './patience.ts'
import { peopleRoutes } from './peopleRoutes.ts'
import { sendProblem } from './problems.ts'
import { roundsRoutes } from './roundsRoutes.ts'
import { permissionsPolicy, securityHeaders } from './securityHeaders.ts'
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
  /** Carries to their end rounds of which a stopped server left something. Never rejects. */
  finishRounds(): Promise<void>
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
  /** Other times to wait for clients than {@link patience}. */
  readonly waits?: Partial<Patience>
}): Promise<HttpSide> {
  const { clientDir = findClient(), metrics = new Registry(), waits, ...rest } = given
  const page = await readPage(clientDir)
  const roundLock = new KeyedLock()
  const left = leftRounds({ ...rest, roundLock })
  const parts: HttpParts = {
    ...rest,
    metrics,
    roundLock,
    finishRounds: left.cutShort,
    guesses: createGuesses(rest.clock),
  }
  const waiting: Patience = { ...patience, ...waits }
  const app: FastifyInstance = fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    // A proxy on this machine may say whose address a request came from; nobody else is believed.
    trustProxy: 'loopback',
    routerOptions: { ignoreTrailingSlash: true },
    bodyLimit: MOST_JSON_BYTES,
    clientErrorHandler: answerUnreadable,
    ...serverTimeouts(waiting),
  })

  answerErrors(app, parts)
  takeJsonOnly(app)
  hurryJson(app, waiting)
  refuseForeignOrigins(app, parts)
  await app.register(fastifyCookie)
  await app.register(fastifyHelmet, securityHeaders(parts.config, page))
  app.addHook('onRequest', async (_, reply) => {
    void reply.header('permissions-policy', permissionsPolicy)
  })
  // By browser: three hundred people behind a hall's one address may each ask for the report.
  await app.register(fastifyRateLimit, {
    global: false,
    keyGenerator: ({ headers, ip }) => browserOf(headers) ?? addressGroup(ip),
  })
  await app.register(fastifySwagger, { openapi: openApi })

  for (const routes of everyRoutes) await routes(app, parts)
  await clientRoutes(app, { clientDir, page })
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  app.addHook('onClose', async () => {
    await left.stop()
  })
  await app.ready()

  return {
    app,
    authenticateSocket: (request, board) => authenticateSocket(parts, request, board),
    onConnectNotices: (board) => noticesOnConnect(parts, board),
    finishRounds: left.finish,
  }
}

/** More than the largest ballot there can be: fifty reasons of five hundred characters, each escaped. */
const MOST_JSON_BYTES = 256 * 1024

const everyRoutes = [
  operationsRoutes,
  boardsRoutes,
  peopleRoutes,
  inviteRoutes,
  notesRoutes,
  roundsRoutes,
  snapshotRoutes,
  glanceRoutes,
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

/**
 * Calls come from our own page or from no page at all. The pages themselves, and what tells only that the server
 * runs, may be had under any name: they hold nothing.
 */
function refuseForeignOrigins(app: FastifyInstance, { config }: HttpParts): void {
  app.addHook('onRequest', async ({ method, headers, routeOptions }, reply) => {
    const onlyReads = method === 'GET' || method === 'HEAD'
    const isCall = /^\/(api|metrics)\b/.test(routeOptions.url ?? '')
    if (onlyReads && !isCall) return
    const isRight =
      isRightOrigin(headers, config.publicUrl) &&
      isRightHost(headers, config.publicUrl) &&
      !isForeignFetch(headers)
    if (!isRight) await sendProblem(reply, refused('wrong-origin'))
  })
}
