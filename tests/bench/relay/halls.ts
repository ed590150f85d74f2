import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { hashOf } from '../../../server/boards/hashOf.ts'
import { databaseIn } from '../../../server/maintenance/dataFolder.ts'
import { guestListOf } from '../../../server/rooms/Door.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqliteStore.ts'
import { openBoardDocument } from '../../../shared/document/BoardDocument.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, BoardId, NoteId, ParticipantId, ThemeId } from '../../../shared/model/ids.ts'
import { crowdedBoard } from '../crowdedBoard.ts'

/** Someone who may come in: by their cookie with the product, by saying so with the others. */
export type Guest = {
  readonly participant: ParticipantId
  readonly author: AuthorKey
  readonly cookie: string
}

/** A room as every relay is given it: the same document, and who is in it. */
export type Hall = {
  readonly id: BoardId
  /** What the document holds before anybody comes, as one update. */
  readonly update: Uint8Array
  readonly guests: readonly Guest[]
  readonly notes: readonly NoteId[]
  readonly themes: readonly ThemeId[]
}

let made = 0

/** Makes a room in which many have worked before. */
export function hallOf(count: { notes: number; themes: number; guests: number }): Hall {
  const people = { notes: count.notes, themes: count.themes, authors: count.guests }
  const { board, authors, notes, themes } = crowdedBoard(people, `${made++}`)
  const guests = authors.map(({ participant, author }) => ({
    participant,
    author,
    cookie: randomBytes(32).toString('base64url'),
  }))
  return {
    id: newId<BoardId>(),
    update: Y.encodeStateAsUpdate(board.doc),
    guests,
    notes,
    themes,
  }
}

/** A data folder of the product in which these rooms are kept, as if it had stored them itself. The caller's to delete. */
export async function dataFolderOf(halls: readonly Hall[]): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'common-thread-bench-'))
  const store = await openSqliteStore(databaseIn(dataDir))
  try {
    for (const { id, guests, update } of halls) {
      store.createBoard({
        id,
        createdAtMs: 1,
        epoch: 1,
        generations: { facilitator: 1, member: 1, officer: 1, observer: 1 },
        code: null,
      })
      for (const { participant, author, cookie } of guests) {
        store.addParticipant({ id: participant, board: id, author })
        store.addSeat(hashOf(cookie), participant, Date.now())
      }
      const [seq] = store.appendUpdates([{ board: id, update, bindings: [] }])
      const doc = new Y.Doc()
      Y.applyUpdate(doc, update)
      store.compact(id, update, seq ?? 0, guestListOf(openBoardDocument(doc)))
    }
  } finally {
    store.close()
  }
  return dataDir
}
