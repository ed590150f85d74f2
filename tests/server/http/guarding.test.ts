import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { insertedStyles } from '../../../server/http/securityHeaders.ts'
import { isRightOrigin } from '../../../server/http/origin.ts'
import { problemCodes } from '../../../shared/protocol/api.ts'
import { problems } from '../../../server/http/problems.ts'
import {
  join,
  makeBoard,
  refusalOf,
  secretOf,
  startHttpSide,
  type HttpSideUnderTest,
} from '../../support/httpSide.ts'

let side: HttpSideUnderTest | undefined
afterEach(async () => {
  await side?.stop()
  side = undefined
})

describe('where a request may come from', () => {
  const ownAddress = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

  it.each([
    ['no browser at all', { host: '127.0.0.1:8080' }, undefined, true],
    ['the page at loopback', { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }, undefined, true],
    ['the page at localhost', { origin: 'http://localhost:8080', host: 'localhost:8080' }, undefined, true],
    ['loopback in IPv6', { origin: 'http://[::1]:8080', host: '[::1]:8080' }, undefined, true],
    ['another site', { origin: 'https://evil.example', host: '127.0.0.1:8080' }, undefined, false],
    [
      'another port of this machine',
      { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:8080' },
      undefined,
      false,
    ],
    [
      'a name that someone else points at this machine',
      { origin: 'http://evil.example:8080', host: 'evil.example:8080' },
      undefined,
      false,
    ],
    [
      'an address that is not this machine’s',
      { origin: 'http://192.0.2.7:8080', host: '192.0.2.7:8080' },
      undefined,
      false,
    ],
    ['a sandboxed frame', { origin: 'null', host: '127.0.0.1:8080' }, undefined, false],
    [
      'the public address',
      { origin: 'https://board.example', host: 'backend:8080' },
      'https://board.example',
      true,
    ],
    [
      'loopback where there is a public address',
      { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' },
      'https://board.example',
      false,
    ],
  ])('%s', (_, headers, publicUrl, isRight) => {
    expect(isRightOrigin(headers, publicUrl)).toBe(isRight)
  })

  it.runIf(ownAddress !== undefined)('the page at this machine’s address on a hall’s network', () => {
    expect(
      isRightOrigin({ origin: `http://${ownAddress}:8080`, host: `${ownAddress}:8080` }, undefined),
    ).toBe(true)
  })
})

describe('a call that changes something', () => {
  it('is refused from another site, before anything happens', async () => {
    side = await startHttpSide()
    const browser = side.browser()
    const board = await makeBoard(browser)
    const reply = await browser.call('DELETE', `/api/boards/${board.id}`, undefined, {
      origin: 'https://evil.example',
    })
    expect(refusalOf(reply)).toEqual({ status: 403, code: 'wrong-origin' })
    expect((await browser.call('GET', `/api/boards/${board.id}/me`)).status).toBe(200)
  })

  it('takes JSON and nothing that a form could send', async () => {
    side = await startHttpSide()
    const words = JSON.stringify({ title: 'T', name: 'N' })
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const reply = await side.browser().call('POST', '/api/boards', words, { 'content-type': type })
      expect(refusalOf(reply)).toEqual({ status: 415, code: 'json-only' })
    }
    const broken = await side.browser().call('POST', '/api/boards', '{"title":')
    expect(refusalOf(broken)).toEqual({ status: 400, code: 'bad-json' })
    const poisoned = await side
      .browser()
      .call('POST', '/api/boards', '{"title":"T","name":"N","__proto__":{"x":1}}')
    expect(poisoned.status).toBe(400)
  })
})

describe('a socket', () => {
  const upgrade = (url: string, headers: Record<string, string>) =>
    ({ url, headers }) as unknown as IncomingMessage

  it('opens for the person of this browser, from the board’s own page', async () => {
    side = await startHttpSide()
    const browser = side.browser()
    const board = await makeBoard(browser)
    side.clock.nowMs += 1000
    const ana = await join(browser, board, 'member', 'Ana')
    const headers = { cookie: browser.cookie() ?? '', host: '127.0.0.1:8080' }
    const open = (url: string, more: Record<string, string> = {}) =>
      side!.authenticateSocket(upgrade(url, { ...headers, ...more }), board.id)
    expect(await open(`/sync/${board.id}?as=${ana.id}&v=1`)).toEqual({
      participant: ana.id,
      author: ana.authorKey,
    })
    expect(await open(`/sync/${board.id}`, { origin: 'http://127.0.0.1:8080' })).toMatchObject({
      participant: ana.id,
    })
    expect(await open(`/sync/${board.id}`, { origin: 'https://evil.example' })).toEqual({ refuse: 403 })
    expect(await open(`/sync/${board.id}`, { cookie: 'ct=guess' })).toEqual({ refuse: 404 })
    expect(await open(`/sync/${board.id}?as=somebodyelse`)).toEqual({ refuse: 404 })
  })
})

describe('what every answer says to the browser', () => {
  it('allows scripts of our own only, and over plain http demands no https', async () => {
    side = await startHttpSide()
    const { headers } = await side.browser().call('GET', '/healthz')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe-inline')
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  it('keeps to https, and marks the cookie so, where that is the public address', async () => {
    side = await startHttpSide({ publicUrl: 'https://board.example' })
    const reply = await side
      .browser()
      .call('POST', '/api/boards', { title: 'T', name: 'N' }, { origin: 'https://board.example' })
    expect(reply.headers['strict-transport-security']).toBeDefined()
    expect(String(reply.headers['set-cookie'])).toContain('Secure')
    expect((reply.body as { links: { member: string } }).links.member).toMatch(
      /^https:\/\/board\.example\/b\//,
    )
  })

  it('allows the style elements of the library as they are in its source', () => {
    const source = (path: string) => readFileSync(`node_modules/react-aria/dist/private/${path}.mjs`, 'utf8')
    const inserted = [
      [source('interactions/usePress'), 'data-react-aria-pressable'],
      [source('overlays/usePreventScroll'), undefined],
    ].map(([text, attribute]) => {
      const template = /style\.textContent = `([^`]*)`\.trim\(\)/.exec(text ?? '')?.[1] ?? ''
      return template.replace(/\$\{[^}]*\}/, attribute ?? '').trim()
    })
    expect(inserted).toEqual([...insertedStyles])
  })
})

describe('problems', () => {
  it('have a status and a sentence each', () => {
    for (const code of problemCodes) {
      expect(problems[code].status).toBeGreaterThanOrEqual(400)
      expect(problems[code].title).toMatch(/[.]$/)
    }
  })

  it('of our own making are logged by place, and answered without a word of what was sent', async () => {
    side = await startHttpSide()
    const browser = side.browser()
    const board = await makeBoard(browser)
    side.rooms.snapshot = () => Promise.reject(new Error('Ana said that the bus is late'))
    const reply = await browser.call('GET', `/api/boards/${board.id}/snapshot`)
    expect(refusalOf(reply)).toEqual({ status: 500, code: 'server-fault' })
    expect(reply.bytes.toString()).not.toContain('Ana')
  })

  it('are given for addresses where nothing is, also under /api', async () => {
    side = await startHttpSide()
    expect(refusalOf(await side.browser().call('GET', '/api/nothing'))).toEqual({
      status: 404,
      code: 'not-found',
    })
    expect(refusalOf(await side.browser().call('GET', '/api/boards/short/me'))).toEqual({
      status: 404,
      code: 'not-found',
    })
  })
})

describe('operations', () => {
  it('says whether the server runs and can store, and gives figures without words', async () => {
    side = await startHttpSide()
    const browser = side.browser()
    const board = await makeBoard(browser, 'Fenella')
    expect((await browser.call('GET', '/healthz')).body).toEqual({ status: 'ok' })
    expect((await browser.call('GET', '/readyz')).body).toEqual({ status: 'ok' })
    const figures = String((await browser.call('GET', '/metrics')).body)
    expect(figures).toContain('route="/api/boards"')
    for (const word of ['Fenella', 'Heathside', board.id, secretOf(board.links.member)])
      expect(figures).not.toContain(word)
    side.storage.check = () => Promise.reject(new Error('disk full'))
    expect(refusalOf(await browser.call('GET', '/readyz'))).toEqual({ status: 503, code: 'store-failing' })
  })
})
