import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../../server/storage/sqlite/database.ts'
import { ballotsIn } from '../../../server/storage/sqlite/ballots.ts'
import { batchesIn } from '../../../server/storage/sqlite/batches.ts'
import { boardsIn } from '../../../server/storage/sqlite/boards.ts'
import { tailsOf } from '../../../server/storage/sqlite/tails.ts'
import { migrateDatabase } from '../../../server/storage/sqlite/migrations.ts'
import { roundKeysIn, type RoundKeys } from '../../../server/storage/sqlite/roundKeys.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import type { Storage } from '../../../server/storage/Storage.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { ParticipantId, RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import { aBoard } from '../../contract/storage.ts'
import {
  joinMany,
  makeBoard,
  recommend,
  startHttpSide,
  type Browser,
  type HttpSideUnderTest,
  type Made,
} from '../../support/httpSide.ts'

const VOTERS = 5

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
})
afterEach(() => rm(folder, { recursive: true }))
const fileIn = (where: string) => join(where, 'boards.db')
const keysIn = (where: string) => roundKeysIn(join(where, 'round-keys'))

/** Thrown in place of what a dead process would have done next. */
class Died extends Error {}

/** The steps of a closing after its results are in the document, each on the file of a store that is closed. */
const laterSteps = {
  'in the middle of writing its choices': (db, keys) => ({
    db: {
      ...db,
      prepare: (sql) =>
        sql.startsWith('delete from counted') ? { ...db.prepare(sql), run: die } : db.prepare(sql),
    },
    keys,
  }),
  'with its choices written, before the log is emptied': (db, keys) => ({
    db: { ...db, checkpoint: die },
    keys: { ...keys, destroy: die },
  }),
  'with the log emptied, before its key is destroyed': (db, keys) => ({
    db,
    keys: { ...keys, destroy: die },
  }),
  'with its key destroyed, before that is answered': (db, keys) => ({
    db,
    keys: {
      ...keys,
      destroy(round) {
        keys.destroy(round)
        die()
      },
    },
  }),
} satisfies Record<string, (db: Database, keys: RoundKeys) => { db: Database; keys: RoundKeys }>

function die(): never {
  throw new Died()
}

describe('a round whose closing is stopped', () => {
  let side: HttpSideUnderTest
  let facilitator: Browser
  let board: Made
  let asked: RecommendationId
  let round: RoundId

  /** As after a crash: nothing is known but what lies in the folder. */
  const start = async (storage: Storage) => {
    side = await startHttpSide({}, undefined, { storage })
  }
  /** By the facilitator, whose browser is the same on every server. */
  const close = (browser: Browser) =>
    browser.call(
      'POST',
      `/api/boards/${board.id}/rounds/${round}/close`,
      {},
      {
        cookie: facilitator.cookie() ?? '',
      },
    )
  const stateOf = () =>
    side.rooms.read(board.id, (state) => ({
      is: state.rounds.get(round)?.state.is,
      result: state.results.get(`${round}/${asked}`),
    }))

  beforeEach(async () => {
    await start(sqliteStorage({ file: fileIn(folder) }))
    facilitator = side.browser()
    board = await makeBoard(facilitator)
    asked = await recommend(side, board.id, 'Run a bus after ten.')
    const voters = await joinMany(side, board, 'member', VOTERS)
    const opened = await facilitator.call('POST', `/api/boards/${board.id}/rounds`, {
      recommendations: [asked],
      method: 'support',
    })
    round = (opened.body as { id: RoundId }).id
    for (const { browser } of voters) {
      const path = `/api/boards/${board.id}/rounds/${round}/ballot`
      expect((await browser.call('PUT', path, { choices: { [asked]: 'support' } })).status).toBe(200)
    }
  })
  afterEach(() => side.stop())

  const expectOpen = async () => {
    expect((await stateOf()).is).toBe('open')
    expect(await side.storage.ballots(round)).toHaveLength(VOTERS)
    expect(await side.storage.choices(round)).toEqual([])
    expect(keysIn(folder).rounds()).toEqual([round])
  }
  const expectClosed = async () => {
    expect(await stateOf()).toMatchObject({ is: 'closed', result: { ballots: VOTERS, voted: VOTERS } })
    expect(await side.storage.ballots(round)).toEqual([])
    expect(await side.storage.choices(round)).toHaveLength(VOTERS)
    expect(keysIn(folder).rounds()).toEqual([])
  }
  /** Starts on the folder as it lies there, lets the start do what it does, and does it once more. */
  const startAgain = async (check: () => Promise<void>) => {
    for (const time of ['first', 'second']) {
      await start(sqliteStorage({ file: fileIn(folder) }))
      await side.finishRounds()
      await check()
      if (time === 'first') await side.stop()
    }
  }
  /** A storage over the running one in which a method of a closing dies instead. */
  const dyingIn = (method: 'appendUpdates' | 'closeRound'): Storage => {
    const storage = sqliteStorage({ file: fileIn(folder) })
    return { ...storage, [method]: () => Promise.reject(new Died()) }
  }
  /** The server of before goes, and the facilitator's closing meets one that dies on the way. */
  const closeWith = async (storage: Storage) => {
    await side.stop()
    await start(storage)
    expect((await close(side.browser())).status).not.toBe(403)
    await side.stop().catch((error: unknown) => {
      if (!(error instanceof Died)) throw error
    })
  }

  it('before its results are written is open with all its ballots, and can be closed', async () => {
    await closeWith(dyingIn('appendUpdates'))
    await startAgain(expectOpen)
    expect((await close(side.browser())).status).toBe(204)
    await expectClosed()
  })

  it('with its results written, before anything else, is closed with every ballot counted', async () => {
    await closeWith(dyingIn('closeRound'))
    expect(keysIn(folder).rounds()).toEqual([round])
    await startAgain(expectClosed)
  })

  it.each(Object.entries(laterSteps))('%s is closed with every ballot counted once', async (_, stop) => {
    await closeWith(dyingIn('closeRound'))
    const raw = openDatabase(fileIn(folder))
    const { db, keys } = stop(raw, keysIn(folder))
    const ballots = ballotsIn(raw, keysIn(folder)).ballots(round)
    expect(ballots).toHaveLength(VOTERS)
    const choices = ballots.map(() => ({ recommendation: asked, choice: 'support' as const }))
    expect(() => ballotsIn(db, keys).closeRound(board.id, round, choices)).toThrow(Died)
    raw.close()
    await startAgain(expectClosed)
  })
})

describe('a board that is erased while the log cannot be emptied', () => {
  it('takes the keys of its open rounds with it all the same', async () => {
    const db = openDatabase(fileIn(folder))
    const keys = keysIn(folder)
    await migrateDatabase(db, keys)
    const board = aBoard()
    const boardsOf = (db: Database) => boardsIn(db, keys, batchesIn(db), tailsOf(batchesIn(db)))
    boardsOf(db).createBoard(board)
    const round = newId<RoundId>()
    ballotsIn(db, keys).putBallot(board.id, round, newId<ParticipantId>(), { choices: {} })
    expect(keys.rounds()).toEqual([round])
    expect(() => boardsOf({ ...db, checkpoint: die }).deleteBoard(board.id)).toThrow(Died)
    expect(keys.rounds()).toEqual([])
    expect(boardsOf(db).board(board.id)).toBeUndefined()
    db.close()
  })
})
