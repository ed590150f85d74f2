import { toJsonSchema } from '@valibot/to-json-schema'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import * as v from 'valibot'
import type { ProblemCode } from '../../shared/protocol/api.ts'
import { problem } from '../../shared/protocol/problem.ts'
import { boardId } from '../../shared/model/ids.ts'
import { mayWrite, type Role } from '../../shared/model/roles.ts'
import type { PersonHere } from '../boards/BoardParts.ts'
import { isRefused, refused, type Refused } from '../boards/refused.ts'
import { whoIsHere } from './authenticate.ts'
import type { HttpParts } from './HttpParts.ts'
import { problems, sendProblem } from './problems.ts'

/*
 * How every JSON call is declared: once, with its schemas. The same declaration parses what comes in, types the
 * handler, and describes the call in the OpenAPI document, so that the three cannot drift.
 */

type Entries = v.GenericSchema<unknown, Readonly<Record<string, unknown>>>
type None = undefined
type Parsed<S extends v.GenericSchema | None> = S extends v.GenericSchema ? v.InferOutput<S> : None

type Call<P extends Entries | None, B extends v.GenericSchema | None, A extends v.GenericSchema | None> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly summary: string
  readonly params?: P
  readonly body?: B
  /** Without an answer the call gives 204. */
  readonly answer?: A
  readonly status?: 200 | 201
  /** The refusals particular to this call, for its description. */
  readonly refuses?: readonly ProblemCode[]
}

type Input<P extends Entries | None, B extends v.GenericSchema | None> = {
  readonly params: Parsed<P>
  readonly body: Parsed<B>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}
type Given<A extends v.GenericSchema | None> = A extends v.GenericSchema ? v.InferInput<A> : void

/** Declares a call that anyone may make. */
export function addCall<
  P extends Entries | None = None,
  B extends v.GenericSchema | None = None,
  A extends v.GenericSchema | None = None,
>(
  app: FastifyInstance,
  call: Call<P, B, A> & { readonly handle: (input: Input<P, B>) => Promise<Given<A> | Refused> },
): void {
  app.route({
    method: call.method,
    url: call.url,
    schema: describe(call),
    // Input is parsed below, by the schemas that the model and the client use too.
    validatorCompiler: () => () => true,
    serializerCompiler: () => (data) => JSON.stringify(data),
    handler: async (request, reply) => {
      const params = v.safeParse(call.params ?? v.unknown(), request.params)
      if (!params.success) return sendProblem(reply, refused('not-found'))
      const body = v.safeParse(call.body ?? v.unknown(), request.body)
      if (!body.success)
        return sendProblem(reply, refused('bad-request', { detail: describeIssue(body.issues[0]) }))
      const answer = await call.handle({
        params: params.output as Parsed<P>,
        body: body.output as Parsed<B>,
        request,
        reply,
      })
      if (isRefused(answer)) return sendProblem(reply, answer)
      if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
      if (!call.answer) return reply.code(204).send()
      return reply.code(call.status ?? 200).send(answer)
    },
  })
}

/** Declares a call that only people on the board may make; `only` narrows it to some roles. */
export function addBoardCall<
  P extends Entries | None = None,
  B extends v.GenericSchema | None = None,
  A extends v.GenericSchema | None = None,
>(
  app: FastifyInstance,
  parts: HttpParts,
  call: Call<P, B, A> & {
    readonly only?: 'facilitators' | 'writers'
    readonly handle: (input: Input<P, B> & { readonly person: PersonHere }) => Promise<Given<A> | Refused>
  },
): void {
  const { only, handle, ...rest } = call
  addCall<P, B, A>(app, {
    ...(rest as Call<P, B, A>),
    refuses: ['not-here', ...(only ? [refusalOf[only]] : []), ...(call.refuses ?? [])],
    handle: async (input) => {
      const person = await whoIsHere(parts, input.request.raw, boardParam(input.request))
      if (isRefused(person)) return person
      if (only && !allows(only, person.role)) return refused(refusalOf[only])
      return handle({ ...input, person })
    },
  })
}

/** The path's parameters of a call about one board, and what else they hold. */
export const boardParams = v.object({ board: boardId })

const refusalOf = { facilitators: 'facilitators-only', writers: 'reads-only' } as const

function allows(only: 'facilitators' | 'writers', role: Role): boolean {
  return only === 'facilitators' ? role === 'facilitator' : mayWrite(role)
}

function boardParam(request: FastifyRequest): string {
  const { board } = request.params as { board?: unknown }
  return typeof board === 'string' ? board : ''
}

/** Where the first fault lies and what was expected there; not what came, which may be someone's words. */
function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return `${path ?? 'The body'}: expected ${issue.expected ?? issue.type.replaceAll('_', ' ')}`
}

/** A valibot schema as JSON Schema. Trimming has no JSON Schema, and is left out. */
export function jsonSchemaOf(schema: v.GenericSchema): Record<string, unknown> {
  const json: Record<string, unknown> = { ...toJsonSchema(schema, { errorMode: 'ignore' }) }
  delete json['$schema'] // OpenAPI names the dialect once, for the whole document
  return json
}

/** How problems stand in the OpenAPI description of a call, one entry a status. */
export function describeProblems(codes: readonly ProblemCode[]): Record<string, unknown> {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes)
    byStatus.set(problems[code].status, [...(byStatus.get(problems[code].status) ?? []), code])
  return Object.fromEntries(
    [...byStatus].map(([status, named]) => [
      status,
      {
        description: named.map((code) => `${code}: ${problems[code].title}`).join('\n\n'),
        content: { 'application/problem+json': { schema: jsonSchemaOf(problem) } },
      },
    ]),
  )
}

function describe(call: Call<Entries | None, v.GenericSchema | None, v.GenericSchema | None>): FastifySchema {
  const isAboutBoard = call.url.includes('/boards/:board')
  const codes: ProblemCode[] = [
    ...(call.body ? (['bad-request', 'bad-json', 'json-only'] as const) : []),
    ...(call.method === 'GET' ? [] : (['wrong-origin'] as const)),
    ...(call.refuses ?? []),
    'server-fault',
  ]
  const success = call.answer
    ? {
        [call.status ?? 200]: {
          description: 'Done',
          content: { 'application/json': { schema: jsonSchemaOf(call.answer) } },
        },
      }
    : { 204: { description: 'Done', type: 'null' } }
  return {
    summary: call.summary,
    ...(call.params ? { params: jsonSchemaOf(call.params) } : {}),
    ...(call.body ? { body: jsonSchemaOf(call.body) } : {}),
    ...(isAboutBoard ? { querystring: asQuery } : {}),
    response: { ...success, ...describeProblems(codes) },
  }
}

/** `?as=`, on every call about a board. */
export const asQuery = {
  type: 'object',
  properties: {
    as: {
      type: 'string',
      description:
        'The participant to act as, when this browser holds several people on the board. Without it, the one used last.',
    },
  },
} as const
