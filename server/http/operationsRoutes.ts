import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Histogram } from 'prom-client'
import * as v from 'valibot'
import { refused } from '../boards/refused.ts'
import { addCall, describeProblems } from './call.ts'
import type { HttpParts } from './HttpParts.ts'
import { isOwnAddress } from './origin.ts'
import { sendProblem, storeFailingProblem } from './problems.ts'

/** Health, readiness and metrics, for whoever runs the server. */
export async function operationsRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const { metrics, storage, log } = parts
  // How late the event loop is, asked ten times a second: by default it is a hundred times, and an idle server never rests.
  collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: 100 })
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [metrics],
  })

  // Counts and logs by the route's pattern: addresses hold ids, bodies hold words, and neither is anyone's business here.
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const { method } = request
    const status = reply.statusCode
    seconds.observe({ method, route, status }, reply.elapsedTime / 1000)
    log.debug({ method, route, status, ms: Math.round(reply.elapsedTime) }, 'request')
  })

  const state = v.object({ status: v.literal('ok') })
  addCall(app, {
    method: 'GET',
    url: '/healthz',
    summary: 'Whether the process runs',
    answer: state,
    handle: async () => ({ status: 'ok' as const }),
  })

  addCall(app, {
    method: 'GET',
    url: '/readyz',
    summary: 'Whether the server can store what it is given',
    answer: state,
    refuses: ['store-failing'],
    handle: async () => {
      try {
        await storage.check()
        return { status: 'ok' as const }
      } catch (error) {
        // Told in a sentence when it began; people who wait for it ask every few seconds.
        log.debug({ err: error }, 'the store cannot write')
        return storeFailingProblem(error)
      }
    },
  })

  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Figures for Prometheus, on the machine itself; counts only, no words and no names',
        response: {
          ...describeProblems(['not-found']),
          200: { description: 'Prometheus text', content: { 'text/plain': { schema: { type: 'string' } } } },
        },
      },
      serializerCompiler: () => (data) => String(data),
    },
    async (request, reply) => {
      // How busy a board is while it votes is nobody's business who is merely on the same network.
      if (!isOwnAddress(request.ip)) {
        const detail = 'Figures are given to programs on the machine that runs the server.'
        return sendProblem(reply, refused('not-found', { detail }))
      }
      return reply.type(metrics.contentType).send(await metrics.metrics())
    },
  )
}
