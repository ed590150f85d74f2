import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/document/newId.ts'
import { rowOf } from '../../../shared/document/BoardDocument.ts'
import type { BoardId } from '../../../shared/model/ids.ts'
import { faultOfRow } from '../../../shared/model/tables.ts'
import { tableNames } from '../../../shared/model/tableNames.ts'
import {
  bringNote,
  join,
  makeBoard,
  refusalOf,
  secretOf,
  startWithBoard,
  type Browser,
  type HttpSideUnderTest,
  type Made,
} from '../../support/httpSide.ts'

let side: HttpSideUnderTest
let facilitator: Browser
let board: Made
const path = (rest: string) => `/api/boards/${board.id}${rest}`

beforeEach(async () => {
  ;({ side, facilitator, board } = await startWithBoard())
})
afterEach(() => side.stop())

describe('making a board', () => {
  it('gives a link for each role at the address it was opened at, and makes its maker the facilitator', () => {
    expect(board.participant).toMatchObject({ role: 'facilitator', name: 'Fay' })
    for (const link of Object.values(board.links)) {
      expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:8080/b/${board.id}#[A-Za-z0-9_-]{22}$`))
    }
    expect(new Set(Object.values(board.links)).size).toBe(4)
  })

  it('seeds the document once, with its title, purpose and a charter that says something', async () => {
    const state = await side.rooms.read(board.id, (seen) => seen)
    expect(state.board.get('title')).toBe('Heathside')
    expect(state.board.get('charter')).toMatchObject({
      whoSees: expect.stringContaining('Your vote is secret') as string,
    })
    expect(state.meta.get('meta')).toEqual({ schema: 1, epoch: 1 })
  })

  it('fills an example with notes, themes and a closed round, with nothing that the tables refuse', async () => {
    const browser = side.browser()
    const made = await browser.call('POST', '/api/boards', { title: 'Example', name: 'Fay', example: true })
    expect(made.status).toBe(201)
    const { id } = made.body as Made
    const state = await side.rooms.read(id, (seen) => seen)
    expect(state.notes.size).toBeGreaterThan(30)
    expect(state.results.size).toBeGreaterThan(0)
    for (const table of tableNames) {
      for (const [key, row] of state[table])
        expect(faultOfRow(table, key, row), `${table}/${key}`).toBeUndefined()
    }
  })

  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const reply = await side.browser().call('POST', '/api/boards', { title: 'Another', name: 'Fay' })
    const cookie = String(reply.headers['set-cookie'])
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    expect(cookie).toContain('Path=/')
    expect(cookie).not.toContain('Secure')
  })

  it('lists the board for this browser and for no other', async () => {
    expect((await facilitator.call('GET', '/api/boards')).body).toMatchObject({
      boards: [{ id: board.id, title: 'Heathside', role: 'facilitator', name: 'Fay' }],
    })
    expect((await side.browser().call('GET', '/api/boards')).body).toEqual({ boards: [] })
  })

  it('refuses a board without a title, and says what is missing', async () => {
    const reply = await facilitator.call('POST', '/api/boards', { title: '   ', name: 'Fay' })
    expect(refusalOf(reply)).toEqual({ status: 400, code: 'bad-request' })
    expect(reply.body).toMatchObject({ detail: expect.stringContaining('title') as string })
    expect(reply.headers['content-type']).toContain('application/problem+json')
  })
})

describe('a link', () => {
  it('tells before joining what the board is for and which role it gives', async () => {
    const reply = await side
      .browser()
      .call('POST', path('/invitation'), { secret: secretOf(board.links.officer) })
    expect(reply.body).toMatchObject({
      title: 'Heathside',
      purpose: 'Buses',
      role: 'officer',
      alreadyHere: [],
    })
  })

  it('lets one in with its role, and coming back needs nothing', async () => {
    const browser = side.browser()
    const ana = await join(browser, board, 'member', 'Ana')
    expect((await browser.call('GET', path('/me'))).body).toMatchObject({
      participant: ana,
      seats: [ana],
      epoch: 1,
      schema: 1,
    })
  })

  it('of another role, opened by someone who carries on as themselves, gives them that role', async () => {
    const browser = side.browser()
    const ana = await join(browser, board, 'member', 'Ana')
    const reply = await browser.call('POST', path('/participants'), {
      secret: secretOf(board.links.officer),
      name: 'Ana',
      as: ana.id,
    })
    expect(reply.body).toMatchObject({ participant: { ...ana, role: 'officer' } })
  })

  it('opened by someone who joins as someone else makes a second person in the same browser', async () => {
    const tablet = side.browser()
    const ana = await join(tablet, board, 'member', 'Ana')
    side.clock.nowMs += 1000
    const ben = await join(tablet, board, 'member', 'Ben')
    expect((await tablet.call('GET', path('/me'))).body).toMatchObject({ participant: ben })
    side.clock.nowMs += 1000
    expect((await tablet.call('GET', path(`/me?as=${ana.id}`))).body).toMatchObject({ participant: ana })
    expect((await tablet.call('GET', path('/me'))).body).toMatchObject({
      participant: ana,
      seats: [ana, ben],
    })
  })

  it('does not let one carry on as a person of another browser', async () => {
    const ana = await join(side.browser(), board, 'member', 'Ana')
    const thief = side.browser()
    const body = { secret: secretOf(board.links.member), name: 'Ana', as: ana.id }
    expect(refusalOf(await thief.call('POST', path('/participants'), body))).toEqual({
      status: 403,
      code: 'not-your-seat',
    })
    await join(thief, board, 'member', 'Thief')
    expect(refusalOf(await thief.call('GET', path(`/me?as=${ana.id}`)))).toEqual({
      status: 404,
      code: 'not-here',
    })
  })

  it('that is wrong says so; one that was renewed says that it ended, and leaves those inside in', async () => {
    const ana = side.browser()
    await join(ana, board, 'member', 'Ana')
    const old = { secret: secretOf(board.links.member), name: 'Ben' }
    const renewed = (await facilitator.call('POST', path('/invite/renew'), { what: 'member' })).body as Made
    expect(
      refusalOf(await side.browser().call('POST', path('/participants'), { ...old, secret: 'nonsense' })),
    ).toEqual({
      status: 404,
      code: 'wrong-link',
    })
    expect(refusalOf(await side.browser().call('POST', path('/participants'), old))).toEqual({
      status: 410,
      code: 'link-ended',
    })
    expect((await ana.call('GET', path('/me'))).status).toBe(200)
    await join(side.browser(), { ...board, links: renewed.links }, 'member', 'Cai')
    expect(renewed.links.officer).toBe(board.links.officer)
  })
})

describe('the short code', () => {
  const readCode = async () =>
    ((await facilitator.call('GET', path('/invite'))).body as { code: { text: string } }).code.text
  const guess = (code: string) => side.browser().call('POST', '/api/join', { code })

  it('stands for the group members’ link, however it is typed', async () => {
    const code = await readCode()
    expect(code).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{3}$/)
    const link = { board: board.id, secret: secretOf(board.links.member) }
    expect((await guess(code)).body).toEqual(link)
    expect((await guess(` ${code.toLowerCase().replace('-', ' ')}`)).body).toEqual(link)
  })

  it('ends after twelve hours, and Invite then shows a fresh one', async () => {
    const code = await readCode()
    side.clock.nowMs += 12 * 60 * 60 * 1000
    expect(refusalOf(await guess(code))).toEqual({ status: 404, code: 'wrong-code' })
    const fresh = await readCode()
    expect(fresh).not.toBe(code)
    expect((await guess(fresh)).status).toBe(200)
  })

  it('ends when it is renewed', async () => {
    const code = await readCode()
    await facilitator.call('POST', path('/invite/renew'), { what: 'code' })
    expect((await guess(code)).status).toBe(404)
  })

  it('can be guessed at only so often from one address, and then not even rightly, for ten minutes', async () => {
    const code = await readCode()
    for (let i = 0; i < 30; i++) expect((await guess('AAA-AAA')).status).toBe(404)
    expect(refusalOf(await guess(code))).toEqual({ status: 429, code: 'too-many-guesses' })
    side.clock.nowMs += 10 * 60 * 1000
    expect((await guess(code)).status).toBe(200)
  })

  it('lets a whole hall join from one address', async () => {
    const code = await readCode()
    for (let i = 0; i < 60; i++) expect((await guess(code)).status).toBe(200)
  })
})

describe('my way back', () => {
  it('opens the same person on another device, once', async () => {
    const laptop = side.browser()
    const ana = await join(laptop, board, 'member', 'Ana')
    const { link } = (await laptop.call('POST', path('/way-back'))).body as { link: string }
    expect(link).toMatch(new RegExp(`/b/${board.id}#back=[A-Za-z0-9_-]{22}$`))
    const body = { secret: secretOf(link).replace('back=', '') }
    const phone = side.browser()
    expect((await phone.call('POST', path('/way-back/open'), body)).body).toMatchObject({ participant: ana })
    expect((await phone.call('GET', path('/me'))).body).toMatchObject({ participant: ana })
    expect(refusalOf(await side.browser().call('POST', path('/way-back/open'), body)).status).toBe(410)
  })
})

describe('someone who is not on a board', () => {
  it('gets the same answer whether the board exists or not', async () => {
    const stranger = side.browser()
    await makeBoard(stranger)
    const unknown = newId<BoardId>()
    for (const rest of [
      '/me',
      '/authors',
      '/snapshot',
      '/glance',
      '/invite',
      '/rounds/AAAAAAAAAAAAAAAA/ballot',
    ]) {
      const here = await stranger.call('GET', `/api/boards/${board.id}${rest}`)
      const nowhere = await stranger.call('GET', `/api/boards/${unknown}${rest}`)
      expect({ status: here.status, body: here.body }).toEqual({ status: nowhere.status, body: nowhere.body })
      expect(here.status).toBe(404)
    }
    const joinAt = (id: BoardId) =>
      stranger.call('POST', `/api/boards/${id}/participants`, { secret: 'guess', name: 'Eve' })
    expect((await joinAt(board.id)).body).toEqual((await joinAt(unknown)).body)
  })
})

describe('erasing a board', () => {
  it('is for facilitators, and leaves nothing behind', async () => {
    const ana = side.browser()
    await join(ana, board, 'member', 'Ana')
    expect(refusalOf(await ana.call('DELETE', path('')))).toEqual({ status: 403, code: 'facilitators-only' })
    expect((await facilitator.call('DELETE', path(''))).status).toBe(204)
    expect((await facilitator.call('GET', path('/me'))).status).toBe(404)
    expect((await facilitator.call('GET', '/api/boards')).body).toEqual({ boards: [] })
    expect(await side.storage.board(board.id)).toBeUndefined()
  })
})

describe('the state of the board', () => {
  it('comes in brotli with a tag, and as 304 to whoever has it, until it changes', async () => {
    const first = await facilitator.call('GET', path('/snapshot'), undefined, {
      'accept-encoding': 'gzip, br',
    })
    expect(first.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/octet-stream',
    })
    const tag = String(first.headers['etag'])
    const again = () => facilitator.call('GET', path('/snapshot'), undefined, { 'if-none-match': tag })
    expect((await again()).status).toBe(304)
    const note = await bringNote(side, board.id, board.participant.authorKey)
    const changed = await again()
    expect(changed.status).toBe(200)
    expect(changed.headers['content-encoding']).toBeUndefined()
    expect(await side.rooms.read(board.id, (_, document) => rowOf(document, 'notes', note))).toBeDefined()
  })
})
