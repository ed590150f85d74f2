import fastify, { type FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyedLock } from '../../../server/boards/KeyedLock.ts'
import { formats } from '../../../server/exports/formats.ts'
import { findingsRoutes } from '../../../server/http/findingsRoutes.ts'
import { createGuesses } from '../../../server/http/guesses.ts'
import {
  bringNote,
  join,
  startWithBoard,
  type Browser,
  type HttpSideUnderTest,
  type Made,
} from '../../support/httpSide.ts'

let side: HttpSideUnderTest
let app: FastifyInstance
let facilitator: Browser
let board: Made

beforeEach(async () => {
  ;({ side, facilitator, board } = await startWithBoard())
  app = fastify()
  await findingsRoutes(app, {
    storage: side.storage,
    rooms: side.rooms,
    serverKey: new Uint8Array(32),
    clock: () => side.clock.nowMs,
    roundLock: new KeyedLock(),
    finishRounds: () => undefined,
    config: { host: '127.0.0.1', port: 8080, publicUrl: undefined },
    log: pino({ level: 'silent' }),
    metrics: new Registry(),
    guesses: createGuesses(() => side.clock.nowMs),
  })
  await bringNote(side, board.id, board.participant.authorKey, {
    said: 'Nobody asked me.',
    impression: 'She was cross.',
    quote: 'no',
  })
})
afterEach(async () => {
  await app.close()
  await side.stop()
})

const get = (browser: Browser, rest: string) =>
  app.inject({
    method: 'GET',
    url: `/api/boards/${board.id}/findings.${rest}`,
    headers: { cookie: browser.cookie() ?? '' },
  })

describe('the report as a file', () => {
  it('is to be had in each format by a guest, as a download that no browser runs', async () => {
    const guest = side.browser()
    await join(guest, board, 'observer', 'Gil')
    const types = [
      ['docx', 'wordprocessingml'],
      ['html', 'text/html'],
      ['md', 'text/markdown'],
      ['csv', 'text/csv'],
      ['json', 'application/json'],
    ]
    expect(types.map(([format]) => format)).toEqual(Object.keys(formats))
    for (const [format, type] of types) {
      const reply = await get(guest, `${format}?for=committee`)
      expect([reply.statusCode, reply.headers['content-type']]).toEqual([
        200,
        expect.stringContaining(type ?? ''),
      ])
      expect(reply.headers['content-disposition']).toBe(
        `attachment; filename="Heathside-findings-committee-2026-11-23.${format}"; filename*=UTF-8''Heathside-findings-committee-2026-11-23.${format}`,
      )
      expect(reply.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/)
      expect(reply.body).not.toMatch(/Nobody asked me|She was cross/)
    }
  })

  it('is the working copy, with names, for facilitators and officers alone', async () => {
    const [member, officer] = [side.browser(), side.browser()]
    await join(member, board, 'member', 'Mo')
    await join(officer, board, 'officer', 'Ola')
    const refusal = await get(member, 'json?for=working')
    expect([refusal.statusCode, refusal.json<{ code: string }>().code]).toEqual([403, 'working-copy-only'])
    for (const browser of [facilitator, officer]) {
      const copy = (await get(browser, 'json?for=working')).json<{
        notice: string
        working: { notes: unknown[] }
      }>()
      expect(copy.notice).toBe('Working copy, not for publication')
      expect(copy.working.notes).toMatchObject([
        { said: 'Nobody asked me.', impression: 'She was cross.', author: 'Fay' },
      ])
    }
  })

  it('names the formats there are when asked for another', async () => {
    for (const format of ['pdf', 'xlsx', 'constructor']) {
      const reply = await get(facilitator, format)
      expect(reply.statusCode).toBe(404)
      expect(reply.headers['content-type']).toContain('application/problem+json')
      expect(reply.json<{ detail: string }>().detail).toBe(
        'The report can be had as docx, html, md, csv, json.',
      )
    }
  })

  it('is refused to a browser that is not on the board, and for an audience there is not', async () => {
    expect((await get(side.browser(), 'html')).statusCode).toBe(404)
    expect((await get(facilitator, 'html?for=mayor')).statusCode).toBe(400)
  })
})
