import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashOf } from '../../../server/boards/hashOf.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { BoardId } from '../../../shared/model/ids.ts'
import { addressOf, everyCall, type ContractCall } from '../../support/everyCall.ts'
import {
  join,
  makeBoard,
  refusalOf,
  startWithBoard,
  type Browser,
  type HttpSideUnderTest,
  type Made,
} from '../../support/httpSide.ts'

/* What someone who is not on a board can find out about it: neither that it is there nor who is on it. */

let side: HttpSideUnderTest
let facilitator: Browser
let board: Made
let calls: ContractCall[]
const nowhere = newId<BoardId>()
beforeEach(async () => {
  ;({ side, facilitator, board } = await startWithBoard())
  const described = everyCall((await facilitator.call('GET', '/api/openapi.json')).body)
  calls = described.filter(({ path }) => path.includes('{board}'))
})
afterEach(() => side.stop())

const send = (browser: Browser, call: ContractCall, id: BoardId, query = '') =>
  browser.call(call.method, addressOf(call, id) + query, call.body)
const shapeOf = ({ status, body, headers }: Awaited<ReturnType<typeof send>>) => ({
  status,
  body,
  headers: Object.keys(headers).sort(),
})

describe('a stranger', () => {
  it('with and without a cookie hears the same of a board and of none, at every call', async () => {
    const elsewhere = side.browser()
    await makeBoard(elsewhere)
    expect(calls.length).toBeGreaterThan(20)
    for (const browser of [elsewhere, side.browser()]) {
      for (const call of calls) {
        const here = await send(browser, call, board.id)
        expect(shapeOf(here), `${call.method} ${call.path}`).toEqual(
          shapeOf(await send(browser, call, nowhere)),
        )
        expect(here.status).toBeGreaterThanOrEqual(400)
      }
    }
    expect((await facilitator.call('GET', `/api/boards/${board.id}/me`)).status).toBe(200)
  })

  it('cannot tell the two apart by how long the answer takes', async () => {
    const stranger = side.browser()
    const url = (id: BoardId) => `/api/boards/${id}/invitation`
    const timeOf = async (id: BoardId) => {
      const beganMs = performance.now()
      await stranger.call('POST', url(id), { secret: 'A'.repeat(22) })
      return performance.now() - beganMs
    }
    const times = { here: [] as number[], nowhere: [] as number[] }
    for (let i = 0; i < 400; i++) {
      times.here.push(await timeOf(board.id))
      times.nowhere.push(await timeOf(nowhere))
    }
    const median = (all: number[]) => all.slice(100).sort((a, b) => a - b)[150] ?? NaN
    const [here, none] = [median(times.here), median(times.nowhere)]
    expect(Math.abs(here - none), `${here} and ${none} ms`).toBeLessThan(0.25 * Math.max(here, none))
  })

  it('cannot act as someone, known or unknown, by naming them', async () => {
    const ana = await join(side.browser(), board, 'member', 'Ana')
    const ben = side.browser()
    await join(ben, board, 'member', 'Ben')
    for (const call of calls) {
      if (/\/(invitation|open|participants)$/.test(call.path)) continue // these ask for a secret instead
      const asAna = await send(ben, call, board.id, `?as=${ana.id}`)
      const asNobody = await send(ben, call, board.id, `?as=${newId()}`)
      expect(refusalOf(asAna), call.path).toEqual({ status: 404, code: 'not-here' })
      expect(asAna.body).toEqual(asNobody.body)
    }
  })
})

describe('someone who was removed', () => {
  it('is out of every call at once, and hears no more than a stranger', async () => {
    const phone = side.browser()
    const ana = await join(phone, board, 'member', 'Ana')
    const url = `/api/boards/${board.id}/participants/${ana.id}`
    expect((await facilitator.call('POST', url, { do: 'remove' })).status).toBe(204)
    const stranger = side.browser()
    for (const call of calls) {
      for (const query of ['', `?as=${ana.id}`]) {
        const reply = await send(phone, call, board.id, query)
        expect(shapeOf(reply), call.path).toEqual(shapeOf(await send(stranger, call, nowhere, query)))
      }
    }
    expect((await phone.call('GET', '/api/boards')).body).toEqual({ boards: [] })
    // Nor is it kept which browser was theirs.
    expect(await side.storage.seats(hashOf(phone.cookie()!.slice('ct='.length)), board.id)).toEqual([])
  })
})

describe('what is open to all', () => {
  it('names no board and nobody: the description, health, figures, the page', async () => {
    await join(side.browser(), board, 'member', 'Ana')
    for (const url of [
      '/api/openapi.json',
      '/healthz',
      '/readyz',
      '/metrics',
      '/',
      '/api/boards',
      `/b/${board.id}`,
    ]) {
      const text = (await side.browser().call('GET', url)).bytes.toString()
      for (const found of [board.id, 'Ana', 'Fay', 'Heathside']) expect(text, url).not.toContain(found)
    }
  })
})
