import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { BoardSetting, BoardSettings } from '../../shared/model/tables.ts'

/** One setting of a board's document, or undefined before it was ever set. */
export function readSetting<S extends BoardSetting>(
  document: BoardDocument,
  setting: S,
): BoardSettings[S] | undefined {
  return rowOf(document, 'board', setting) as BoardSettings[S] | undefined
}
