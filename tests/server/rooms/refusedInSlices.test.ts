import * as Y from 'yjs'
import { afterEach, describe, expect, it } from 'vitest'
import { readBoard, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { addNote } from '../../../shared/document/change.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'
import { crowdedBoard, type Author } from '../../bench/crowdedBoard.ts'
import { noteSaying } from '../../bench/sampleBoard.ts'
import { moves, type MoveName } from './guard/corpus/moves.ts'
import { replicaOf } from './guard/corpus/scene.ts'
import { diceOf } from './guard/Dice.ts'
import { openFilledRoom, syncFrame, type FilledRoom, type Guest } from './filledRoom.ts'

/*
 * What is judged in slices and refused at its end changes nothing anywhere: not the document to the last struct, not
 * the rows, not the store, not what anybody else is sent, not whose client ids are whose.
 */

const crowd = crowdedBoard({ notes: 60, themes: 4, authors: 6 })
const [ana, ben, cat] = crowd.authors as [Author, Author, Author]
const FRESH = 123_456

let filled: FilledRoom | undefined
afterEach(async () => {
  await filled?.rooms.stop()
  filled = undefined
})

async function openedRoom() {
  const bindings = crowd.authors.map(({ clientId, participant }) => ({ clientId, participant }))
  const room = (filled = await openFilledRoom(crowd.board.doc, bindings))
  const enter = async (author: Author): Promise<Guest> => {
    const guest = await room.enter({ ...author, speaksOurs: true })
    guest.receive(syncFrame('step1', Y.encodeStateVector(crowd.board.doc)))
    return guest
  }
  const [attacker, follower] = [await enter(ana), await enter(ben)]
  await room.rooms.read(room.board, () => undefined)
  follower.sent.length = 0
  return { room, attacker, follower }
}

/** All that there is of a board: what is in memory, to the last struct, and what is in the store. */
async function everything(room: FilledRoom) {
  const { doc } = room.document
  const { tables, texts } = await room.rooms.read(room.board, (_, document) => {
    const { texts, ...tables } = readBoard(document)
    return { tables, texts }
  })
  const { etag } = await room.rooms.snapshot(room.board)
  return {
    roots: [...doc.share.keys()],
    state: Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64'),
    pending: [doc.store.pendingStructs, doc.store.pendingDs],
    rows: JSON.stringify(
      Object.entries(tables).map(([name, rows]) => [name, [...(rows as Map<string, unknown>)]]),
    ),
    texts: [...texts],
    etag,
    stored: await room.storage.loadDocument(room.board),
  }
}

/** What an honest client of that person would send for a deed of another kind. */
function tampered(room: FilledRoom, clientId: number, deed: (board: BoardDocument) => void): Uint8Array {
  const replica = replicaOf(room.document.doc, clientId)
  const updates: Uint8Array[] = []
  replica.doc.on('update', (update: Uint8Array) => updates.push(update))
  replica.doc.transact(() => {
    deed(replica)
  })
  return updates[0]!
}

/** What nobody may do, beside a note that Ana may write. */
const aNewTable = (board: BoardDocument) => {
  board.doc.getMap('votes').set('a', 1)
  addNote(board, 'and-a-note______' as NoteId, noteSaying('Mine.', ana.author, 1))
}

describe('a long update that is refused', () => {
  it.each([
    ['themes with their texts', 'without an owner in the middle'],
    ['texts without an owner', 'many'],
    ['values full of nothing', 'no rows'],
    ['a string of a megabyte', 'one struct'],
    ['writes of one key, none after another', 'beyond the steps'],
    ['a client id more than is allowed, each for one row', 'and a second one'],
  ] as [MoveName, string][])('changes nothing anywhere: %s (%s)', async (move) => {
    const { room, attacker, follower } = await openedRoom()
    const before = await everything(room)
    const { doc } = room.document
    const scene = { room, attacker: ana, honest: ben, notes: crowd.notes }
    const frame = moves[move]({ scene, doc, dice: diceOf(1), client: FRESH }, 1)
    // What can be let in is refused by a row at its end that is another's.
    attacker.receive(move === 'themes with their texts' ? withForgedRow(room, frame) : frame)
    expect(await everything(room)).toEqual(before)
    expect(attacker.closed).toEqual([closeCodes.refused])
    expect(follower.sent).toEqual([])
  })

  it('binds no client id: whoever comes next may use it', async () => {
    const { room, attacker } = await openedRoom()
    attacker.receive(syncFrame('update', tampered(room, FRESH, aNewTable)))
    await room.rooms.read(room.board, () => undefined)
    expect(attacker.closed).toEqual([closeCodes.refused])
    const guest = await room.enter({ ...cat, speaksOurs: true })
    const update = tampered(room, FRESH, (board) => {
      addNote(board, 'cats-own-note___' as NoteId, noteSaying('Mine.', cat.author, 1))
    })
    guest.receive(syncFrame('update', update))
    await room.rooms.read(room.board, () => undefined)
    expect(guest.closed).toEqual([])
    expect(room.document.tables.notes.has('cats-own-note___')).toBe(true)
    const { bindings } = await room.storage.loadDocument(room.board)
    expect(bindings).toContainEqual({ clientId: FRESH, participant: cat.participant })
  })
})

describe('whose a client id is', () => {
  const forged = (room: FilledRoom) =>
    tampered(room, FRESH, (board) => {
      addNote(board, 'bens-own-note___' as NoteId, noteSaying('Mine.', ben.author, 1))
    })

  it('stays so when the document is compacted and the room is loaded anew', async () => {
    const { room, attacker } = await openedRoom()
    const mine = tampered(room, FRESH, (board) => {
      addNote(board, 'anas-own-note___' as NoteId, noteSaying('Mine.', ana.author, 1))
    })
    attacker.receive(syncFrame('update', mine))
    await room.rooms.read(room.board, () => undefined)
    await room.rooms.compact(room.board)
    expect((await room.storage.loadDocument(room.board)).tail).toEqual([])
    await room.rooms.close(room.board, closeCodes.shuttingDown)

    const guest = await room.enter({ ...ben, speaksOurs: true })
    const before = await room.rooms.read(room.board, (state) => state.notes.size)
    guest.receive(syncFrame('update', forged(room)))
    expect(await room.rooms.read(room.board, (state) => state.notes.size)).toBe(before)
    expect(guest.closed).toEqual([closeCodes.refused])
  })

  it('stays so when all that was written under it is gone', async () => {
    const { room, attacker } = await openedRoom()
    const comesToNothing = tampered(room, FRESH, (board) => {
      board.tables.positions.set(crowd.notes[2]!, { x: 1, y: 1, standsAlone: false })
      board.tables.positions.delete(crowd.notes[2]!)
    })
    attacker.receive(syncFrame('update', comesToNothing))
    await room.rooms.read(room.board, () => undefined)
    const guest = await room.enter({ ...ben, speaksOurs: true })
    guest.receive(syncFrame('update', forged(room)))
    await room.rooms.read(room.board, () => undefined)
    expect(guest.closed).toEqual([closeCodes.refused])
  })
})

/** The same update with one row more, which makes all of it one to be refused. */
function withForgedRow(room: FilledRoom, frame: Uint8Array): Uint8Array {
  const forged = tampered(room, FRESH + 1, (board) => {
    board.tables.hidden.set(crowd.notes[0]!, { is: 'withdrawn', atMs: 1 })
  })
  // Behind the number of the message, the kind and the length there is the update itself.
  const at = frame.findIndex((byte, i) => i > 1 && byte < 0x80) + 1
  return syncFrame('update', Y.mergeUpdates([frame.subarray(at), forged]))
}
