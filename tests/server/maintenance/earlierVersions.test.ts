import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openData } from '../../../server/maintenance/openData.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqliteStore.ts'
import type { BoardId } from '../../../shared/model/ids.ts'
import { plainly } from '../../fixtures/plainly.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const versions = readdirSync(fixtures).flatMap((name) => /^database-(\d+)\.db$/.exec(name)?.[1] ?? [])
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'common-thread-'))
  file = join(folder, 'boards.db')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

type Rows = Record<string, Record<string, unknown>[]>
function dump(): Rows {
  const db = new Libsql(file)
  const names = db.prepare("select name from sqlite_master where type = 'table' order by name").all() as {
    name: string
  }[]
  const rows = Object.fromEntries(
    names.map(({ name }) => [name, db.prepare(`select * from "${name}"`).all() as Record<string, unknown>[]]),
  )
  db.close()
  return rows
}

describe('a database of an earlier version', () => {
  it.each(versions)('%s opens with every row, and opening it again changes nothing', async (version) => {
    copyFileSync(`${fixtures}database-${version}.db`, file)
    const then = JSON.parse(readFileSync(`${fixtures}database-${version}.json`, 'utf8')) as Rows
    const board = then['boards']?.[0]?.['id'] as BoardId
    const openAndRead = async () => {
      const data = await openData(file)
      const state = await data.rooms.read(board, (read) => plainly(read))
      const people = await data.storage.participants(board)
      const seats = await Promise.all(
        (then['seats'] ?? []).map((seat) => data.storage.seats(seat['browser'] as string, board)),
      )
      await data.close()
      return { state, people, seats }
    }
    const first = await openAndRead()
    expect(JSON.parse(JSON.stringify(first.state))).toEqual(
      JSON.parse(readFileSync(`${fixtures}document-1.json`, 'utf8')),
    )
    expect(first.people).toHaveLength(then['participants']?.length ?? -1)
    expect(first.seats.map((of) => of.length)).toEqual((then['seats'] ?? []).map(() => 1))
    for (const table of ['boards', 'participants', 'seats', 'bindings', 'counted', 'ways_back'])
      expect(dump()[table], table).toHaveLength(then[table]?.length ?? -1)
    const before = dump()
    expect(await openAndRead()).toEqual(first)
    expect(dump()).toEqual(before)
  })

  it('keeps its updates by their numbers, gives none of these to another, and can wipe them', async () => {
    copyFileSync(`${fixtures}database-001.db`, file)
    const { updates = [], sqlite_sequence: counts = [] } = dump()
    const [last] = updates.slice(-1)
    const board = last?.['board'] as BoardId
    const store = await openSqliteStore(file)
    expect(store.loadDocument(board).tail).toHaveLength(updates.length)
    expect(store.loadDocument(board).lastSeq).toBe(last?.['seq'])
    expect(dump()['updates']).toBeUndefined()
    const given = counts.find(({ name }) => name === 'updates')?.['seq'] as number
    const [seq = 0] = store.appendUpdates([{ board, update: Buffer.from('later'), bindings: [] }])
    expect(seq).toBe(given + 1)
    expect(readFileSync(file, 'latin1')).toContain('It names someone.')
    store.compact(board, Buffer.from('all of it'), seq)
    expect(readFileSync(file, 'latin1')).not.toContain('It names someone.')
    store.close()
  })

  it('is refused in words when it comes from a later build', async () => {
    copyFileSync(`${fixtures}database-001.db`, file)
    const db = new Libsql(file)
    db.exec("insert into kysely_migration values ('999-later', '2030-01-01')")
    db.close()
    await expect(openData(file)).rejects.toThrow(/newer version of Common Thread/)
  })
})
