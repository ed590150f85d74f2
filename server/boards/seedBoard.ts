import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { saveSetting, writeRow } from '../../shared/document/change.ts'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import type { Charter } from '../../shared/model/tables.ts'

/** What a new board says before anyone has changed it: true of every board, and for the facilitator to make exact. */
export const firstCharter: Charter = {
  runBy: 'The person who made this board. Ask them which organisation they act for.',
  why: 'To make sense together of what people have told us, and to say what should change because of it.',
  whoSees:
    'Everyone on this board can read your notes and see that you are here. Your vote is secret. The report that is published holds no names, and only words that people agreed to be quoted with.',
  keptFor: 'Until the facilitator deletes the board. Then everything on it is erased.',
  removal:
    'You can take back any note of yours at any time. A facilitator can hide any note from everyone, and can delete the board with everything on it.',
  contact: 'The facilitator of this board.',
}

/** Writes what every board begins with. Only ever called once, by the server, on an empty document. */
export function seedBoard(
  document: BoardDocument,
  board: { readonly title: string; readonly purpose: string; readonly epoch: number },
  nowMs: number,
): void {
  writeRow(document, 'meta', 'meta', { schema: SCHEMA_VERSION, epoch: board.epoch })
  saveSetting(document, 'title', board.title)
  saveSetting(document, 'purpose', board.purpose)
  saveSetting(document, 'charter', firstCharter)
  saveSetting(document, 'stage', { stage: 'welcome', movedAtMs: nowMs })
}
