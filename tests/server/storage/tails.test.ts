import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { boardsIn } from '../../../server/storage/sqlite/batch.ts'
import { fromErasable } from '../../../server/storage/sqlite/erasable.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqliteStore.ts'
import type { BoardId, ParticipantId } from '../../../shared/model/ids.ts'
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
  const inFile = (board: BoardId) => {
    const rows = beside.prepare('select seq, bytes from batches order by seq').all([])
    return (rows as { seq: number; bytes: ArrayBuffer }[])
      .filter(({ bytes }) => boardsIn(fromErasable(new Uint8Array(bytes))).includes(board))
      .map(({ seq }) => seq)
  }
  const dice = diceOf(20)
  const boards = Array.from({ length: 6 }, () => aBoard().id)
  for (const id of boards) store.createBoard({ ...aBoard(), id })
  const written = (board: BoardId, text: string) => ({ board, update: Buffer.from(text), bindings: [] })
  // What fails comes after the updates have been written.
  const nobody = { clientId: 1, participant: {} as ParticipantId }
  const broken = (board: BoardId) => ({ ...written(board, 'broken'), bindings: [nobody] })

  for (let step = 0; step < 300; step++) {
    const board = dice.pick(boards)
    const some = Array.from({ length: 1 + dice.below(5) }, () => written(dice.pick(boards), `${step}`))
    switch (dice.below(8)) {
      case 0:
        if (store.board(board)) expect(() => store.appendUpdates([...some, broken(board)])).toThrow()
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
