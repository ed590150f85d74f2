import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import { audiences } from '../../shared/model/findings/Findings.ts'
import { findingsOf } from '../../shared/model/findings.ts'
import type { AuthorKey, BoardId } from '../../shared/model/ids.ts'
import { mayReadWorkingCopy } from '../../shared/model/roles.ts'
import { authorsOf } from '../boards/authors.ts'
import { isRefused, refused } from '../boards/refused.ts'
import { contentDisposition } from '../exports/fileName.ts'
import { formats, isFormat } from '../exports/formats.ts'
import { startReportWriter } from '../exports/startReportWriter.ts'
import { whoIsHere } from './authenticate.ts'
import { asQuery, describeProblems } from './call.ts'
import type { HttpParts } from './HttpParts.ts'
import { sendProblem } from './problems.ts'

const findingsParams = v.object({ board: v.string(), format: v.string() })
const findingsQuery = v.object({ for: v.optional(v.picklist(audiences), 'everyone') })

/** The report as a file. Everyone on the board may have the published copies, some the working copy. */
export async function findingsRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const writer = startReportWriter()
  app.addHook('onClose', () => writer.close())
  app.route({
    method: 'GET',
    url: '/api/boards/:board/findings.:format',
    schema: description,
    // By browser: writing a long report takes the server's time, and nobody needs thirty a minute.
    config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
    validatorCompiler: () => () => true,
    serializerCompiler: () => (data) => JSON.stringify(data),
    handler: async (request, reply) => {
      const { board, format } = v.parse(findingsParams, request.params)
      const person = await whoIsHere(parts, request.raw, board)
      if (isRefused(person)) return sendProblem(reply, person)
      if (!isFormat(format)) {
        const detail = `The report can be had as ${Object.keys(formats).join(', ')}.`
        return sendProblem(reply, refused('not-found', { detail }))
      }
      const query = v.safeParse(findingsQuery, request.query)
      if (!query.success) {
        return sendProblem(
          reply,
          refused('bad-request', { detail: `for: expected one of ${audiences.join(', ')}` }),
        )
      }
      const audience = query.output.for
      if (audience === 'working' && !mayReadWorkingCopy(person.role))
        return sendProblem(reply, refused('working-copy-only'))

      const authorNames = audience === 'working' ? await namesOnBoard(parts, person.board) : undefined
      const options = { date: dayInBritain(parts.clock()), ...(authorNames ? { authorNames } : {}) }
      const findings = await parts.rooms.read(person.board, (state) => findingsOf(state, audience, options))
      return reply
        .header('content-type', formats[format].mediaType)
        .header('content-disposition', contentDisposition(findings, format))
        .header('content-security-policy', formats[format].contentPolicy)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-store')
        .send(await writer.write(findings, format))
    },
  })
}

const dayInBritain = (timeMs: number): string =>
  // This locale writes a date as ISO 8601 does.
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(new Date(timeMs))

async function namesOnBoard(parts: HttpParts, board: BoardId): Promise<ReadonlyMap<AuthorKey, string>> {
  const authors = Object.entries(await authorsOf(parts, board))
  return new Map(authors.map(([author, { name }]) => [author as AuthorKey, name]))
}

const files: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.values(formats).map(({ mediaType }) => [
    mediaType.replace(/;.*/, ''),
    { schema: { type: 'string', format: 'binary' } },
  ]),
)

const description = {
  summary: 'The findings report as a file',
  params: {
    type: 'object',
    properties: { board: { type: 'string' }, format: { type: 'string', enum: Object.keys(formats) } },
    required: ['board', 'format'],
  },
  querystring: {
    type: 'object',
    properties: {
      ...asQuery.properties,
      for: {
        type: 'string',
        enum: [...audiences],
        default: 'everyone',
        description:
          'Whom the copy is written for. The working copy is for facilitators and council officers.',
      },
    },
  },
  response: {
    200: {
      description: 'The report',
      content: files,
    },
    ...describeProblems([
      'not-here',
      'not-found',
      'bad-request',
      'working-copy-only',
      'too-many-requests',
      'server-fault',
    ]),
  },
}
