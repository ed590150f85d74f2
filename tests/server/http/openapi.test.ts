import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpSide, type HttpSideUnderTest } from '../../support/httpSide.ts'

type Operation = {
  readonly summary?: string
  readonly requestBody?: unknown
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

/** The contract, as other programs rely on it. */
const contract = [
  'POST /api/boards',
  'GET /api/boards',
  'DELETE /api/boards/{board}',
  'POST /api/join',
  'POST /api/boards/{board}/invitation',
  'POST /api/boards/{board}/participants',
  'POST /api/boards/{board}/participants/{participant}',
  'GET /api/boards/{board}/me',
  'GET /api/boards/{board}/authors',
  'GET /api/boards/{board}/snapshot',
  'GET /api/boards/{board}/glance',
  'POST /api/boards/{board}/way-back',
  'POST /api/boards/{board}/way-back/open',
  'GET /api/boards/{board}/invite',
  'POST /api/boards/{board}/invite/renew',
  'POST /api/boards/{board}/notes/{note}/withdraw',
  'POST /api/boards/{board}/notes/{note}/hide',
  'POST /api/boards/{board}/notes/{note}/unhide',
  'POST /api/boards/{board}/notes/{note}/redact',
  'POST /api/boards/{board}/notes/{note}/claim',
  'POST /api/boards/{board}/rounds',
  'PUT /api/boards/{board}/rounds/{round}/ballot',
  'GET /api/boards/{board}/rounds/{round}/ballot',
  'PUT /api/boards/{board}/rounds/{round}/counted/{recommendation}',
  'GET /api/boards/{board}/rounds/{round}/counted',
  'POST /api/boards/{board}/rounds/{round}/roll',
  'POST /api/boards/{board}/rounds/{round}/close',
  'POST /api/boards/{board}/import',
  'DELETE /api/boards/{board}/import/{import}',
  'GET /api/boards/{board}/findings.{format}',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
]

let side: HttpSideUnderTest
let operations: Map<string, Operation>
beforeAll(async () => {
  side = await startHttpSide()
  const reply = await side.browser().call('GET', '/api/openapi.json')
  const { paths } = reply.body as { paths: Record<string, Record<string, Operation>> }
  operations = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
      ),
    ),
  )
})
afterAll(() => side.stop())

describe('the OpenAPI document', () => {
  it('lists every call of the contract', () => {
    for (const call of contract) expect([...operations.keys()]).toContain(call)
  })

  it('lists every route that the server answers under /api', () => {
    const routes = routesOf(side.app.printRoutes({ commonPrefix: false })).filter((route) =>
      / \/api\/(?!openapi)/.test(route),
    )
    expect(routes.length).toBeGreaterThan(20)
    for (const route of routes) expect([...operations.keys()]).toContain(route)
  })

  it('says for each call what it is, what it takes and gives, and which problems it has', () => {
    for (const [call, operation] of operations) {
      expect(operation.summary, call).toBeTruthy()
      expect(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        call,
      ).toBe(true)
      if (call === 'GET /metrics') continue
      expect(JSON.stringify(operation.responses), call).toContain('application/problem+json')
    }
    expect(operations.get('POST /api/boards')?.requestBody).toMatchObject({
      content: { 'application/json': { schema: { required: ['title', 'name'] } } },
    })
  })
})

/** `METHOD /path` of each line of fastify's own tree of routes, with parameters as OpenAPI writes them. */
function routesOf(tree: string): string[] {
  const parents: string[] = []
  return tree.split('\n').flatMap((line) => {
    const match = /^([│ ]*[├└]── )(\S*)(?: \(([A-Z, ]+)\))?/.exec(line)
    if (!match) return []
    const depth = (match[1] ?? '').length / 4
    parents.length = depth - 1
    parents.push(match[2] ?? '')
    const path = parents.join('').replace(/:(\w+)/g, '{$1}')
    return (match[3] ?? '')
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD')
      .map((method) => `${method} ${path}`)
  })
}
