import type { Meta } from '../model/tables.ts'
import { rowOf, type BoardDocument } from './BoardDocument.ts'
import { writeRow } from './change.ts'

/** The document's schema that this build reads and writes. */
export const SCHEMA_VERSION = 1

/**
 * Brings a document from one schema to the next. It runs inside a transaction, on the server alone: two browsers that
 * both migrated would write every row twice. It may meet rows of any board, so it reads before it writes.
 */
export type MigrationStep = (board: BoardDocument) => void

/** By the schema that each starts from: the step under n leads from n to n + 1. One that was released is never changed. */
export type MigrationSteps = Readonly<Record<number, MigrationStep>>

const released: MigrationSteps = {}

/** The document's meta row; undefined before the board was seeded. */
export const metaOf = (board: BoardDocument): Meta | undefined => rowOf(board, 'meta', 'meta')

/**
 * Brings a document up to {@link SCHEMA_VERSION}, in one transaction; a second time it changes nothing. Nothing is
 * written when it cannot be brought all the way.
 * @param steps those of this build, unless a test tries others
 * @returns whether anything changed
 * @throws if the document is newer than this build: writing to it could destroy what it does not understand
 */
export function migrate(
  board: BoardDocument,
  origin: unknown,
  steps: MigrationSteps = released,
  version: number = SCHEMA_VERSION,
): boolean {
  const meta = metaOf(board)
  if (!meta) throw new Error('a board has no meta row: it was never seeded')
  if (meta.schema > version) {
    throw new Error(`this board has schema ${meta.schema}; this server knows ${version} and must be updated`)
  }
  if (meta.schema === version) return false
  // Found before the first runs: what a transaction has written, Yjs keeps whatever is thrown after it.
  const way = Array.from({ length: version - meta.schema }, (_, i) => {
    const step = steps[meta.schema + i]
    if (!step) throw new Error(`no migration from document schema ${meta.schema + i}`)
    return step
  })
  board.doc.transact(() => {
    for (const step of way) step(board)
    writeRow(board, 'meta', 'meta', { ...meta, schema: version })
  }, origin)
  return true
}
