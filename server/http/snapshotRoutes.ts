import type { FastifyInstance } from 'fastify'
import type { BoardId } from '../../shared/model/ids.ts'
import { isRefused } from '../boards/refused.ts'
import { whoIsHere } from './authenticate.ts'
import { inBrotli } from './brotli.ts'
import { asQuery, boardParams, describeProblems, jsonSchemaOf } from './call.ts'
import type { HttpParts } from './HttpParts.ts'
import { sendProblem } from './problems.ts'
import { bytesAnswer, sendBytes, UNCACHED } from './sendBytes.ts'

/** Compressed snapshots kept at once: a group that opens one board together has it compressed once. */
const MOST_KEPT = 20

/** The state of a board for a first load: the bytes of one Yjs update. */
export async function snapshotRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const kept = new Map<BoardId, { etag: string; bytes: Promise<Buffer> }>()

  function compressed(board: BoardId, etag: string, update: Uint8Array): Promise<Buffer> {
    const known = kept.get(board)
    if (known?.etag === etag) return known.bytes
    const bytes = inBrotli(update, 5)
    kept.delete(board)
    kept.set(board, { etag, bytes })
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return bytes
  }

  app.route<{ Params: { board: string } }>({
    method: 'GET',
    url: '/api/boards/:board/snapshot',
    schema: {
      summary:
        'The state of the board, as one Yjs update; with an ETag, and in brotli where that is accepted',
      params: jsonSchemaOf(boardParams),
      querystring: asQuery,
      response: {
        200: bytesAnswer('The state'),
        304: { description: 'As the caller has it', type: 'null' },
        ...describeProblems(['not-here', 'server-fault']),
      },
    },
    validatorCompiler: () => () => true,
    serializerCompiler: () => (data) => JSON.stringify(data),
    handler: async (request, reply) => {
      const person = await whoIsHere(parts, request.raw, request.params.board)
      if (isRefused(person)) return sendProblem(reply, person)
      const { update, etag } = await parts.rooms.snapshot(person.board)
      // Weak, since the same state has two encodings.
      const tag = `W/"${etag}"`
      void reply.headers({ ...UNCACHED, etag: tag })
      if (namesTag(request.headers['if-none-match'], tag)) return reply.code(304).send()
      return sendBytes(request, reply, update, () => compressed(person.board, etag, update))
    },
  })
}

function namesTag(header: string | undefined, tag: string): boolean {
  const weakly = (text: string) => text.trim().replace(/^W\//, '')
  return header?.split(',').some((each) => weakly(each) === weakly(tag)) ?? false
}
