import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import Libsql from 'libsql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqliteStore, type SqliteStore } from '../../../server/storage/sqlite/sqliteStore.ts'
import { aBoard } from '../../contract/storage.ts'

let folder: string
let store: SqliteStore
let beside: Libsql.Database
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'common-thread-'))
  store = await openSqliteStore(join(folder, 'boards.db'))
  beside = new Libsql(join(folder, 'boards.db'))
})
afterEach(() => {
  beside.close()
  store.close()
  rmSync(folder, { recursive: true })
})
const rows = () => (beside.prepare('select count(*) as n from batches').all([]) as { n: number }[])[0]!.n

it('keeps what one flush brought for many boards in one row, until the last of them is compacted', () => {
  const boards = Array.from({ length: 30 }, aBoard)
  for (const board of boards) store.createBoard(board)
  const update = Buffer.from('a change')
  const seqs = store.appendUpdates(boards.map(({ id }) => ({ board: id, update, bindings: [] })))
  expect(rows()).toBe(1)
  for (const [i, { id }] of boards.entries()) {
    expect(store.loadDocument(id).tail).toEqual([new Uint8Array(update)])
    store.compact(id, Buffer.from('all'), seqs[i]!)
    expect(rows()).toBe(i < boards.length - 1 ? 1 : 0)
  }
})

it('gives a long update a row for itself, and each further update of one board another row', () => {
  const [one, other] = [aBoard(), aBoard()]
  for (const board of [one, other]) store.createBoard(board)
  const sizes = fc.array(fc.tuple(fc.boolean(), fc.constantFrom(1, 100, 40_000, 70_000)), { maxLength: 8 })
  fc.assert(
    fc.property(sizes, (sizes) => {
      const updates = sizes.map(([isOne, size], i) => ({
        board: (isOne ? one : other).id,
        update: new Uint8Array(size).fill(i + 1),
        bindings: [],
      }))
      const before = rows()
      const seqs = store.appendUpdates(updates)
      expect(rows() - before).toBe(new Set(seqs).size)
      for (const { id } of [one, other]) {
        const own = updates.filter(({ board }) => board === id)
        const numbers = seqs.filter((_, i) => updates[i]!.board === id)
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
        const { tail, lastSeq } = store.loadDocument(id)
        expect(tail.map((update) => [update.length, update[0]])).toEqual(
          own.map(({ update }) => [update.length, update[0]]),
        )
        store.compact(id, Buffer.from('all'), lastSeq)
      }
      expect(rows()).toBe(0)
    }),
    { numRuns: 40 },
  )
})
