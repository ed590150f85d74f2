import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rowOf } from '../../../shared/document/BoardDocument.ts'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import {
  bringNote,
  join,
  refusalOf,
  startWithBoard,
  type Browser,
  type HttpSideUnderTest,
  type Made,
} from '../../support/httpSide.ts'

let side: HttpSideUnderTest
let facilitator: Browser
let board: Made
let ana: ParticipantHere
let anasPhone: Browser
const change = (browser: Browser, target: ParticipantId, body: object) =>
  browser.call('POST', `/api/boards/${board.id}/participants/${target}`, body)
const person = (id: ParticipantId) =>
  side.rooms.read(board.id, (_, document) => rowOf(document, 'people', id))
const whoAmI = (browser: Browser) => browser.call('GET', `/api/boards/${board.id}/me`)

beforeEach(async () => {
  ;({ side, facilitator, board } = await startWithBoard())
  anasPhone = side.browser()
  ana = await join(anasPhone, board, 'member', 'Ana')
})
afterEach(() => side.stop())

describe('names and roles', () => {
  it('people correct their own name, and facilitators anyone’s', async () => {
    expect(
      (await change(anasPhone, ana.id, { do: 'rename', name: 'Anna', organisation: 'Lunch club' })).status,
    ).toBe(204)
    expect(await person(ana.id)).toMatchObject({ name: 'Anna', organisation: 'Lunch club' })
    expect((await change(facilitator, ana.id, { do: 'rename', name: 'Ana M' })).status).toBe(204)
    expect(await person(ana.id)).toMatchObject({ name: 'Ana M', organisation: 'Lunch club' })
    expect(refusalOf(await change(anasPhone, board.participant.id, { do: 'rename', name: 'X' })).code).toBe(
      'facilitators-only',
    )
  })

  it('members change nobody’s role, remove nobody and merge nobody', async () => {
    for (const body of [
      { do: 'role', role: 'facilitator' },
      { do: 'remove' },
      { do: 'merge', into: board.participant.id },
    ]) {
      expect(refusalOf(await change(anasPhone, ana.id, body))).toEqual({
        status: 403,
        code: 'facilitators-only',
      })
    }
  })

  it('a second facilitator can be made, and then does what facilitators do', async () => {
    await change(facilitator, ana.id, { do: 'role', role: 'facilitator' })
    expect((await whoAmI(anasPhone)).body).toMatchObject({ participant: { role: 'facilitator' } })
    expect((await anasPhone.call('GET', `/api/boards/${board.id}/invite`)).status).toBe(200)
  })

  it('the last facilitator can neither leave nor be demoted, and hears why', async () => {
    const me = board.participant.id
    for (const body of [
      { do: 'leave' },
      { do: 'role', role: 'member' },
      { do: 'remove' },
      { do: 'merge', into: ana.id },
    ]) {
      const reply = await change(facilitator, me, body)
      expect(refusalOf(reply)).toEqual({ status: 409, code: 'last-facilitator' })
      expect(reply.body).toMatchObject({
        title: expect.stringContaining('Make someone else a facilitator first') as string,
      })
    }
    await change(facilitator, ana.id, { do: 'role', role: 'facilitator' })
    expect((await change(facilitator, me, { do: 'leave' })).status).toBe(204)
  })
})

describe('leaving and removing', () => {
  it('someone who leaves is out of every browser, and what they brought stays', async () => {
    const note = await bringNote(side, board.id, ana.authorKey)
    expect(refusalOf(await change(facilitator, ana.id, { do: 'leave' })).code).toBe('only-oneself')
    expect((await change(anasPhone, ana.id, { do: 'leave' })).status).toBe(204)
    expect(refusalOf(await whoAmI(anasPhone)).code).toBe('not-here')
    expect((await person(ana.id))?.state).toEqual({ is: 'left' })
    expect(await side.rooms.read(board.id, (_, document) => rowOf(document, 'notes', note))).toBeDefined()
  })

  it('someone who was removed can do nothing more, nor come back by a way back', async () => {
    const { link } = (await anasPhone.call('POST', `/api/boards/${board.id}/way-back`)).body as {
      link: string
    }
    expect((await change(facilitator, ana.id, { do: 'remove' })).status).toBe(204)
    expect((await whoAmI(anasPhone)).status).toBe(404)
    const secret = link.slice(link.indexOf('back=') + 5)
    expect(
      (await side.browser().call('POST', `/api/boards/${board.id}/way-back/open`, { secret })).status,
    ).toBe(410)
    expect(refusalOf(await change(facilitator, ana.id, { do: 'role', role: 'officer' })).code).toBe(
      'no-such-person',
    )
  })

  it('a facilitator can take the name away from someone who is gone, and they stay gone', async () => {
    await change(anasPhone, ana.id, { do: 'leave' })
    const nameless = { do: 'rename', name: 'A former member', organisation: '' }
    expect((await change(facilitator, ana.id, nameless)).status).toBe(204)
    expect(await person(ana.id)).toMatchObject({ name: 'A former member', state: { is: 'left' } })
    expect(refusalOf(await change(anasPhone, ana.id, nameless)).code).toBe('not-here')
  })
})

describe('merging someone who joined twice', () => {
  it('makes one person of two: browsers, notes and names', async () => {
    const laptop = side.browser()
    const twin = await join(laptop, board, 'member', 'Ana again')
    const note = await bringNote(side, board.id, twin.authorKey)
    expect((await change(facilitator, twin.id, { do: 'merge', into: ana.id })).status).toBe(204)
    expect((await whoAmI(laptop)).body).toMatchObject({ participant: { id: ana.id, name: 'Ana' } })
    expect((await person(twin.id))?.state).toEqual({ is: 'merged', into: ana.id })
    const { authors } = (await laptop.call('GET', `/api/boards/${board.id}/authors`)).body as {
      authors: Record<string, unknown>
    }
    expect(authors[twin.authorKey]).toEqual({ participant: ana.id, name: 'Ana' })
    // Both devices can change the note: it has the author key that both have now.
    expect((await laptop.call('POST', `/api/boards/${board.id}/notes/${note}/withdraw`)).status).toBe(204)
  })

  it('refuses to merge someone into themselves or into somebody who is gone', async () => {
    expect(refusalOf(await change(facilitator, ana.id, { do: 'merge', into: ana.id })).code).toBe(
      'same-person',
    )
    expect(refusalOf(await change(facilitator, ana.id, { do: 'merge', into: 'AAAAAAAAAAAAAAAA' })).code).toBe(
      'no-such-person',
    )
  })
})
