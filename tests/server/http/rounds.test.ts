import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { replaceText } from '../../../shared/document/changeText.ts'
import type { BallotStep } from '../../../shared/model/ballots.ts'
import type { RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import type { Result } from '../../../shared/model/tables.ts'
import type { NoticeMessage } from '../../../shared/protocol/messages.ts'
import {
  join,
  joinMany,
  recommend,
  refusalOf,
  startWithBoard,
  type Browser,
  type HttpSideUnderTest,
  type Made,
  type Voter,
} from '../../support/httpSide.ts'

let side: HttpSideUnderTest
let facilitator: Browser
let board: Made
let buses: RecommendationId
let notices: NoticeMessage[]
const path = (rest: string) => `/api/boards/${board.id}${rest}`

beforeEach(async () => {
  ;({ side, facilitator, board } = await startWithBoard())
  buses = await recommend(side, board.id, 'Run a bus after ten.')
  notices = []
  const notify = side.rooms.notify.bind(side.rooms)
  side.rooms.notify = (id, notice) => {
    notices.push(notice)
    return notify(id, notice)
  }
})
afterEach(() => side.stop())

async function open(more: object = {}, recommendations = [buses]): Promise<RoundId> {
  const reply = await facilitator.call('POST', path('/rounds'), {
    recommendations,
    method: 'support',
    ...more,
  })
  expect(reply.status, JSON.stringify(reply.body)).toBe(201)
  return (reply.body as { id: RoundId }).id
}
const cast = (voter: Voter, round: RoundId, step: BallotStep, reason?: string, about = buses) =>
  voter.browser.call('PUT', path(`/rounds/${round}/ballot`), {
    choices: { [about]: step },
    ...(reason === undefined ? {} : { reasons: { [about]: reason } }),
  })
const close = (round: RoundId, body?: object) =>
  facilitator.call('POST', path(`/rounds/${round}/close`), body)
const roundRow = (round: RoundId) => side.rooms.read(board.id, (state) => state.rounds.get(round))
const result = (round: RoundId, of = buses): Promise<Result | undefined> =>
  side.rooms.read(board.id, (state) => state.results.get(`${round}/${of}`))

describe('a round', () => {
  it('opens with the wording as it stood and with the voters who are here, and later edits do not touch it', async () => {
    const [member] = await joinMany(side, board, 'member', 1)
    const [officer] = await joinMany(side, board, 'officer', 1)
    await joinMany(side, board, 'observer', 1)
    const round = await open()
    await side.rooms.write(board.id, (document) => {
      replaceText(document, `recommendations/${buses}/wording`, 'Something else.')
    })
    const row = await roundRow(round)
    expect(row).toMatchObject({ number: 1, method: 'support', state: { is: 'open' } })
    expect(row?.offered).toEqual([
      { recommendation: buses, wording: 'Run a bus after ten.', addressedTo: 'The council', themes: [] },
    ])
    expect(new Set(row?.roll)).toEqual(new Set([member?.id, officer?.id]))
  })

  it('counts each of ten voters who cast at once, and the last of several ballots of one', async () => {
    const voters = await joinMany(side, board, 'member', 10)
    const round = await open()
    const replies = await Promise.all(voters.map((voter) => cast(voter, round, 'support')))
    expect(replies.map(({ status }) => status)).toEqual(voters.map(() => 200))
    const [first] = voters
    const minds = await Promise.all(
      (['block', 'concern', 'full'] as const).map((step) => cast(first!, round, step)),
    )
    expect(minds.every(({ status }) => status === 200)).toBe(true)
    expect((await close(round, { notVoted: 0 })).status).toBe(204)
    const tallied = await result(round)
    expect(tallied).toMatchObject({ ballots: 10, voted: 10, rollSize: 10 })
    expect(tallied?.counts).toEqual({ full: 1, support: 9, accept: 0, concern: 0, block: 0, unsure: 0 })
  })

  it('has each ballot either counted or refused, when casting races with closing', async () => {
    const voters = await joinMany(side, board, 'member', 10)
    const round = await open()
    const replies = await Promise.all([
      ...voters.slice(0, 5).map((voter) => cast(voter, round, 'accept')),
      close(round),
      ...voters.slice(5).map((voter) => cast(voter, round, 'accept')),
    ])
    replies.splice(5, 1)
    const accepted = replies.filter(({ status }) => status === 200).length
    expect(
      replies
        .filter(({ status }) => status !== 200)
        .every((reply) => refusalOf(reply).code === 'round-closed'),
    ).toBe(true)
    expect(await result(round)).toMatchObject({ ballots: accepted, voted: accepted })
    expect(await side.storage.ballotCount(round)).toBe(0)
  })

  it('tells everyone the turnout at every change, and whoever connects', async () => {
    const [ana] = await joinMany(side, board, 'member', 2)
    const round = await open()
    await cast(ana!, round, 'support')
    await cast(ana!, round, 'block')
    expect(notices).toEqual([
      { is: 'turnout', round, voted: 0, of: 2 },
      { is: 'turnout', round, voted: 1, of: 2 },
    ])
    expect(await side.onConnectNotices(board.id)).toEqual([{ is: 'turnout', round, voted: 1, of: 2 }])
  })

  it('gives a ballot back to its owner alone, and to nobody once it has closed', async () => {
    const [ana, ben] = await joinMany(side, board, 'member', 2)
    const round = await open()
    await cast(ana!, round, 'concern', 'Who pays?')
    const read = (browser: Browser) => browser.call('GET', path(`/rounds/${round}/ballot`))
    const own = { choices: { [buses]: 'concern' }, reasons: { [buses]: 'Who pays?' } }
    expect((await read(ana!.browser)).body).toEqual({ ballot: own, voted: 1, of: 2 })
    expect((await read(ben!.browser)).body).toEqual({ ballot: null, voted: 1, of: 2 })
    expect((await read(facilitator)).body).toEqual({ ballot: null, voted: 1, of: 2 })
    const everything = await side.rooms.snapshot(board.id)
    expect(Buffer.from(everything.update).includes('Who pays?')).toBe(false)
    await close(round)
    expect(refusalOf(await read(ana!.browser))).toEqual({ status: 409, code: 'round-closed' })
  })

  it('asks again when the number of people who have not voted has changed', async () => {
    const [ana] = await joinMany(side, board, 'member', 3)
    const round = await open()
    await cast(ana!, round, 'support')
    const reply = await close(round, { notVoted: 3 })
    expect(refusalOf(reply)).toEqual({ status: 409, code: 'turnout-changed' })
    expect(reply.body).toMatchObject({ notVoted: 2 })
    expect((await close(round, { notVoted: 2 })).status).toBe(204)
    expect(refusalOf(await close(round)).code).toBe('round-closed')
  })

  it('can follow another once that has closed, and both stay', async () => {
    await joinMany(side, board, 'member', 1)
    const first = await open()
    const again = { recommendations: [buses], method: 'support', follows: first }
    expect(refusalOf(await facilitator.call('POST', path('/rounds'), again)).code).toBe('in-open-round')
    await close(first)
    const second = await open({ follows: first })
    expect(await roundRow(second)).toMatchObject({ number: 2, follows: first })
    expect(await result(first)).toBeDefined()
  })

  it('publishes reasons without names, concerns first', async () => {
    const [ana, ben, cai] = await joinMany(side, board, 'member', 3)
    const round = await open()
    await cast(ana!, round, 'full', 'At last')
    await cast(ben!, round, 'concern', 'Who pays?')
    await cast(cai!, round, 'block', 'Not before the road is mended')
    await close(round)
    expect((await result(round))?.reasons).toEqual([
      { step: 'block', text: 'Not before the road is mended' },
      { step: 'concern', text: 'Who pays?' },
      { step: 'full', text: 'At last' },
    ])
  })

  it('publishes counts by role only when members and officers each cast five', async () => {
    const members = await joinMany(side, board, 'member', 5)
    const officers = await joinMany(side, board, 'officer', 5)
    const five = await open()
    for (const voter of members) await cast(voter, five, 'support')
    for (const voter of officers) await cast(voter, five, 'concern')
    await close(five)
    expect((await result(five))?.byRole).toMatchObject({
      member: { support: 5 },
      officer: { concern: 5, support: 0 },
    })
  })

  it('publishes them once at the most: beside another count of nearly the same people they would name the few', async () => {
    const members = await joinMany(side, board, 'member', 6)
    const officers = await joinMany(side, board, 'officer', 6)
    const all = [...members, ...officers]
    const first = await open()
    for (const voter of all) await cast(voter, first, 'full')
    await close(first)
    expect((await result(first))?.byRole).not.toBeNull()
    // One member and one officer change places. Members now, less members then, are what these two chose.
    const role = (voter: Voter, to: string) =>
      facilitator.call('POST', path(`/participants/${voter.id}`), { do: 'role', role: to })
    await role(members[0]!, 'officer')
    await role(officers[0]!, 'member')
    const second = await open({ follows: first })
    for (const voter of all) await cast(voter, second, voter === officers[0] ? 'block' : 'full')
    await close(second)
    expect((await result(second))?.byRole).toBeNull()
    // Nor by writing the same recommendation down once more, or by asking both in one round.
    const copy = await recommend(side, board.id, ' run a bus, after ten ')
    const third = await open({}, [copy])
    for (const voter of all) await cast(voter, third, 'full', undefined, copy)
    await close(third)
    expect((await result(third, copy))?.byRole).toBeNull()
    const [park, samePark] = [
      await recommend(side, board.id, 'Open the park.'),
      await recommend(side, board.id, 'Open the park'),
    ]
    const both = await open({}, [park, samePark])
    for (const voter of all)
      await voter.browser.call('PUT', path(`/rounds/${both}/ballot`), {
        choices: { [park]: 'full', ...(voter === members[1] ? {} : { [samePark]: 'full' }) },
      })
    await close(both)
    for (const each of [park, samePark]) expect((await result(both, each))?.byRole).toBeNull()
  }, 30_000)

  it('publishes no dots by role: what is shown of the others would give away those of the few', async () => {
    const all = [
      ...(await joinMany(side, board, 'member', 5)),
      ...(await joinMany(side, board, 'officer', 5)),
    ]
    const round = await open({ method: 'dots', dotsEach: 3 })
    for (const voter of all)
      await voter.browser.call('PUT', path(`/rounds/${round}/ballot`), { dots: { [buses]: 2 } })
    await close(round)
    expect(await result(round)).toMatchObject({ ballots: 10, counts: { dots: 20 }, byRole: null })
  })

  it('publishes no counts by role when one voter is neither member nor officer by then', async () => {
    const members = await joinMany(side, board, 'member', 6)
    const officers = await joinMany(side, board, 'officer', 5)
    const round = await open()
    for (const voter of [...members, ...officers]) await cast(voter, round, 'support')
    await facilitator.call('POST', path(`/participants/${members[0]!.id}`), { do: 'role', role: 'observer' })
    await close(round)
    expect(await result(round)).toMatchObject({ ballots: 11, byRole: null })
  })

  it('shows hands counted in the room apart from the ballots', async () => {
    const [ana] = await joinMany(side, board, 'member', 1)
    const round = await open()
    await cast(ana!, round, 'support')
    const counted = {
      how: 'hands',
      counts: { full: 3, support: 9, accept: 0, concern: 1, block: 0, unsure: 2 },
    }
    const put = (browser: Browser) => browser.call('PUT', path(`/rounds/${round}/counted/${buses}`), counted)
    expect(refusalOf(await put(ana!.browser)).code).toBe('facilitators-only')
    expect((await put(facilitator)).status).toBe(204)
    const few = { how: 'papers', counts: { ...counted.counts, full: 0, support: 1 } }
    expect(
      refusalOf(await facilitator.call('PUT', path(`/rounds/${round}/counted/${buses}`), few)).code,
    ).toBe('too-few-to-show')
    expect((await facilitator.call('GET', path(`/rounds/${round}/counted`))).body).toEqual({
      counted: { [buses]: counted },
    })
    await close(round)
    expect(await result(round)).toMatchObject({ ballots: 1, counts: { support: 1 }, counted })
  })

  it('counts dots too, as many as each has', async () => {
    const [ana] = await joinMany(side, board, 'member', 1)
    const parks = await recommend(side, board.id, 'Open the park.')
    const round = await open({ method: 'dots', dotsEach: 3 }, [buses, parks])
    const put = (dots: object) => ana!.browser.call('PUT', path(`/rounds/${round}/ballot`), { dots })
    expect(refusalOf(await put({ [buses]: 4 })).code).toBe('too-many-dots')
    expect((await put({ [buses]: 3 })).status).toBe(200)
    await close(round)
    expect((await result(round))?.counts).toEqual({ dots: 3 })
    expect(await result(round, parks)).toMatchObject({ ballots: 0, counts: { dots: 0 } })
  })
})

describe('who may do what', () => {
  it('only facilitators open and close, on recommendations that exist and say something', async () => {
    const [ana] = await joinMany(side, board, 'member', 1)
    const body = { recommendations: [buses], method: 'support' }
    expect(refusalOf(await ana!.browser.call('POST', path('/rounds'), body)).code).toBe('facilitators-only')
    const tryOn = (recommendations: string[]) =>
      facilitator.call('POST', path('/rounds'), { recommendations, method: 'support' })
    expect(refusalOf(await tryOn(['AAAAAAAAAAAAAAAA'])).code).toBe('no-such-recommendation')
    expect(refusalOf(await tryOn([await recommend(side, board.id, '  ')])).code).toBe('nothing-worded')
    const round = await open()
    expect(refusalOf(await ana!.browser.call('POST', path(`/rounds/${round}/close`), {})).code).toBe(
      'facilitators-only',
    )
  })

  it('facilitators, guests and latecomers do not vote; a latecomer can be added by name', async () => {
    await joinMany(side, board, 'member', 1)
    const round = await open()
    const late: Voter = { browser: side.browser(), id: '' as Voter['id'] }
    const { id } = await join(late.browser, board, 'member', 'Late')
    for (const browser of [facilitator, late.browser]) {
      expect(refusalOf(await cast({ browser, id }, round, 'full'))).toEqual({
        status: 403,
        code: 'not-on-the-roll',
      })
    }
    const roll = (body: object) => facilitator.call('POST', path(`/rounds/${round}/roll`), body)
    expect(refusalOf(await roll({ add: board.participant.id })).code).toBe('not-a-voter')
    expect((await roll({ add: id })).status).toBe(204)
    expect((await cast(late, round, 'full')).status).toBe(200)
    expect((await roll({ strike: id })).status).toBe(204)
    await close(round, { notVoted: 1 })
    expect(await result(round)).toMatchObject({ ballots: 0, voted: 0, rollSize: 1 })
  })

  it('refuses ballots on what was not offered, or of another method', async () => {
    const [ana] = await joinMany(side, board, 'member', 1)
    const round = await open()
    const put = (body: object) => ana!.browser.call('PUT', path(`/rounds/${round}/ballot`), body)
    expect(refusalOf(await put({ choices: { AAAAAAAAAAAAAAAA: 'full' } })).code).toBe('not-offered')
    expect(refusalOf(await put({ dots: { [buses]: 1 } })).code).toBe('wrong-method')
    expect(refusalOf(await put({ choices: { [buses]: 'love' } })).code).toBe('bad-request')
    expect((await put({ choices: {} })).status).toBe(200)
  })
})

describe('someone who joined twice, while a round is open', () => {
  it.each([
    ['keeps the vote of the one who is kept', 'full', 'block', { full: 1, block: 0 }],
    ['keeps the other’s vote when the one who is kept has none', undefined, 'block', { full: 0, block: 1 }],
  ] as const)('%s', async (_, ofKept, ofMerged, counts) => {
    const [kept, merged] = await joinMany(side, board, 'member', 2)
    const round = await open()
    if (ofKept) await cast(kept!, round, ofKept)
    await cast(merged!, round, ofMerged)
    await facilitator.call('POST', path(`/participants/${merged!.id}`), { do: 'merge', into: kept!.id })
    expect((await roundRow(round))?.roll).toEqual([kept!.id])
    expect((await close(round, { notVoted: 0 })).status).toBe(204)
    expect(await result(round)).toMatchObject({ ballots: 1, rollSize: 1, counts })
  })

  it('is given no ballot to read again: neither of the two may see what the other chose', async () => {
    const [kept, merged] = await joinMany(side, board, 'member', 2)
    const round = await open()
    await cast(merged!, round, 'block', 'Who pays?')
    await facilitator.call('POST', path(`/participants/${merged!.id}`), { do: 'merge', into: kept!.id })
    const read = (browser: Browser) => browser.call('GET', path(`/rounds/${round}/ballot`))
    const nothing = { ballot: null, voted: 1, of: 1 }
    expect((await read(kept!.browser)).body).toEqual(nothing)
    // From now on both browsers are this person, so what the one casts the other must not read either.
    await cast({ ...kept!, browser: merged!.browser }, round, 'concern')
    expect((await read(kept!.browser)).body).toEqual(nothing)
    await close(round)
    expect(await result(round)).toMatchObject({ ballots: 1, counts: { concern: 1, block: 0 } })
  })
})

describe('what a crash left of a round', () => {
  /** As when the server stopped between the change of the document and what follows in the store. */
  const cutShort = (method: 'closeRound' | 'moveBallot' | 'removeBallot') => {
    const whole = side.storage[method].bind(side.storage)
    Object.assign(side.storage, { [method]: () => Promise.reject(new Error('the disk is full')) })
    return () => {
      Object.assign(side.storage, { [method]: whole })
    }
  }

  it('is carried to its end at the next start: ballots gone, choices as in the results', async () => {
    const voters = await joinMany(side, board, 'member', 6)
    const round = await open()
    for (const voter of voters) await cast(voter, round, 'accept', 'Because')
    const repair = cutShort('closeRound')
    expect((await close(round)).status).toBe(204)
    expect(refusalOf(await close(round)).code).toBe('round-closed')
    expect(refusalOf(await cast(voters[0]!, round, 'block')).code).toBe('round-closed')
    expect(await side.storage.ballotCount(round)).toBe(6)
    repair()
    for (let starts = 0; starts < 2; starts++) {
      await side.finishRounds()
      expect(await side.storage.ballotCount(round)).toBe(0)
      expect((await side.storage.choices(round)).map(({ choice }) => choice)).toEqual(
        voters.map(() => 'accept'),
      )
      expect(await result(round)).toMatchObject({ ballots: 6, counts: { accept: 6 } })
    }
  })

  it('counts the vote of someone whose merging was cut short, before and after the next start', async () => {
    const [kept, merged, other] = await joinMany(side, board, 'member', 3)
    const [first, second] = [await open(), await open({}, [await recommend(side, board.id, 'More.')])]
    for (const voter of [merged!, other!]) await cast(voter, first, 'block')
    await merged!.browser.call('PUT', path(`/rounds/${second}/ballot`), { choices: {} })
    const repair = cutShort('moveBallot')
    await facilitator.call('POST', path(`/participants/${merged!.id}`), { do: 'merge', into: kept!.id })
    await close(first, { notVoted: 0 })
    expect(await result(first)).toMatchObject({ ballots: 2, voted: 2, rollSize: 2, counts: { block: 2 } })
    repair()
    await side.finishRounds()
    expect((await side.storage.ballots(second)).map(({ participant }) => participant)).toEqual([kept!.id])
  })

  it('gives up the vote of someone whose striking was cut short, even if they come back', async () => {
    const [ana] = await joinMany(side, board, 'member', 2)
    const round = await open()
    await cast(ana!, round, 'block')
    const roll = (body: object) => facilitator.call('POST', path(`/rounds/${round}/roll`), body)
    const repair = cutShort('removeBallot')
    expect((await roll({ strike: ana!.id })).status).toBe(204)
    repair()
    expect((await roll({ add: ana!.id })).status).toBe(204)
    await close(round)
    expect(await result(round)).toMatchObject({ ballots: 0, voted: 0, rollSize: 2 })
  })
})
