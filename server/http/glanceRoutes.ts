import type { FastifyInstance } from 'fastify'
import { isRefused } from '../boards/refused.ts'
import { whoIsHere } from './authenticate.ts'
import { inBrotli } from './brotli.ts'
import { asQuery, boardParams, describeProblems, jsonSchemaOf } from './call.ts'
import type { HttpParts } from './HttpParts.ts'
import { sendProblem } from './problems.ts'
import { bytesAnswer, sendBytes, UNCACHED } from './sendBytes.ts'

/** What one sees first of a large board, to be looked at until its state has come: the bytes of one Yjs update. */
export async function glanceRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  /** By the glance itself, which stays the same bytes for as long as the board does. */
  const kept = new WeakMap<Uint8Array, Promise<Buffer>>()

  function compressed(glance: Uint8Array): Promise<Buffer> {
    const known = kept.get(glance)
    if (known) return known
    const bytes = inBrotli(glance, 5)
    kept.set(glance, bytes)
    return bytes
  }

  app.route<{ Params: { board: string } }>({
    method: 'GET',
    url: '/api/boards/:board/glance',
    schema: {
      summary:
        'What one sees first of a large board, to be shown until its state has come: one Yjs update of a document of its own',
      params: jsonSchemaOf(boardParams),
      querystring: asQuery,
      response: {
        200: bytesAnswer('The glance'),
        204: {
          description: 'There is none: the board is small, or the server would have to load it first',
          type: 'null',
        },
        ...describeProblems(['not-here', 'server-fault']),
      },
    },
    validatorCompiler: () => () => true,
    serializerCompiler: () => (data) => JSON.stringify(data),
    handler: async (request, reply) => {
      const person = await whoIsHere(parts, request.raw, request.params.board)
      if (isRefused(person)) return sendProblem(reply, person)
      const glance = await parts.rooms.glance(person.board)
      void reply.headers(UNCACHED)
      if (!glance) return reply.code(204).send()
      return sendBytes(request, reply, glance, () => compressed(glance))
    },
  })
}
