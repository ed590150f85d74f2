import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../../server/storage/sqlite/sqliteStore.ts'
import { erasable, fromErasable } from '../../../server/storage/sqlite/erasable.ts'
import type { AuthorKey, BoardId, ParticipantId } from '../../../shared/model/ids.ts'
import { idNamed } from '../../support/boardState.ts'
import { aBoard } from '../../contract/storage.ts'
import { diceOf } from '../rooms/guard/Dice.ts'

describe('bytes that can be erased', () => {
  it('come back as they were, whatever their size, and so do those of earlier builds', () => {
    for (const size of [0, 1, 2, 500, 3500, 4061, 4096, 8191, 100_000]) {
      const bytes = new Uint8Array(size).fill(7)
      expect(fromErasable(erasable(bytes))).toEqual(bytes)
      expect(fromErasable(bytes)).toEqual(bytes)
    }
  })
})

describe('the SQLite file while boards are written, compacted and deleted', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
  })
  const everything = async () => {
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))))
    return Buffer.concat(files).toString('latin1')
  }

  // Pages are split and joined all the time here: it is then that copies of rows used to stay behind.
  it('keeps nothing of what was compacted away', async () => {
    const store = await openSqliteStore(join(folder, 'boards.db'))
    const dice = diceOf(76)
    const boards = Array.from({ length: 8 }, () => aBoard().id)
    for (const id of boards) store.createBoard({ ...aBoard(), id })
    const words = (board: number, round: number) =>
      Buffer.from(`<${board}R${round}>`.repeat(1 + dice.below(dice.chance(0.1) ? 900 : 40)))
    const lastSeq = new Map<number, number>()
    for (let round = 0; round < 120; round++) {
      const batch = Array.from({ length: 1 + dice.below(20) }, () => dice.below(boards.length))
      const seqs = store.appendUpdates(
        batch.map((board) => ({ board: boards[board]!, update: words(board, round), bindings: [] })),
      )
      batch.forEach((board, i) => lastSeq.set(board, seqs[i]!))
      const board = dice.below(boards.length)
      const through = lastSeq.get(board)
      if (through === undefined || !dice.chance(0.4)) continue
      store.compact(boards[board]!, Buffer.alloc(dice.below(20_000)), through)
      store.purge()
      expect((await everything()).match(new RegExp(`<${board}R`, 'g')) ?? []).toEqual([])
    }
    store.close()
  })

  it('keeps nothing of the people of a deleted board, and all of those of others', async () => {
    const store = await openSqliteStore(join(folder, 'boards.db'))
    const [first, gone, last] = ['FIRST', 'GONE', 'LAST'].map((name) => idNamed<BoardId>(name))
    const boards = [first!, gone!, last!]
    for (const id of boards) store.createBoard({ ...aBoard(), id, code: null })
    // Keys in no order, as hashes are, so that pages are split in their middle; by these, copies stay behind.
    const dice = diceOf(14)
    const random = (fill: string) => `${dice.below(1e9)}`.padStart(16, fill)
    for (let i = 0; i < 200; i++) {
      const id = dice.pick(boards)
      const participant = random('P') as ParticipantId
      store.addParticipant({ id: participant, board: id, author: random('A') as AuthorKey })
      store.addSeat(`${dice.below(1e9)}`.padStart(24, '0') + `SEAT${id}`, participant, i)
    }
    store.deleteBoard(first!)
    store.deleteBoard(gone!)
    store.purge()
    const left = await everything()
    expect(left.includes(gone!)).toBe(false)
    expect(left.includes(last!)).toBe(true)
    expect(store.participants(last!).length).toBeGreaterThan(0)
    store.close()
  })

  it('says so while another process reads an older state, without waiting for it', async () => {
    const store = await openSqliteStore(join(folder, 'boards.db'))
    const board = aBoard()
    store.createBoard(board)
    const [seq] = store.appendUpdates([{ board: board.id, update: Buffer.from('Zanzibar'), bindings: [] }])
    const reader = new Libsql(join(folder, 'boards.db'))
    reader.exec('begin')
    reader.prepare('select count(*) from batches').all([])
    const startedMs = Date.now()
    store.compact(board.id, Buffer.from('nothing'), seq!)
    expect(() => store.purge()).toThrow('cannot be emptied yet')
    expect(Date.now() - startedMs).toBeLessThan(2000)
    expect((await everything()).includes('Zanzibar')).toBe(true)
    reader.exec('commit')
    reader.close()
    store.purge()
    expect((await everything()).includes('Zanzibar')).toBe(false)
    store.close()
  })
})
