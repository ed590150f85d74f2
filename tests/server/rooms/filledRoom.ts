import * as encoding from 'lib0/encoding'
import * as sync from 'y-protocols/sync'
import { pino } from 'pino'
import * as Y from 'yjs'
import { processBus } from '../../../server/bus/processBus.ts'
import type { Visitor } from '../../../server/rooms/Connection.ts'
import { createRooms, type RoomsOptions, type RoomsServer } from '../../../server/rooms/createRooms.ts'
import { memoryStorage } from '../../../server/storage/memory/memoryStorage.ts'
import type { ClientBinding, Storage } from '../../../server/storage/Storage.ts'
import type { BoardDocument } from '../../../shared/document/BoardDocument.ts'
import type { BoardId } from '../../../shared/model/ids.ts'
import { messageKinds } from '../../../shared/protocol/messages.ts'
import { aBoard } from '../../contract/storage.ts'

/** One person in the room of a test: what they send goes in by `receive`, what they get is kept. */
export type Guest = {
  receive(this: void, frame: Uint8Array): void
  close(this: void): void
  readonly sent: Uint8Array[]
  /** The code with which the room closed it. */
  readonly closed: number[]
}

/** A real room without sockets: the same path as a frame takes behind them. */
export type FilledRoom = {
  readonly rooms: RoomsServer
  readonly storage: Storage
  readonly board: BoardId
  /** The room's own document, to be looked at and not written. */
  readonly document: BoardDocument
  enter(visitor: Visitor): Promise<Guest>
}

/** Opens a room on a document that is in the store already. Whoever opens it stops its `rooms`. */
export async function openFilledRoom(
  doc: Y.Doc,
  bindings: readonly ClientBinding[],
  options: Partial<RoomsOptions> = {},
): Promise<FilledRoom> {
  const storage = options.storage ?? memoryStorage()
  const stored = aBoard()
  await storage.createBoard(stored)
  await storage.appendUpdates([{ board: stored.id, update: Y.encodeStateAsUpdate(doc), bindings }])
  const rooms = createRooms({ bus: processBus(), log: pino({ level: 'silent' }), ...options, storage })
  return {
    rooms,
    storage,
    board: stored.id,
    document: await rooms.read(stored.id, (_, document) => document),
    async enter(visitor) {
      const sent: Uint8Array[] = []
      const closed: number[] = []
      const attached = (await rooms.open(stored.id)).attach(visitor, {
        bufferedBytes: 0,
        send: (frame) => sent.push(frame),
        close: (code) => closed.push(code),
      })
      return { receive: attached.receive, close: attached.closed, sent, closed }
    },
  }
}

/** A sync message as y-websocket sends it. */
export function syncFrame(kind: 'step1' | 'step2' | 'update', payload: Uint8Array): Uint8Array {
  const types = {
    step1: sync.messageYjsSyncStep1,
    step2: sync.messageYjsSyncStep2,
    update: sync.messageYjsUpdate,
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageKinds.sync)
  encoding.writeVarUint(encoder, types[kind])
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}
