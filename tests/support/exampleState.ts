import * as Y from 'yjs'
import { seedExample } from '../../server/boards/exampleBoard.ts'
import { seedBoard } from '../../server/boards/seedBoard.ts'
import { openBoardDocument, readBoard } from '../../shared/document/BoardDocument.ts'
import { newId } from '../../shared/document/newId.ts'
import type { BoardState } from '../../shared/model/board.ts'
import type { AuthorKey } from '../../shared/model/ids.ts'

/** The example board as the server makes it. */
export function exampleState(author: AuthorKey = newId(), purpose = ''): BoardState {
  const document = openBoardDocument(new Y.Doc())
  const nowMs = Date.UTC(2026, 10, 23, 9)
  document.doc.transact(() => {
    seedBoard(document, { title: 'A new era for our borough', purpose, epoch: 1 }, nowMs)
    seedExample(document, { participant: newId(), author }, nowMs)
  })
  return readBoard(document)
}
