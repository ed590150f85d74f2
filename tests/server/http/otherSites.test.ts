import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressOf, everyCall, type ContractCall } from '../../support/everyCall.ts'
import {
  refusalOf,
  startHttpSide,
  startWithBoard,
  type Browser,
  type HttpSideUnderTest,
  type Made,
} from '../../support/httpSide.ts'

/*
 * What a page of another site, opened in the same browser, can make that browser do here. The worst case is
 * taken throughout: the browser sends its cookie along, although SameSite=Strict says that it should not.
 */

let side: HttpSideUnderTest
let facilitator: Browser
let board: Made
let calls: ContractCall[]
beforeEach(async () => {
  ;({ side, facilitator, board } = await startWithBoard())
  calls = everyCall((await facilitator.call('GET', '/api/openapi.json')).body)
})
afterEach(() => side.stop())

const send = ({ method, body }: ContractCall, url: string, headers: Record<string, string>) =>
  facilitator.call(method, url, body, headers)
/** Health is told to anyone; everything else is a call. */
const guarded = () => calls.filter(({ path }) => !/^\/(health|ready)z$/.test(path))
const untouched = async () => {
  expect((await facilitator.call('GET', `/api/boards/${board.id}/me`)).status).toBe(200)
  expect((await facilitator.call('GET', `/api/boards/${board.id}/invite`)).body).toMatchObject({
    links: board.links,
  })
}

describe('a page of another site', () => {
  it('can make no call at all, whatever the call and however the page names itself', async () => {
    expect(calls.length).toBeGreaterThan(30)
    for (const call of guarded()) {
      const url = addressOf(call, board.id)
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'http://127.0.0.1:3000' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const reply = await send(call, url, headers)
        expect(refusalOf(reply), `${call.method} ${url} ${JSON.stringify(headers)}`).toEqual({
          status: 403,
          code: 'wrong-origin',
        })
        expect(reply.headers['access-control-allow-origin']).toBeUndefined()
      }
    }
    await untouched()
  })

  it('gets no leave to ask: a preflight is refused', async () => {
    const reply = await facilitator.call('OPTIONS', `/api/boards/${board.id}`, undefined, {
      origin: 'https://evil.example',
      'access-control-request-method': 'DELETE',
    })
    expect(reply.status).toBe(403)
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('gets nowhere with a form, which needs no leave, even when it hides where it is', async () => {
    const forms = [
      ['text/plain', JSON.stringify({ do: 'remove', title: 'T', name: 'N', secret: 'x', code: 'AAA-AAA' })],
      ['application/x-www-form-urlencoded', 'do=remove&title=T&name=N&secret=x'],
      [
        'multipart/form-data; boundary=b',
        '--b\r\ncontent-disposition: form-data; name="do"\r\n\r\nremove\r\n--b--\r\n',
      ],
    ] as const
    const taking = calls.filter(({ body, method }) => body !== undefined && method !== 'GET')
    expect(taking.length).toBeGreaterThan(12)
    for (const call of taking) {
      for (const [type, words] of forms) {
        const url = addressOf(call, board.id)
        const reply = await facilitator.call('POST', url, words, { 'content-type': type })
        const expected =
          call.method === 'POST' ? { status: 415, code: 'json-only' } : { status: 404, code: 'not-found' }
        expect(refusalOf(reply), `${url} as ${type}`).toEqual(expected)
      }
    }
    await untouched()
  })

  it('that was given a name pointing at this machine is still another site', async () => {
    const rebound = { host: 'evil.example:8080', origin: 'http://evil.example:8080' }
    for (const call of guarded()) {
      const url = addressOf(call, board.id)
      expect((await send(call, url, rebound)).status, url).toBe(403)
      // What a page reads from its own name goes without an Origin: there the name alone gives it away.
      if (call.method === 'GET') expect((await send(call, url, { host: rebound.host })).status, url).toBe(403)
    }
    await untouched()
  })

  it('can be shown the start page under any name, for that holds nothing', async () => {
    for (const path of ['/healthz', '/readyz'])
      expect((await facilitator.call('GET', path, undefined, { host: 'app:8080' })).status).toBe(200)
  })
})

describe('behind a proxy, with a public address', () => {
  it('takes any Host, since the proxy writes it, and that one Origin', async () => {
    await side.stop()
    side = await startHttpSide({ publicUrl: 'https://board.example' })
    const browser = side.browser()
    const body = { title: 'T', name: 'N' }
    const from = (origin: string) =>
      browser.call('POST', '/api/boards', body, { host: 'backend:8080', origin })
    expect((await from('https://board.example')).status).toBe(201)
    for (const origin of ['http://board.example', 'https://board.example.evil', 'http://backend:8080'])
      expect((await from(origin)).status).toBe(403)
    expect((await browser.call('GET', '/api/boards', undefined, { host: 'backend:8080' })).status).toBe(200)
  })
})
