import { crowdedBoard, type Author, type CrowdedBoard } from '../../../../bench/crowdedBoard.ts'
import type { NoteId } from '../../../../../shared/model/ids.ts'
import { tableNames } from '../../../../../shared/model/tableNames.ts'
import { openBoardDocument } from '../../../../../shared/document/BoardDocument.ts'
import * as Y from 'yjs'
import { openFilledRoom, type FilledRoom } from '../../filledRoom.ts'

/** The board on which attacks are tried: small enough that most of what is measured is the attack. */
const COUNT = { notes: 200, themes: 8, authors: 20 }

export type Scene = {
  readonly room: FilledRoom
  readonly attacker: Author
  readonly honest: Author
  readonly notes: readonly NoteId[]
}

let crowd: CrowdedBoard | undefined
/** The text that attacks are aimed at. */
export const theirText = `themes/${'theme-0'.padEnd(16, '_')}/summary`

/** A room of its own, each time the same. Whoever sets it stops its rooms. */
export async function setScene(): Promise<Scene> {
  crowd ??= crowdedBoard(COUNT)
  const { board, authors, notes } = crowd
  const bindings = authors.map(({ clientId, participant }) => ({ clientId, participant }))
  const room = await openFilledRoom(board.doc, bindings)
  return { room, attacker: authors[0]!, honest: authors[1]!, notes }
}

/** A replica of the room's document, as an honest client has it. */
export function replicaOf(doc: Y.Doc, clientId: number) {
  const replica = new Y.Doc()
  for (const name of [...tableNames, 'texts']) replica.getMap(name)
  Y.applyUpdate(replica, Y.encodeStateAsUpdate(doc))
  replica.clientID = clientId
  return openBoardDocument(replica)
}
