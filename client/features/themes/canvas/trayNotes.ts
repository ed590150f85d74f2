import type { NoteId } from '../../../../shared/model/ids.ts'
import { changedKeys } from '../../../sync/patchedMap.ts'
import type { SceneBoard } from './scene.ts'

type Asked = Pick<SceneBoard, 'positions'> & { readonly outline: Pick<SceneBoard['outline'], 'unthemed'> }

/**
 * Makes a function that says which notes are in no theme and not on the canvas; its answer stays the same while they do,
 * however much is moved about on the canvas.
 */
export function trayKeeper(): (board: Asked) => readonly NoteId[] {
  let last: { readonly asked: Asked; readonly notes: readonly NoteId[] } | undefined
  return (board) => {
    const { unthemed } = board.outline
    if (last?.asked.outline.unthemed === unthemed && last.asked.positions === board.positions)
      return last.notes
    const before = last?.notes
    const moved =
      last?.asked.outline.unthemed === unthemed && changedKeys(board.positions, last.asked.positions)
    if (
      last &&
      moved &&
      [...moved].every((note) => last!.asked.positions.has(note) === board.positions.has(note))
    ) {
      last = { asked: board, notes: last.notes }
      return last.notes
    }
    const notes = unthemed.filter((note) => !board.positions.has(note))
    const isSame = before?.length === notes.length && notes.every((note, i) => note === before[i])
    last = { asked: board, notes: isSame ? before : notes }
    return last.notes
  }
}
