import type { FastifyError, FastifyInstance } from 'fastify'
import type { ProblemCode } from '../../shared/protocol/api.ts'
import { NoSuchBoard } from '../rooms/Rooms.ts'
import { StoreFailing } from '../storage/StoreFailing.ts'
import { refused } from '../boards/refused.ts'
import type { HttpParts } from './HttpParts.ts'
import { sendProblem, storeFailingProblem } from './problems.ts'

/** What the framework's own errors are called in our table, by their status. */
const codeOfStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'bad-json',
  404: 'not-found',
  413: 'too-large',
  415: 'json-only',
  429: 'too-many-requests',
}

/** Turns whatever was thrown into problems. */
export function answerErrors(app: FastifyInstance, { log }: HttpParts): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof NoSuchBoard) return sendProblem(reply, refused('not-here'))
    if (error instanceof StoreFailing) return sendProblem(reply, storeFailingProblem(error))
    const code = error.statusCode === undefined ? undefined : codeOfStatus[error.statusCode]
    if (code) return sendProblem(reply, refused(code))
    // The route's pattern says where it broke: its address, like the body, may hold what is nobody's business.
    log.error({ method: request.method, route: request.routeOptions.url, err: error }, 'a call failed')
    return sendProblem(reply, refused('server-fault'))
  })
}
