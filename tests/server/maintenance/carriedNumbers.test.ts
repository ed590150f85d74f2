import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { carryOverRecords } from '../../../server/maintenance/carryOver.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqliteStore.ts'
import { aBoard } from '../../contract/storage.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'common-thread-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const fileIn = (name: string) => {
  mkdirSync(join(folder, name), { recursive: true })
  return join(folder, name, 'boards.db')
}

it('brings the updates of boards made since, takes those of deleted ones, and gives no number twice', async () => {
  const [kept, deleted, since, quiet] = [aBoard(), aBoard(), aBoard(), aBoard()]
  const update = (board: { id: typeof kept.id }, words: string) => ({
    board: board.id,
    update: Buffer.from(words),
    bindings: [],
  })
  const backup = await openSqliteStore(fileIn('backup'))
  for (const board of [kept, deleted]) backup.createBoard(board)
  backup.appendUpdates([update(kept, 'kept then'), update(deleted, 'deleted then')])
  backup.close()
  const present = await openSqliteStore(fileIn('present'))
  for (const board of [kept, since, quiet]) present.createBoard(board)
  // Several boards in one row, and one that has nothing beside its snapshot.
  present.appendUpdates([update(kept, 'kept now'), update(since, 'since')])
  let last = 0
  for (let i = 0; i < 10; i++) [last = 0] = present.appendUpdates([update(quiet, 'quiet')])
  present.compact(quiet.id, Buffer.from('all of quiet'), last)
  present.close()

  const carried = carryOverRecords(fileIn('backup'), fileIn('present'), true)
  expect(carried).toEqual({ deleted: 1, madeSince: 2 })

  const store = await openSqliteStore(fileIn('backup'))
  const tailOf = ({ id }: typeof kept) =>
    store.loadDocument(id).tail.map((bytes) => Buffer.from(bytes).toString())
  expect(tailOf(kept)).toEqual(['kept then'])
  expect(tailOf(since)).toEqual(['since'])
  expect(tailOf(deleted)).toEqual([])
  expect(tailOf(quiet)).toEqual([])
  expect(store.boardsWithTail().toSorted()).toEqual([kept.id, since.id].toSorted())
  const [next = 0] = store.appendUpdates([update(quiet, 'later')])
  expect(next).toBeGreaterThan(last)
  store.close()
})
