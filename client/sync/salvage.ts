import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { newId } from '../../shared/document/newId.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import { copyName, openCopy } from './deviceCopy.ts'
import { KeptStore } from './KeptStore.ts'
import type { KeptReason } from './keptWords.ts'
import { keepAll } from './rebuild.ts'
import { stateOf } from './unsent.ts'
import { UnsentMarks } from './unsentMarks.ts'

/** Makes kept words of what the marks call unsent. @returns whether the browser stored them */
export function keepUnsent(
  board: BoardDocument,
  marks: UnsentMarks,
  kept: KeptStore,
  reason: KeptReason,
): boolean {
  const vector = new Map([...stateOf(board.doc), ...marks.all()])
  return kept.add(keepAll(board, vector, reason, { newId, nowMs: Date.now() }))
}

/**
 * For someone whom the server does not know on this board any more: what they wrote here and never sent becomes
 * kept words, and the rest of the copy on the device goes.
 */
export async function salvage(
  board: BoardId,
  person: ParticipantId,
  epoch: number,
  reason: KeptReason,
): Promise<void> {
  const marks = new UnsentMarks(board, person)
  if (marks.all().size === 0) return
  const document = openBoardDocument(new Y.Doc())
  const persistence = await openCopy(copyName(board, epoch, person), document.doc)
  const kept = new KeptStore(board, person, () => undefined)
  if (keepUnsent(document, marks, kept, reason)) {
    await persistence?.clearData()
    marks.clear()
  }
  kept.close()
  document.doc.destroy()
}
