import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ballotSeal } from '../../../server/storage/sqlite/ballotSeal.ts'
import { sealedBallotsIn } from '../../../server/storage/sqlite/ballots.ts'
import { openDatabase } from '../../../server/storage/sqlite/database.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { Ballot } from '../../../shared/model/ballots.ts'
import type { ParticipantId, RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import { aBoard } from '../../contract/storage.ts'

const firstBuild = fileURLToPath(new URL('../../fixtures/database-001.db', import.meta.url))

let folder: string
const open = () => sqliteStorage({ file: join(folder, 'boards.db') })
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
})
afterEach(() => rm(folder, { recursive: true }))

const filesUnder = async (where: string): Promise<string[]> =>
  (await readdir(where, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
/** Which of the files under the data folder hold these bytes anywhere. */
const filesHolding = async (words: Uint8Array | string): Promise<string[]> => {
  const files = await filesUnder(folder)
  const holds = await Promise.all(
    files.map(async (file) => (await readFile(file)).includes(Buffer.from(words as string))),
  )
  return files.filter((_, i) => holds[i])
}
const rowsOf = (sql: string): Record<string, unknown>[] => {
  const db = new Libsql(join(folder, 'boards.db'))
  const rows = db.prepare(sql).all() as Record<string, unknown>[]
  db.close()
  return rows
}
const blob = (value: unknown) => Buffer.from(value as ArrayBuffer)

const board = aBoard()
const asked = newId<RecommendationId>()
const someone = () => newId<ParticipantId>()
const chose = (step: 'full' | 'block', reason?: string): Ballot => ({
  choices: { [asked]: step },
  ...(reason === undefined ? {} : { reasons: { [asked]: reason } }),
})

describe('ballots in the file', () => {
  it('say neither who chose nor what, and are all of one length, whatever was written', async () => {
    const storage = open()
    await storage.createBoard(board)
    const round = newId<RoundId>()
    const voters = Array.from({ length: 12 }, someone)
    for (const [i, voter] of voters.entries())
      await storage.putBallot(
        board.id,
        round,
        voter,
        chose('block', i === 7 ? 'Who pays? '.repeat(50) : undefined),
      )
    for (const words of [...voters, asked, 'block', 'Who pays?'])
      expect(await filesHolding(words)).toEqual([])
    const lengths = rowsOf('select length(sealed) as length from sealed_ballots').map((row) => row['length'])
    expect(lengths).toHaveLength(12)
    expect(new Set(lengths).size).toBe(1)
    expect((await stat(join(folder, 'round-keys', round))).mode & 0o777).toBe(0o600)
    expect(await storage.ballot(round, voters[3]!)).toEqual(chose('block'))
    await storage.close()
  })

  it('leave, once their round is closed, no tag, no sealed row and no key in any file', async () => {
    const storage = open()
    await storage.createBoard(board)
    const [round, other] = [newId<RoundId>(), newId<RoundId>()]
    const voters = Array.from({ length: 60 }, someone)
    const cast = async (where: RoundId, turn: number) => {
      for (const [i, voter] of voters.entries())
        await storage.putBallot(
          board.id,
          where,
          voter,
          chose((i + turn) % 3 ? 'full' : 'block', i % 5 ? undefined : 'Because '.repeat(40 + turn * 20)),
        )
    }
    const everSealed: Buffer[] = []
    const remember = () => {
      for (const row of rowsOf(`select sealed from sealed_ballots where round = '${round}'`))
        everSealed.push(blob(row['sealed']))
    }
    for (const turn of [0, 1]) {
      await cast(round, turn)
      remember()
      await cast(other, turn)
    }
    const key = await readFile(join(folder, 'round-keys', round))
    const seal = ballotSeal(round, key)
    // What is looked for below is what there was.
    for (const voter of voters) expect(await filesHolding(seal.tag(voter))).not.toEqual([])
    expect(await filesHolding(everSealed.at(-1)!.subarray(40, 72))).not.toEqual([])

    const ballots = await storage.ballots(round)
    await storage.closeRound(
      board.id,
      round,
      ballots.map(({ ballot }) => ({
        recommendation: asked,
        choice: 'choices' in ballot ? ballot.choices[asked]! : 'dot',
      })),
    )
    const bytes = Buffer.concat(await Promise.all((await filesUnder(folder)).map((file) => readFile(file))))
    expect(bytes.includes(key)).toBe(false)
    for (const voter of voters) {
      expect(bytes.includes(voter)).toBe(false)
      expect(bytes.includes(Buffer.from(seal.tag(voter)))).toBe(false)
    }
    for (const sealed of everSealed)
      for (const at of [0, 60, 200, sealed.length - 16])
        expect(bytes.includes(sealed.subarray(at, at + 16))).toBe(false)
    expect(await readdir(join(folder, 'round-keys'))).toEqual([other])
    expect(await storage.ballotCount(other)).toBe(60)
    await storage.close()
  })

  it('leave no tag in the place from which SQLite had moved a row', async () => {
    // With these keys a full page is parted so that a tag stays behind, were its row only deleted: one of 600 did.
    const hashed = (words: string) => createHash('sha256').update(words).digest()
    const named = (words: string) => hashed(words).toString('base64url').slice(0, 16)
    const storage = open()
    await storage.createBoard(board)
    await storage.close()
    const db = openDatabase(join(folder, 'boards.db'))
    const sealed = sealedBallotsIn(db)
    const rounds = ['round', 'other'].map((name) => {
      const round = named(name) as RoundId
      return { round, seal: ballotSeal(round, hashed(`${round} 288`)) }
    })
    const voters = Array.from({ length: 60 }, (_, i) => named(`voter ${i}`) as ParticipantId)
    const wanted = named('asked') as RecommendationId
    db.transaction(() => {
      for (const turn of [0, 1])
        for (const { round, seal } of rounds)
          for (const [i, voter] of voters.entries())
            sealed.write(seal, board.id, round, voter, {
              choices: { [wanted]: 'full' },
              reasons: i % 5 ? {} : { [wanted]: 'Because '.repeat(40 + turn * 20) },
            })
    })
    const [closed, other] = rounds as [(typeof rounds)[0], (typeof rounds)[0]]
    expect(sealed.removeAll(closed.round)).toBe(60)
    db.checkpoint()
    for (const voter of voters) expect(await filesHolding(closed.seal.tag(voter))).toEqual([])
    expect(sealed.readAll(other.seal, other.round)).toHaveLength(60)
    db.close()
  })

  it('are noise as soon as their round is closed, though somebody reads an older state; and gone once that ends', async () => {
    const storage = open()
    await storage.createBoard(board)
    const round = newId<RoundId>()
    const voters = Array.from({ length: 8 }, someone)
    for (const voter of voters) await storage.putBallot(board.id, round, voter, chose('full'))
    const keyFile = join(folder, 'round-keys', round)
    const key = await readFile(keyFile)
    const seal = ballotSeal(round, key)
    const reader = new Libsql(join(folder, 'boards.db'))
    reader.exec('begin')
    expect(reader.prepare('select count(*) as n from sealed_ballots').all()).toMatchObject([{ n: 8 }])

    const cast = voters.map(() => ({ recommendation: asked, choice: 'full' as const }))
    await storage.closeRound(board.id, round, cast)
    // What the reader holds on to is still there, and the key to it is nowhere.
    expect(await filesHolding(seal.tag(voters[0]!))).not.toEqual([])
    expect(await filesHolding(key)).toEqual([])
    await expect(stat(keyFile)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(storage.purge()).rejects.toThrow(/is being read/)
    // Once more after a crash, say: nothing is doubled.
    await storage.closeRound(board.id, round, cast)
    expect(await storage.choices(round)).toHaveLength(8)

    reader.exec('commit')
    reader.close()
    await storage.purge()
    for (const voter of voters) expect(await filesHolding(seal.tag(voter))).toEqual([])
    expect(await storage.choices(round)).toHaveLength(8)
    await storage.close()
  })

  it('of a database by the first build are sealed when it is opened, and gone from its bytes as they were', async () => {
    await copyFile(firstBuild, join(folder, 'boards.db'))
    const before = rowsOf('select round, participant, ballot from ballots')
    expect(before).toHaveLength(3)
    const storage = open()
    for (const row of before)
      expect(await storage.ballot(row['round'] as RoundId, row['participant'] as ParticipantId)).toEqual(
        JSON.parse(row['ballot'] as string),
      )
    for (const row of before) expect(await filesHolding(row['ballot'] as string)).toEqual([])
    expect(await filesHolding('"choices"')).toEqual([])
    await storage.close()
  })

  it('restored without their key are dropped, and the round takes votes again', async () => {
    const first = open()
    await first.createBoard(board)
    const [lost, kept] = [newId<RoundId>(), newId<RoundId>()]
    const ana = someone()
    for (const round of [lost, kept])
      for (const voter of [ana, someone(), someone()])
        await first.putBallot(board.id, round, voter, chose('full'))
    await first.close()
    await rm(join(folder, 'round-keys', lost))

    const restored = open()
    expect(await restored.ballots(lost)).toEqual([])
    expect(await restored.ballotCount(lost)).toBe(0)
    expect(await restored.ballot(lost, ana)).toBeUndefined()
    expect((await restored.sweepBallots()).dropped).toEqual([{ round: lost, ballots: 3 }])
    expect(await restored.putBallot(board.id, lost, ana, chose('block'))).toEqual({ isFirst: true, voted: 1 })
    expect(await restored.ballotCount(kept)).toBe(3)
    await restored.close()

    // Restored once more, with the key of the second vote on it.
    await copyFile(join(folder, 'round-keys', kept), join(folder, 'round-keys', lost))
    const again = open()
    expect((await again.sweepBallots()).dropped).toEqual([{ round: lost, ballots: 1 }])
    expect(await again.ballotCount(lost)).toBe(0)
    await again.close()
  })

  it('take their keys along when the board is erased; and a key that no ballot needs goes by itself', async () => {
    const storage = open()
    await storage.createBoard(board)
    const round = newId<RoundId>()
    await storage.putBallot(board.id, round, someone(), chose('full'))
    await storage.deleteBoard(board.id)
    expect(await readdir(join(folder, 'round-keys'))).toEqual([])
    await mkdir(join(folder, 'round-keys'), { recursive: true })
    await copyFile(join(folder, 'boards.db'), join(folder, 'round-keys', round))
    await storage.sweepBallots()
    expect(await readdir(join(folder, 'round-keys'))).toEqual([])
    await storage.close()
  })
})
