import type { Meta } from '../model/tables.ts'
import { rowOf, type BoardDocument } from './BoardDocument.ts'
import { writeRow } from './change.ts'

/** The document's schema that this build reads and writes. */
export const SCHEMA_VERSION = 1

/** What brings a document from schema n to n + 1. The server runs them when a room opens. */
const migrations: Readonly<Record<number, (board: BoardDocument) => void>> = {}

/** The document's meta row; undefined before the board was seeded. */
export const metaOf = (board: BoardDocument): Meta | undefined => rowOf(board, 'meta', 'meta')

/**
 * Brings a document up to {@link SCHEMA_VERSION}, in one transaction.
 * @returns whether anything changed
 * @throws if the document is newer than this build: writing to it could destroy what it does not understand
 */
export function migrate(board: BoardDocument, origin: unknown): boolean {
  const meta = metaOf(board)
  if (!meta) throw new Error('a board has no meta row: it was never seeded')
  if (meta.schema > SCHEMA_VERSION) {
    throw new Error(
      `this board has schema ${meta.schema}; this server knows ${SCHEMA_VERSION} and must be updated`,
    )
  }
  if (meta.schema === SCHEMA_VERSION) return false
  board.doc.transact(() => {
    for (let version = meta.schema; version < SCHEMA_VERSION; version++) {
      const step = migrations[version]
      if (!step) throw new Error(`no migration from document schema ${version}`)
      step(board)
    }
    writeRow(board, 'meta', 'meta', { ...meta, schema: SCHEMA_VERSION })
  }, origin)
  return true
}
