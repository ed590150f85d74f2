import type { BoardId } from '../../shared/model/ids.ts'

/** One call of the HTTP contract, with something that it would take. */
export type ContractCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As OpenAPI writes it: `/api/boards/{board}/me`. */
  readonly path: string
  readonly body?: unknown
}

const id = 'AAAAAAAAAAAAAAAA'
const noCounts = { full: 0, support: 0, accept: 0, concern: 0, block: 0, unsure: 0 }

/** A body for each call that takes JSON; a call that is missing here fails the tests that go through all. */
const bodies: Readonly<Record<string, unknown>> = {
  'POST /api/boards': { title: 'Heathside', name: 'Fay' },
  'POST /api/join': { code: 'AAA-AAA' },
  'POST /api/boards/{board}/invitation': { secret: 'guess' },
  'POST /api/boards/{board}/participants': { secret: 'guess', name: 'Eve' },
  'POST /api/boards/{board}/way-back/open': { secret: 'guess' },
  'POST /api/boards/{board}/participants/{participant}': { do: 'remove' },
  'POST /api/boards/{board}/invite/renew': { what: 'member' },
  'POST /api/boards/{board}/notes/{note}/hide': { why: 'a name in it' },
  'POST /api/boards/{board}/notes/{note}/redact': { passages: [{ field: 'said', start: 0, end: 1 }] },
  'POST /api/boards/{board}/rounds': { recommendations: [id], method: 'support' },
  'PUT /api/boards/{board}/rounds/{round}/ballot': { choices: {} },
  'PUT /api/boards/{board}/rounds/{round}/counted/{recommendation}': { how: 'hands', counts: noCounts },
  'POST /api/boards/{board}/rounds/{round}/roll': { add: id },
  'POST /api/boards/{board}/rounds/{round}/close': {},
}

type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly requestBody?: unknown }>>>>
}

/** Every call that the server's own description lists, so that a new one is not forgotten. */
export function everyCall(openApi: unknown): ContractCall[] {
  return Object.entries((openApi as OpenApi).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([lower, { requestBody }]) => {
      const method = lower.toUpperCase() as ContractCall['method']
      const body = bodies[`${method} ${path}`]
      if (requestBody !== undefined && body === undefined && !path.endsWith('/import'))
        throw new Error(`tests/support/everyCall.ts has no body for ${method} ${path}`)
      return { method, path, ...(body === undefined ? {} : { body }) }
    }),
  )
}

/** The address of a call on a board; whatever else it names is nowhere. */
export const addressOf = ({ path }: ContractCall, board: BoardId): string =>
  path
    .replace('{board}', board)
    .replace('{format}', 'json')
    .replace(/\{\w+\}/g, id)
