import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryStorage } from '../../../server/storage/memory/memoryStorage.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import { ballotSteps, type BallotStep } from '../../../shared/model/ballots.ts'
import type { RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import {
  joinMany,
  makeBoard,
  recommend,
  refusalOf,
  startHttpSide,
  type Browser,
  type HttpSideUnderTest,
  type Made,
  type Voter,
} from '../../support/httpSide.ts'

/** Each ballot in SQLite waits for the disk, so ten thousand would take a minute and more. */
const RACING = { memory: 10_000, sqlite: 2_000 }
const VOTERS = 20

let folder: string
let side: HttpSideUnderTest
let facilitator: Browser
let board: Made
let asked: RecommendationId
let voters: Voter[]
let round: RoundId
const path = (rest: string) => `/api/boards/${board.id}/rounds${rest}`

const cast = (voter: Voter, step: BallotStep) =>
  voter.browser.call('PUT', path(`/${round}/ballot`), { choices: { [asked]: step } })
const close = () => facilitator.call('POST', path(`/${round}/close`), {})
const result = () => side.rooms.read(board.id, (state) => state.results.get(`${round}/${asked}`))

const stores = {
  memory: () => memoryStorage(),
  sqlite: () => sqliteStorage({ file: join(folder, 'boards.db') }),
}

describe.each(['memory', 'sqlite'] as const)('ballots that race on the store in %s', (kind) => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
    side = await startHttpSide({}, undefined, { storage: stores[kind]() })
    facilitator = side.browser()
    board = await makeBoard(facilitator)
    asked = await recommend(side, board.id, 'Run a bus after ten.')
    voters = await joinMany(side, board, 'member', VOTERS)
    const reply = await facilitator.call('POST', path(''), { recommendations: [asked], method: 'support' })
    round = (reply.body as { id: RoundId }).id
  })
  afterEach(async () => {
    await side.stop()
    await rm(folder, { recursive: true })
  })

  it('leave one a voter, of thousands', async () => {
    const before = (await side.rooms.snapshot(board.id)).etag
    let accepted = 0
    for (let done = 0; done < RACING[kind]; done += 500) {
      const replies = await Promise.all(
        Array.from({ length: 500 }, (_, i) => cast(voters[i % VOTERS]!, ballotSteps[(done + i) % 6]!)),
      )
      accepted += replies.filter(({ status }) => status === 200).length
    }
    expect(accepted).toBe(RACING[kind])
    expect(await side.storage.ballotCount(round)).toBe(VOTERS)
    // Casting leaves the document as it was: who has voted is not in it.
    expect((await side.rooms.snapshot(board.id)).etag).toBe(before)
    expect((await close()).status).toBe(204)
    expect(await result()).toMatchObject({ ballots: VOTERS, voted: VOTERS, rollSize: VOTERS })
  }, 120_000)

  it('with the closing are counted as they were last confirmed, or refused', async () => {
    const last = new Map<Voter, BallotStep>()
    let isClosed = false
    const voting = voters.map(async (voter, v) => {
      for (let i = 0; ; i++) {
        const step = ballotSteps[(v + i) % 6]!
        const reply = await cast(voter, step)
        if (reply.status !== 200) {
          expect(refusalOf(reply)).toEqual({ status: 409, code: 'round-closed' })
          return
        }
        // Answered after the closing was: it must have been counted before.
        last.set(voter, step)
        if (i > 2000 && isClosed) throw new Error('a closed round still takes ballots')
      }
    })
    while (last.size < VOTERS) await new Promise((resolve) => setTimeout(resolve, 5))
    expect((await close()).status).toBe(204)
    isClosed = true
    await Promise.all(voting)
    const counts = Object.fromEntries(ballotSteps.map((step) => [step, 0])) as Record<BallotStep, number>
    for (const step of last.values()) counts[step]++
    expect(await result()).toMatchObject({ ballots: VOTERS, counts })
    expect((await side.storage.choices(round)).length).toBe(VOTERS)
  }, 120_000)
})
