import { afterEach, describe, expect, it } from 'vitest'
import { addressGroup } from '../../../server/http/addressGroup.ts'
import {
  join,
  makeBoard,
  refusalOf,
  secretOf,
  startHttpSide,
  type Browser,
  type HttpSideUnderTest,
  type Made,
} from '../../support/httpSide.ts'

/* What is limited by address, and that a village hall, which is one address, never notices. */

const HALL = '203.0.113.7'
const MINUTE = 60_000
let side: HttpSideUnderTest
afterEach(() => side.stop())

const guessCode = (browser: Browser, code = 'AAA-AAA', headers: Record<string, string> = {}) =>
  browser.call('POST', '/api/join', { code }, headers)
const guessLink = (browser: Browser, board: Made, secret = 'guess') =>
  browser.call('POST', `/api/boards/${board.id}/participants`, { secret, name: 'Eve' })
async function codeOf(browser: Browser, { id }: Made): Promise<string> {
  return ((await browser.call('GET', `/api/boards/${id}/invite`)).body as { code: { text: string } }).code
    .text
}

describe('three hundred people in a hall, behind one address', () => {
  it('join within a minute, half by link and half by code, mistype now and then, and read along', async () => {
    side = await startHttpSide()
    const facilitator = side.browser(HALL)
    const board = await makeBoard(facilitator)
    const code = await codeOf(facilitator, board)
    const joinOne = async (i: number) => {
      const browser = side.browser(HALL)
      let secret = secretOf(board.links[i % 3 === 0 ? 'observer' : 'member'])
      if (i % 2 === 0) {
        // One in ten of those who type the code gets it wrong once.
        if (i % 20 === 0) expect((await guessCode(browser, 'AAA-AAA')).status).toBe(404)
        secret = ((await guessCode(browser, code)).body as { secret: string }).secret
      } else if (i % 25 === 0) {
        expect((await guessLink(browser, board)).status).toBe(404)
      }
      expect((await browser.call('POST', `/api/boards/${board.id}/invitation`, { secret })).status).toBe(200)
      await join(browser, { ...board, links: { ...board.links, member: `#${secret}` } }, 'member', `P${i}`)
      for (const rest of ['/me', '/snapshot', '/authors', '/findings.json'])
        expect((await browser.call('GET', `/api/boards/${board.id}${rest}`)).status, rest).toBe(200)
    }
    // All at once, as when a slide says: now open the link.
    await Promise.all(Array.from({ length: 300 }, (_, i) => joinOne(i)))
    expect(await side.rooms.read(board.id, (state) => state.people.size)).toBe(301)
  })
})

describe('guessing a short code', () => {
  it('ends after thirty wrong ones from an address, for ten minutes, even when the next is right', async () => {
    side = await startHttpSide()
    const facilitator = side.browser(HALL)
    const board = await makeBoard(facilitator)
    const code = await codeOf(facilitator, board)
    const eve = side.browser('198.51.100.1')
    for (let i = 0; i < 30; i++) expect((await guessCode(eve)).status).toBe(404)
    expect(refusalOf(await guessCode(eve, code))).toEqual({ status: 429, code: 'too-many-guesses' })
    expect((await guessCode(side.browser(HALL), code)).status).toBe(200)
    // The link is no code: whoever has it comes in.
    await join(eve, board, 'member', 'Eve')
    side.clock.nowMs += 10 * MINUTE
    expect((await guessCode(eve, code)).status).toBe(200)
  })

  it('learns no more by sending all guesses at once', async () => {
    side = await startHttpSide()
    const board = await makeBoard(side.browser(HALL))
    const eve = side.browser('198.51.100.1')
    const replies = await Promise.all(Array.from({ length: 200 }, () => guessCode(eve)))
    expect(replies.filter(({ status }) => status === 404).length).toBe(30)
    expect(replies.filter(({ status }) => status === 429).length).toBe(170)
    expect(board.id).toBeTruthy()
  })

  it('ends for everyone after three hundred wrong ones from many addresses; links go on', async () => {
    side = await startHttpSide()
    const facilitator = side.browser(HALL)
    const board = await makeBoard(facilitator)
    const code = await codeOf(facilitator, board)
    for (let i = 0; i < 300; i++) await guessCode(side.browser(`198.51.100.${i % 150}`))
    const someone = side.browser('192.0.2.200')
    const reply = await guessCode(someone, code)
    expect(refusalOf(reply)).toEqual({ status: 429, code: 'codes-paused' })
    expect(reply.body).toMatchObject({ title: expect.stringContaining('Open the link') as string })
    await join(someone, board, 'member', 'Ben')
    side.clock.nowMs += 10 * MINUTE
    expect((await guessCode(someone, code)).status).toBe(200)
  })

  it('counts the addresses of one IPv6 network as one', async () => {
    side = await startHttpSide()
    await makeBoard(side.browser(HALL))
    for (let i = 0; i < 30; i++)
      expect((await guessCode(side.browser(`2001:db8:1:2::${i.toString(16)}`))).status).toBe(404)
    expect((await guessCode(side.browser('2001:db8:1:2:ffff::1'))).status).toBe(429)
    expect((await guessCode(side.browser('2001:db8:1:3::1'))).status).toBe(404)
  })

  it('is not helped by saying that one comes from elsewhere', async () => {
    side = await startHttpSide()
    await makeBoard(side.browser(HALL))
    const eve = side.browser('198.51.100.1')
    const claim = (i: number) => ({ 'x-forwarded-for': `192.0.2.${i}`, forwarded: `for=192.0.2.${i}` })
    for (let i = 0; i < 30; i++) expect((await guessCode(eve, 'AAA-AAA', claim(i))).status).toBe(404)
    expect((await guessCode(eve, 'AAA-AAA', claim(99))).status).toBe(429)
    // Nor by having a proxy on the server's machine pass the claim on, with the true address after it.
    const throughProxy = (i: number) =>
      guessCode(side.browser('127.0.0.1'), 'AAA-AAA', { 'x-forwarded-for': `192.0.2.${i}, 198.51.100.1` })
    expect((await throughProxy(100)).status).toBe(429)
    // Others behind that proxy are others.
    const other = { 'x-forwarded-for': '198.51.100.2' }
    expect((await guessCode(side.browser('127.0.0.1'), 'AAA-AAA', other)).status).toBe(404)
  })
})

describe('guessing a link or a way back', () => {
  it('is answered shortly after a hundred wrong ones, and the right one is let in all the same', async () => {
    side = await startHttpSide()
    const facilitator = side.browser(HALL)
    const board = await makeBoard(facilitator)
    const eve = side.browser('198.51.100.1')
    for (let i = 0; i < 50; i++) {
      expect((await guessLink(eve, board, `guess${i}`)).status).toBe(404)
      const back = await eve.call('POST', `/api/boards/${board.id}/way-back/open`, { secret: `guess${i}` })
      expect(refusalOf(back)).toEqual({ status: 410, code: 'wrong-way-back' })
    }
    const limited = { status: 429, code: 'too-many-wrong-links' }
    expect(refusalOf(await guessLink(eve, board))).toEqual(limited)
    const asked = await eve.call('POST', `/api/boards/${board.id}/invitation`, { secret: 'guess' })
    expect(refusalOf(asked)).toEqual(limited)
    // Neighbours behind the same address who hold the link do not notice.
    await join(side.browser('198.51.100.1'), board, 'member', 'Ana')
  })

  it('does not count a link that has ended: its holder was invited, and hears what became of it', async () => {
    side = await startHttpSide()
    const facilitator = side.browser(HALL)
    const board = await makeBoard(facilitator)
    await facilitator.call('POST', `/api/boards/${board.id}/invite/renew`, { what: 'member' })
    for (let i = 0; i < 150; i++) {
      const reply = await guessLink(side.browser(HALL), board, secretOf(board.links.member))
      expect(refusalOf(reply)).toEqual({ status: 410, code: 'link-ended' })
      expect(reply.body).toMatchObject({ title: expect.stringContaining('Ask the facilitator') as string })
    }
  })

  it('gives no cookie to whoever guesses wrong', async () => {
    side = await startHttpSide()
    const board = await makeBoard(side.browser(HALL))
    const eve = side.browser()
    await guessLink(eve, board)
    await eve.call('POST', `/api/boards/${board.id}/way-back/open`, { secret: 'guess' })
    expect(eve.cookie()).toBeUndefined()
  })
})

describe('making boards', () => {
  it('is free for a workshop, and refused in plain words beyond, by address and for an hour', async () => {
    side = await startHttpSide()
    for (let i = 0; i < 100; i++) await makeBoard(side.browser(HALL))
    const body = { title: 'One more', name: 'Eve' }
    const reply = await side.browser(HALL).call('POST', '/api/boards', body)
    expect(refusalOf(reply)).toEqual({ status: 429, code: 'too-many-boards' })
    expect(reply.body).toMatchObject({ title: expect.stringContaining('Try again in an hour') as string })
    await makeBoard(side.browser('203.0.113.8'))
    side.clock.nowMs += 60 * MINUTE
    await makeBoard(side.browser(HALL))
  })

  it('is limited to what whoever runs the server has set', async () => {
    side = await startHttpSide({ boardsPerHour: 2 })
    const browser = side.browser(HALL)
    await makeBoard(browser)
    await makeBoard(browser)
    expect((await browser.call('POST', '/api/boards', { title: 'T', name: 'N' })).status).toBe(429)
  })
})

describe('figures', () => {
  it('are given on the machine itself and to nobody else on the network', async () => {
    side = await startHttpSide()
    const ask = (address: string, headers: Record<string, string> = {}) =>
      side.browser(address).call('GET', '/metrics', undefined, headers)
    for (const here of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect((await ask(here)).status).toBe(200)
    expect((await ask(HALL)).status).toBe(404)
    expect((await ask('127.0.0.1', { 'x-forwarded-for': HALL })).status).toBe(404)
    expect((await ask(HALL, { 'x-forwarded-for': '127.0.0.1' })).status).toBe(404)
  })
})

describe('what counts as one address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s is %s', (address, group) => {
    expect(addressGroup(address)).toBe(group)
  })
})
