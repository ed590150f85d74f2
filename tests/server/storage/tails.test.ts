import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqliteStore } from '../../../server/storage/sqlite/sqliteStore.ts'
import type { BoardId } from '../../../shared/model/ids.ts'
import { aBoard } from '../../contract/storage.ts'
import { diceOf } from '../rooms/guard/Dice.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

it('knows of exactly the updates that lie in the file, whatever was written, undone, opened anew', async () => {
  const file = join(folder, 'boards.db')
  let store = await openSqliteStore(file)
  const beside = new Libsql(file)
  const inFile = (board: BoardId) =>
    (
      beside.prepare('select seq from updates where board = ? order by seq').all([board]) as { seq: number }[]
    ).map(({ seq }) => seq)
  const dice = diceOf(20)
  const boards = Array.from({ length: 6 }, () => aBoard().id)
  for (const id of boards) store.createBoard({ ...aBoard(), id })
  const written = (board: BoardId, text: string) => ({ board, update: Buffer.from(text), bindings: [] })
  const broken = (board: BoardId) => ({ board, update: null as unknown as Uint8Array, bindings: [] })

  for (let step = 0; step < 300; step++) {
    const board = dice.pick(boards)
    const some = Array.from({ length: 1 + dice.below(5) }, () => written(dice.pick(boards), `${step}`))
    switch (dice.below(8)) {
      case 0:
        expect(() => store.appendUpdates([...some, broken(board)])).toThrow()
        break
      case 1: {
        const seqs = inFile(board)
        if (seqs.length > 0) store.compact(board, Buffer.from('all'), dice.pick(seqs))
        break
      }
      case 2:
        if (!dice.chance(0.2)) break
        store.deleteBoard(board)
        if (dice.chance(0.5)) store.createBoard({ ...aBoard(), id: board })
        break
      case 3:
        if (!dice.chance(0.2)) break
        store.close()
        store = await openSqliteStore(file)
        break
      default:
        store.appendUpdates(some)
    }
    for (const id of boards) {
      const seqs = inFile(id)
      const { tail, lastSeq } = store.loadDocument(id)
      expect(tail.length, `step ${step}`).toBe(seqs.length)
      if (seqs.length > 0) expect(lastSeq, `step ${step}`).toBe(seqs.at(-1))
    }
    const withTail = boards.filter((id) => inFile(id).length > 0)
    expect(new Set(store.boardsWithTail()), `step ${step}`).toEqual(new Set(withTail))
  }
  beside.close()
  store.close()
})
