import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createRooms } from '../../../server/rooms/createRooms.ts'
import { processBus } from '../../../server/bus/processBus.ts'
import { memoryStorage } from '../../../server/storage/memory/memoryStorage.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import type { Storage } from '../../../server/storage/Storage.ts'
import { pino } from 'pino'
import { openBoardDocument, rowOf } from '../../../shared/document/BoardDocument.ts'
import { addNote, writeRow } from '../../../shared/document/change.ts'
import { SCHEMA_VERSION } from '../../../shared/document/migrate.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, NoteId, ParticipantId } from '../../../shared/model/ids.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'
import { aBoard } from '../../contract/storage.ts'
import { eventually } from '../../support/eventually.ts'
import { aNote, startRelay, type Client, type Relay, type Someone } from './relay.ts'

const ana: Someone = { participant: newId<ParticipantId>(), author: newId<AuthorKey>() }
const ben: Someone = { participant: newId<ParticipantId>(), author: newId<AuthorKey>() }
const cat: Someone = { participant: newId<ParticipantId>(), author: newId<AuthorKey>() }
const note = newId<NoteId>()

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each()
})

/** A store with one board with a note on it, as a server leaves it that was stopped. */
async function aStoreAtRest(storage: Storage) {
  const board = aBoard().id
  await storage.createBoard({ ...aBoard(), id: board })
  const rooms = createRooms({ storage, bus: processBus(), log: pino({ level: 'silent' }) })
  await rooms.write(board, (document) => {
    writeRow(document, 'meta', 'meta', { schema: SCHEMA_VERSION, epoch: 7 })
    for (const [{ participant }, is] of [
      [ana, 'here'],
      [ben, 'here'],
      [cat, 'removed'],
    ] as const) {
      const person = { name: 'Someone', organisation: '', role: 'member' as const, joinedAtMs: 1 }
      writeRow(document, 'people', participant, { ...person, state: { is } })
    }
    addNote(document, note, aNote(ana))
  })
  await rooms.stop()
  return board
}

/** A server that has just started on such a store. */
async function onRest(storage: Storage): Promise<Relay> {
  const board = await aStoreAtRest(storage)
  const relay = await startRelay({ storage, board })
  undo.push(relay.stop)
  return relay
}

const synced = (client: Client) =>
  eventually(() => {
    expect(client.provider.synced).toBe(true)
  })
const said = (client: Client) => rowOf(client.document, 'notes', note)?.said
const inRoom = async ({ rooms, board }: Relay) => (await rooms.connected(board)).size

describe('a board that lies in the store', () => {
  it('is there in the first answer that somebody gets who has nothing, who then follows it and writes on it', async () => {
    const relay = await onRest(memoryStorage())
    const anas = relay.connect(ana)
    await synced(anas)
    expect(said(anas)).toBe('The bus comes twice a day')
    // Both wrote before they could know whether there was a room yet.
    const bens = relay.connect(ben, { stock: true })
    const second = newId<NoteId>()
    addNote(anas.document, second, aNote(ana, 'Nobody asked us'))
    await eventually(() => {
      expect(rowOf(bens.document, 'notes', second)?.said).toBe('Nobody asked us')
      expect(anas.heard.some(({ kind }) => kind === 'saved')).toBe(true)
    })
    const third = newId<NoteId>()
    addNote(bens.document, third, aNote(ben, 'Ask again'))
    await eventually(() => {
      expect(rowOf(anas.document, 'notes', third)?.said).toBe('Ask again')
    })
    expect(anas.document.doc.toJSON()).toEqual(bens.document.doc.toJSON())
  })

  it('tells who is on it, which one it is, and all that is on it, without a room', async () => {
    const { rooms, board } = await onRest(memoryStorage())
    const door = await rooms.readDoor(board, ({ epoch, schema, person }) => ({
      epoch,
      schema,
      ana: person(ana.participant),
      cat: person(cat.participant),
    }))
    expect(door).toEqual({
      epoch: 7,
      schema: SCHEMA_VERSION,
      ana: { id: ana.participant, name: 'Someone', role: 'member' },
      cat: undefined,
    })
    const { update, etag } = await rooms.snapshot(board)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, update)
    expect(rowOf(openBoardDocument(doc), 'notes', note)?.said).toBe('The bus comes twice a day')
    // The same again from a room, whose tag is the same as long as nothing has changed.
    await rooms.read(board, () => undefined)
    expect((await rooms.snapshot(board)).etag).toBe(etag)
  })

  it('knows nothing of it any more once somebody has written', async () => {
    const { rooms, board } = await onRest(memoryStorage())
    const before = await rooms.snapshot(board)
    await rooms.write(board, (document) => {
      const person = rowOf(document, 'people', ana.participant)!
      writeRow(document, 'people', ana.participant, { ...person, state: { is: 'removed' } })
    })
    expect(await rooms.readDoor(board, ({ person }) => person(ana.participant))).toBeUndefined()
    expect((await rooms.snapshot(board)).etag).not.toBe(before.etag)
  })

  it('lets nobody in between two rooms with what the first one began with', async () => {
    const relay = await onRest(memoryStorage())
    const { rooms, board } = relay
    // Asked before anyone needed the document, and used after a room has come and gone.
    const early = await rooms.open(board)
    await rooms.write(board, (document) => {
      const row = rowOf(document, 'people', ben.participant)!
      writeRow(document, 'people', ben.participant, { ...row, name: 'Renamed' })
    })
    await rooms.close(board, closeCodes.shuttingDown)
    const sent: Uint8Array[] = []
    const connection = early.attach(
      { ...ana, speaksOurs: true },
      { bufferedBytes: 0, send: (frame) => sent.push(frame), close: () => undefined },
    )
    connection.receive(Uint8Array.of(0, 0, 1, 0)) // step 1 of someone who has nothing
    await eventually(() => {
      const state = new Y.Doc()
      for (const frame of sent) if (frame[0] === 0 && frame[1] === 1) Y.applyUpdate(state, payloadOf(frame))
      expect(rowOf(openBoardDocument(state), 'people', ben.participant)?.name).toBe('Renamed')
    })
    connection.closed()
  })

  it('lets in whoever opens a socket and says nothing', async () => {
    const relay = await onRest(memoryStorage())
    const { rooms, board } = relay
    const attached = (await rooms.open(board)).attach(
      { ...ana, speaksOurs: true },
      { bufferedBytes: 0, send: () => undefined, close: () => undefined },
    )
    expect(await inRoom(relay)).toBe(0)
    await eventually(async () => {
      expect(await inRoom(relay)).toBe(1)
    })
    attached.closed()
    expect(await inRoom(relay)).toBe(0)
  })

  it('closes on whoever waits when the server lets everyone go', async () => {
    const { rooms, board } = await onRest(memoryStorage())
    const closed: number[] = []
    const transport = {
      bufferedBytes: 0,
      send: () => undefined,
      close: (code: number) => {
        closed.push(code)
      },
    }
    ;(await rooms.open(board)).attach({ ...ana, speaksOurs: true }, transport)
    await rooms.letGo(closeCodes.shuttingDown)
    expect(closed).toEqual([closeCodes.shuttingDown])
  })

  it('is decoded first when something came after the snapshot, such as an erasure', async () => {
    const storage = memoryStorage()
    const board = await aStoreAtRest(storage)
    const { snapshot } = await storage.loadDocument(board)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, snapshot!)
    const before = Y.encodeStateVector(doc)
    const document = openBoardDocument(doc)
    doc.transact(() => document.tables.notes.delete(note))
    await storage.appendUpdates([{ board, update: Y.encodeStateAsUpdate(doc, before), bindings: [] }])
    const relay = await startRelay({ storage, board })
    undo.push(relay.stop)
    const { update } = await relay.rooms.snapshot(board)
    expect(Buffer.from(update).includes('The bus comes twice a day')).toBe(false)
    const anas = relay.connect(ana)
    await synced(anas)
    expect(said(anas)).toBeUndefined()
  })

  it('comes from a file the same way', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'common-thread-cold-'))
    undo.push(() => rm(folder, { recursive: true }))
    const first = sqliteStorage({ file: join(folder, 'boards.sqlite') })
    const board = await aStoreAtRest(first)
    await first.close()
    const relay = await startRelay({ storage: sqliteStorage({ file: join(folder, 'boards.sqlite') }), board })
    undo.push(relay.stop)
    expect(await relay.rooms.readDoor(board, ({ epoch }) => epoch)).toBe(7)
    const anas = relay.connect(ana)
    await synced(anas)
    expect(said(anas)).toBe('The bus comes twice a day')
    expect((await relay.storage.loadDocument(board)).guests?.people.map(({ id }) => id).sort()).toEqual(
      [ana.participant, ben.participant].sort(),
    )
  })
})

/** The update in a sync frame whose length takes as many bytes as it takes. */
function payloadOf(frame: Uint8Array): Uint8Array {
  let at = 2
  while ((frame[at]! & 0x80) !== 0) at++
  return frame.subarray(at + 1)
}
