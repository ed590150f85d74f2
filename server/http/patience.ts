import type { Socket } from 'node:net'
import { STATUS_CODES } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { problems, problemBody } from './problems.ts'

/**
 * How long the server waits for a client, in milliseconds: whoever sends a little now and then could otherwise
 * hold on to connections without end.
 */
export type Patience = {
  /** For all headers of a request, or of a socket's upgrade. */
  readonly headersMs: number
  /** For the body of a call that takes JSON. */
  readonly jsonMs: number
  /** For a whole request: 20 MB of a file over a hall's signal take their time. */
  readonly requestMs: number
  /** For a client that takes nothing more of what it is sent. */
  readonly stalledMs: number
  /** Between two requests on one connection; longer than the minute for which proxies keep theirs. */
  readonly idleMs: number
}

export const patience: Patience = {
  headersMs: 15_000,
  jsonMs: 30_000,
  requestMs: 600_000,
  stalledMs: 120_000,
  idleMs: 72_000,
}

/** What fastify and Node are told of it. */
export const serverTimeouts = (given: Patience) => ({
  requestTimeout: given.requestMs,
  connectionTimeout: given.stalledMs,
  keepAliveTimeout: given.idleMs,
  http: {
    headersTimeout: given.headersMs,
    connectionsCheckingInterval: Math.min(5_000, given.headersMs),
  },
})

/** Hangs up on a call whose JSON is not there in time. Forms, which bring files, have the whole request's time. */
export function hurryJson(app: FastifyInstance, { jsonMs }: Patience): void {
  app.addHook('preParsing', async (request) => {
    // Of what only asks, or brings no body, nothing is awaited; its answer may take as long as it takes.
    const { method, headers } = request
    const bringsNothing =
      (headers['content-length'] ?? '0') === '0' && headers['transfer-encoding'] === undefined
    if (method === 'GET' || method === 'HEAD' || bringsNothing || request.isMultipart?.() === true) return
    const timer = setTimeout(() => {
      request.raw.destroy()
    }, jsonMs).unref()
    for (const event of ['end', 'close'] as const) request.raw.once(event, () => clearTimeout(timer))
  })
}

const problemOfError: Readonly<Record<string, 'too-slow' | 'headers-too-large'>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'too-slow',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
}

/** Answers what is not even HTTP, or did not arrive in time, as a problem too, and hangs up. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  const code = problemOfError[error.code ?? ''] ?? 'not-http'
  const { status } = problems[code]
  const body = problemBody({ refused: code })
  if (socket.writable && error.code !== 'ECONNRESET') {
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
        'Content-Type: application/problem+json',
        'X-Content-Type-Options: nosniff',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    )
  }
  socket.destroy()
}
