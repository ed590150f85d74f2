import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openBoardDocument, readBoard, rowOf } from '../../../shared/document/BoardDocument.ts'
import { saveSetting, writeRow } from '../../../shared/document/change.ts'
import { metaOf, migrate, SCHEMA_VERSION, type MigrationSteps } from '../../../shared/document/migrate.ts'
import { faultOfRow } from '../../../shared/model/tables.ts'
import { tableNames } from '../../../shared/model/tableNames.ts'
import { plainly } from '../../fixtures/plainly.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const ofSchema = (schema: number) => {
  const board = openBoardDocument(new Y.Doc())
  writeRow(board, 'meta', 'meta', { schema, epoch: 3 })
  saveSetting(board, 'title', 'one')
  return board
}
const append =
  (words: string): MigrationSteps[number] =>
  (board) => {
    const title = rowOf(board, 'board', 'title')
    if (typeof title === 'string') saveSetting(board, 'title', `${title} ${words}`)
  }
const steps: MigrationSteps = { 1: append('two'), 2: append('three') }

describe('bringing a document up to date', () => {
  it('takes the steps in order and in one transaction, and a second time changes nothing', () => {
    const board = ofSchema(1)
    const updates: Uint8Array[] = []
    board.doc.on('update', (update: Uint8Array) => updates.push(update))
    expect(migrate(board, 'test', steps, 3)).toBe(true)
    expect(rowOf(board, 'board', 'title')).toBe('one two three')
    expect(metaOf(board)).toEqual({ schema: 3, epoch: 3 })
    expect(migrate(board, 'test', steps, 3)).toBe(false)
    expect(updates).toHaveLength(1)
  })

  it('writes nothing when a step is missing on the way', () => {
    const board = ofSchema(1)
    expect(() => migrate(board, 'test', { 1: append('two') }, 3)).toThrow(
      /no migration from document schema 2/,
    )
    expect(rowOf(board, 'board', 'title')).toBe('one')
  })

  it('refuses a document of a later build, in words', () => {
    expect(() => migrate(ofSchema(SCHEMA_VERSION + 1), 'test')).toThrow(/must be updated/)
  })

  const versions = readdirSync(fixtures).flatMap((name) => /^document-(\d+)\.update$/.exec(name)?.[1] ?? [])
  it.each(versions)('opens a document of schema %s with every row in it', (version) => {
    const board = openBoardDocument(new Y.Doc())
    Y.applyUpdate(board.doc, readFileSync(`${fixtures}document-${version}.update`))
    migrate(board, 'test')
    const state = readBoard(board)
    for (const table of tableNames)
      for (const [key, row] of state[table] as ReadonlyMap<string, unknown>)
        expect(faultOfRow(table, key, row), `${table}/${key}`).toBeUndefined()
    // What later schemas changed on purpose is told here, table by table.
    const then: unknown = JSON.parse(readFileSync(`${fixtures}document-${version}.json`, 'utf8'))
    expect(JSON.parse(JSON.stringify(plainly(state)))).toEqual(then)
  })
})
