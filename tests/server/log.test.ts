import { readdirSync, readFileSync } from 'node:fs'
import type { FastifyBaseLogger } from 'fastify'
import * as v from 'valibot'
import { afterEach, describe, expect, it } from 'vitest'
import { createLog } from '../../server/log.ts'
import type { RoundId } from '../../shared/model/ids.ts'
import { addressOf, everyCall } from '../support/everyCall.ts'
import {
  bringNote,
  join,
  makeBoard,
  recommend,
  secretOf,
  startHttpSide,
  type HttpSideUnderTest,
} from '../support/httpSide.ts'

/** A log at its most talkative, and all that it has written. */
function listen() {
  let text = ''
  const log = createLog('trace', { write: (line: string) => void (text += line) })
  const lines = () =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { log, text: () => text, lines }
}

/** Whatever a person wrote is this, so that one search finds it. */
const WORDS = 'Xanthippe said that the bus is late'

describe('what an error leaves in the log', () => {
  it('is its kind, its code and where it was thrown, and not its message, which may quote anything', () => {
    const { log, text, lines } = listen()
    const cause = Object.assign(new RangeError(WORDS), { code: 'SQLITE_FULL', row: WORDS })
    log.error({ err: new Error(WORDS, { cause }) }, 'a call failed')
    expect(text()).not.toContain('Xanthippe')
    expect(lines()[0]).toMatchObject({
      msg: 'a call failed',
      err: {
        name: 'Error',
        at: expect.arrayContaining([expect.stringContaining('log.test.ts')]) as string[],
        cause: { name: 'RangeError', code: 'SQLITE_FULL' },
      },
    })
  })

  it.each<[string, (log: FastifyBaseLogger, error: Error) => void]>([
    ['an error by itself', (log, error) => log.error(error)],
    ['an error without a sentence', (log, error) => log.error({ err: error })],
    [
      'an error whose message is handed over as the sentence',
      (log, error) => log.error({ err: error }, error.message),
    ],
    [
      'an error with its message within the sentence',
      (log, error) => log.error(error, `It failed: ${error.message}`),
    ],
    ['a child of the log', (log, error) => log.child({ reqId: 'req-1' }).warn({ err: error }, 'failed')],
    [
      'a request and an answer',
      (log, error) => log.warn({ req: { url: WORDS }, res: { body: WORDS }, err: error }, 'failed'),
    ],
    ['something thrown that is no error', (log, error) => log.warn({ err: error.message }, 'failed')],
    [
      'a field that nobody has thought about',
      (log, error) => log.info({ note: error.message, board: error.message }, 'x'),
    ],
  ])('holds no words for %s', (_, write) => {
    const { log, text, lines } = listen()
    write(log, new TypeError(WORDS))
    expect(lines()).toHaveLength(1)
    expect(text()).not.toContain('Xanthippe')
  })

  it('holds no words where a message is made to look like a stack', () => {
    const { log, text } = listen()
    log.error(
      { err: new Error(`one\n    at Xanthippe (/home/x.ts:1:1)\n    at Xanthippe the bus`) },
      'failed',
    )
    const edited = new Error('one')
    edited.message = 'two'
    edited.stack = `Error: one\n    at Xanthippe said (the bus)\n    at the bus is late`
    log.error({ err: edited }, 'failed')
    expect(text()).not.toContain('Xanthippe')
  })

  it('holds nothing of what a parser found', () => {
    const { log, text } = listen()
    const schema = v.object({ said: v.literal('nothing') })
    for (const parse of [() => v.parse(schema, { said: WORDS }), () => JSON.parse(WORDS) as unknown]) {
      try {
        parse()
        expect.unreachable()
      } catch (error) {
        log.error({ err: error }, 'failed')
      }
    }
    expect(text()).not.toMatch(/Xanthippe|Xanthi/)
  })

  it('names fields that it left out, so that whoever looks for them knows', () => {
    const { log, lines } = listen()
    log.info({ status: 200, board: 'AAAAAAAAAAAAAAAA', note: WORDS }, 'request')
    expect(lines()[0]).toMatchObject({ status: 200, board: 'AAAAAAAAAAAAAAAA', leftOut: ['note'] })
  })
})

describe('the lines that the server writes', () => {
  it('are each a constant: no sentence is put together from what came in', () => {
    const files = readdirSync('server', { recursive: true, encoding: 'utf8' }).filter((f) =>
      f.endsWith('.ts'),
    )
    const calls = files.flatMap((file) =>
      [
        ...readFileSync(`server/${file}`, 'utf8').matchAll(
          /\blog\.(?:fatal|error|warn|info|debug|trace)\(([^]*?)\n?\s*\)\n/g,
        ),
      ].map(([, given = '']) => ({ file, given })),
    )
    expect(calls.length).toBeGreaterThan(8)
    // One names the two ways in which a room can be given up, which are words of the code.
    const puttingTogether = calls.filter(({ given }) => /\$\{(?!why\})|\.message\b/.test(given))
    expect(puttingTogether).toEqual([])
  })
})

describe('the log of a server', () => {
  let side: HttpSideUnderTest | undefined
  afterEach(() => side?.stop())

  it('holds nothing that anyone wrote or was given, whatever goes wrong', async () => {
    const heard = listen()
    side = await startHttpSide({}, undefined, { log: heard.log })
    const facilitator = side.browser()
    const board = await makeBoard(facilitator, 'Xanthippe Facilitator')
    const phone = side.browser()
    const member = await join(phone, board, 'member', 'Xanthippe')
    const note = await bringNote(side, board.id, member.authorKey, { said: WORDS })
    const { link } = (await phone.call('POST', `/api/boards/${board.id}/way-back`)).body as { link: string }
    const { code } = (await facilitator.call('GET', `/api/boards/${board.id}/invite`)).body as {
      code: { text: string }
    }

    const form = (name: string, words: string) => ({
      body: `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${words}\r\n--b--\r\n`,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    const imported = async (name: string, words: string) => {
      const { body, headers } = form(name, words)
      return (await phone.call('POST', `/api/boards/${board.id}/import`, body, headers)).status
    }
    expect(await imported('Xanthippe.xlsx', `PK\x03\x04${WORDS}`)).toBe(400)
    expect(await imported('Xanthippe.csv', '')).toBe(400)
    expect(await imported('Xanthippe.csv', `said,people\n${WORDS},many`)).toBe(200)
    const cut = form('Xanthippe.csv', WORDS)
    await phone.call('POST', `/api/boards/${board.id}/import`, cut.body.slice(0, -9), cut.headers)

    const calls = everyCall((await phone.call('GET', '/api/openapi.json')).body)
    const strange = [
      `{"title":"${WORDS}"`,
      { title: [WORDS], name: { of: WORDS }, secret: 7 },
      [WORDS],
      `"${WORDS}"`,
    ]
    for (const call of calls.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/{board}'))) {
      for (const body of strange) {
        const url = addressOf(call, board.id)
        await phone.call(call.method, `${url}?words=${encodeURIComponent(WORDS)}`, body)
        await phone.call(call.method, `${url}/${encodeURIComponent(WORDS)}`, body)
      }
    }

    // Ballots: one that counts, ones that do not, and one that the store fails to keep.
    const buses = await recommend(side, board.id, WORDS)
    const opened = await facilitator.call('POST', `/api/boards/${board.id}/rounds`, {
      recommendations: [buses],
      method: 'support',
    })
    const { id: round } = opened.body as { id: RoundId }
    const cast = (ballot: unknown) =>
      phone.call('PUT', `/api/boards/${board.id}/rounds/${round}/ballot`, ballot)
    const mine = { choices: { [buses]: 'block' }, reasons: { [buses]: WORDS } }
    expect((await cast(mine)).status).toBe(200)
    for (const ballot of [
      { choices: { [buses]: WORDS } },
      { choices: { [WORDS]: 'block' } },
      { ...mine, reasons: { [buses]: WORDS.repeat(50) } },
      { dots: { [buses]: WORDS } },
      { dots: { [buses]: 3 } },
      JSON.stringify(mine).slice(0, -1),
    ])
      expect((await cast(ballot)).status).toBeGreaterThanOrEqual(400)
    const putBallot = side.storage.putBallot.bind(side.storage)
    side.storage.putBallot = (...given) => Promise.reject(new Error(JSON.stringify(given)))
    expect((await cast(mine)).status).toBe(500)
    side.storage.putBallot = putBallot

    // Secrets where they do not belong: in an address, in a header.
    const secret = secretOf(board.links.member)
    for (const url of [
      `/b/${secret}`,
      `/api/join/${secret}`,
      `/${secret}?secret=${secret}`,
      `/api/boards/${secret}/me`,
    ])
      await phone.call('GET', url, undefined, {
        referer: `http://127.0.0.1:8080/b/x#${secret}`,
        'x-secret': secret,
      })

    // What breaks inside throws whatever it was holding.
    const breaking = () => Promise.reject(new Error(WORDS, { cause: new TypeError(`${WORDS}: ${link}`) }))
    side.rooms.write = breaking
    await phone.call('POST', `/api/boards/${board.id}/notes/${note}/withdraw`)
    expect(await imported('Xanthippe.csv', `said\n${WORDS}`)).toBe(200)
    side.rooms.read = side.rooms.snapshot = side.storage.check = breaking
    for (const call of calls) await phone.call(call.method, addressOf(call, board.id), call.body)

    const figures = String((await phone.call('GET', '/metrics')).body)
    const failures = heard.lines().filter(({ level }) => Number(level) >= 50)
    expect(failures.length).toBeGreaterThan(5)
    expect(failures[0]).toMatchObject({
      err: { at: expect.arrayContaining([expect.any(String)]) as string[] },
    })
    for (const found of [
      'Xanthippe',
      'the bus is late',
      encodeURIComponent(WORDS),
      ...Object.values(board.links).map(secretOf),
      secretOf(link),
      secretOf(link).replace('back=', ''),
      code.text,
      code.text.replace('-', ''),
      ...[facilitator, phone].map((browser) => browser.cookie()?.slice(3) ?? ''),
      // What a ballot says, and whose it is.
      'block',
      member.id,
      member.authorKey,
      buses,
    ])
      for (const text of [heard.text(), figures]) expect(text).not.toContain(found)
    // The figures know no board, and no address but those of the contract.
    expect(figures).not.toContain(board.id)
    const routes = new Set([...figures.matchAll(/route="([^"]*)"/g)].map(([, route]) => route))
    expect(routes.size).toBeGreaterThan(20)
    expect([...routes].filter((route) => !/^(none|\/[\w:./*-]*)$/.test(route ?? ''))).toEqual([])
  })
})
