import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBoardBody } from '../../../shared/protocol/api.ts'
import { makeBoard, refusalOf, startHttpSide, type HttpSideUnderTest } from '../../support/httpSide.ts'
import { until } from '../../support/httpBrowser.ts'

/* What a program that means harm sends over a plain connection, and what it costs. */

let side: HttpSideUnderTest
let port: number
const sockets: Socket[] = []
beforeEach(async () => {
  side = await startHttpSide({}, undefined, { waits: { headersMs: 400, jsonMs: 400, stalledMs: 60_000 } })
  await side.app.listen({ port: 0, host: '127.0.0.1' })
  port = (side.app.server.address() as { port: number }).port
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await side.stop()
})

/** Sends these bytes. @returns what came back, and whether the server has hung up */
function raw(bytes: string | Buffer) {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  const heard = { text: '', isOver: false, write: (more: string) => socket.write(more) }
  socket.on('data', (chunk: Buffer) => (heard.text += chunk.toString('latin1')))
  socket.on('close', () => (heard.isOver = true))
  socket.on('error', () => undefined) // the server may hang up while we write
  socket.write(bytes)
  return heard
}
const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1])
async function answered(bytes: string | Buffer): Promise<number> {
  const heard = raw(bytes)
  await until(() => heard.isOver || /\r\n\r\n/.test(heard.text))
  return statusOf(heard.text)
}
const stillServes = async () => {
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
}
const post = (headers: string, body = '') =>
  `POST /api/boards HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${headers}\r\n${body}`

describe('a client that dawdles', () => {
  it.each([
    ['a request', 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
    [
      'a socket’s upgrade',
      'GET /sync/AAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n',
    ],
  ])('over the headers of %s is told so and hung up on', async (_, head) => {
    const heard = raw(head)
    const drip = setInterval(() => heard.write('X-Slow: 1\r\n'), 100)
    await until(() => heard.isOver)
    clearInterval(drip)
    expect(statusOf(heard.text)).toBe(408)
    expect(heard.text).toContain('application/problem+json')
  })

  it('over the JSON of a call is hung up on, however steadily it drips', async () => {
    const heard = raw(post('Content-Length: 60000\r\n', '{"title":"'))
    const drip = setInterval(() => heard.write('x'), 50)
    await until(() => heard.isOver)
    clearInterval(drip)
    await stillServes()
  })

  it('by the hundred keeps nobody else waiting', async () => {
    const dawdlers = Array.from({ length: 200 }, () => raw('GET /healthz HTTP/1.1\r\nHost: 127'))
    await stillServes()
    await until(() => dawdlers.every(({ isOver }) => isOver))
  })
})

describe('a call that brings nothing', () => {
  it.each(['GET', 'POST'] as const)('may take the server as long as it needs: %s', async (method) => {
    const browser = side.browser()
    const board = await makeBoard(browser)
    const { storage } = side
    const seats = storage.seats.bind(storage)
    storage.seats = async (...given) => {
      await new Promise((resolve) => setTimeout(resolve, 700)) // longer than JSON may take to arrive
      return seats(...given)
    }
    const rest = method === 'GET' ? 'me' : 'way-back'
    const url = `http://127.0.0.1:${port}/api/boards/${board.id}/${rest}`
    expect((await fetch(url, { method, headers: { cookie: browser.cookie() ?? '' } })).status).toBe(200)
  })
})

describe('a request that is not what it says', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no host', 'GET /api/boards HTTP/1.1\r\n\r\n', 400],
    [
      'headers of 64 KB',
      `GET /api/boards HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`,
      431,
    ],
    [
      'a cookie of 64 KB',
      `GET /api/boards HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ct=${'x'.repeat(65_536)}\r\n\r\n`,
      431,
    ],
    ['two lengths', post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}'), 400],
    [
      'a length and chunks, as smugglers send',
      post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
      400,
    ],
    ['a length that is no number', post('Content-Length: many\r\n', '{}'), 400],
    ['a length below nothing', post('Content-Length: -1\r\n', '{}'), 400],
    ['a length of a terabyte', post('Content-Length: 1099511627776\r\n', '{}'), 413],
    ['chunks that are none', post('Transfer-Encoding: chunked\r\n', 'zz\r\n\r\n'), 400],
    ['a blank within a header name', 'GET /api/boards HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n', 400],
    ['a method that nobody knows', 'BREW /api/boards HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', 400],
    ['an address with half an escape', 'GET /api/boards/%E0%A4%A HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', 400],
    ['a host that is none', 'GET /api/boards HTTP/1.1\r\nHost: ][\r\n\r\n', 403],
  ])('%s', async (_, bytes, status) => {
    expect(await answered(bytes)).toBe(status)
    await stillServes()
  })

  it('packed in gzip is not unpacked: a small bomb stays small', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '))
    const head = post(`Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n`)
    expect(await answered(Buffer.concat([Buffer.from(head), bomb]))).toBe(400)
    await stillServes()
  })
})

describe('JSON that is meant to hurt', () => {
  const send = (body: string) => side.browser().call('POST', '/api/boards', body)

  it('larger than any call needs is refused with a problem', async () => {
    const reply = await send(JSON.stringify({ title: 'x'.repeat(300_000), name: 'N' }))
    expect(refusalOf(reply)).toEqual({ status: 413, code: 'too-large' })
  })

  it('the largest ballot that there can be is not larger', () => {
    const reasons = 50 * (JSON.stringify('\u0001'.repeat(500)).length + 24)
    expect(reasons).toBeLessThan(256 * 1024)
  })

  it('nested as deep as fits is refused at once, and no stack runs over', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const depth = Math.floor(250_000 / (open.length + close.length))
      const startedMs = performance.now()
      const reply = await send(open.repeat(depth) + '1' + close.repeat(depth))
      expect(reply.status).toBe(400)
      expect((await send(`{"title":${'['.repeat(100_000)}`)).status).toBe(400)
      expect(performance.now() - startedMs).toBeLessThan(2_000)
    }
  })

  it.each(['__proto__', 'constructor'])('with the key %s changes no prototype', async (key) => {
    const poison = key === '__proto__' ? { polluted: 1 } : { prototype: { polluted: 1 } }
    const body = `{"title":"T","name":"N","${key}":${JSON.stringify(poison)}}`
    expect(refusalOf(await send(body))).toEqual({ status: 400, code: 'bad-json' })
    expect((await send(`{"title":"T","name":"N","\\u005f_proto__":{"polluted":1}}`)).status).toBe(400)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('with keys nobody asked for is taken without them', async () => {
    const browser = side.browser()
    expect(
      (await browser.call('POST', '/api/boards', { title: 'T', name: 'N', role: 'x', id: 'y' })).status,
    ).toBe(201)
    expect(Object.keys(createBoardBody.entries)).not.toContain('role')
  })

  it('of a string where a thing is asked for, and the like, is refused and never a fault', async () => {
    for (const body of [
      'null',
      '0',
      '""',
      '[]',
      '"x"',
      'true',
      '{"title":null,"name":{}}',
      '{"title":"T","name":"\\ud800"}',
    ]) {
      const { status } = await send(body)
      expect(status, body).toBeLessThan(500)
    }
  })
})

describe('reading', () => {
  it('may ask for the headers alone, and gets what reading would', async () => {
    const browser = side.browser()
    const board = await makeBoard(browser)
    for (const url of [
      '/',
      '/healthz',
      '/api/boards',
      `/api/boards/${board.id}/me`,
      `/api/boards/${board.id}/snapshot`,
      `/api/boards/${board.id}/glance`,
    ]) {
      const [head, full] = [await browser.call('HEAD', url), await browser.call('GET', url)]
      expect(head.status, url).toBe(full.status)
      expect(head.bytes.length).toBe(0)
      expect(head.headers['content-security-policy']).toBe(full.headers['content-security-policy'])
    }
    expect((await side.browser().call('HEAD', `/api/boards/${board.id}/snapshot`)).status).toBe(404)
  })

  it('changes nothing of the board', async () => {
    const browser = side.browser()
    const board = await makeBoard(browser)
    const tag = async () => (await browser.call('GET', `/api/boards/${board.id}/snapshot`)).headers['etag']
    const before = await tag()
    for (const rest of [
      'me',
      'authors',
      'snapshot',
      'glance',
      'invite',
      'findings.html',
      'rounds/AAAAAAAAAAAAAAAA/ballot',
      '../..',
      'close',
    ])
      await browser.call('GET', `/api/boards/${board.id}/${rest}`)
    expect(await tag()).toBe(before)
  })
})
