import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { LoneState, movedFrame, savedFrame, type MovedEntry } from '../../../server/rooms/framing.ts'
import type { NewUpdate, Storage } from '../../../server/storage/Storage.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import { listen } from '../../../server/ws/listen.ts'
import { messageBytes } from '../../../server/ws/messageBytes.ts'
import type { BoardId } from '../../../shared/model/ids.ts'
import { yWebsocket } from './dialects.ts'

/*
 * The least that could be called a relay: whatever one client sends goes to all others in its room, unread. It decodes
 * nothing, judges nobody, keeps nothing on disk. What the product costs beside it is the price of the promises that
 * the product makes; what both cost is the price of the sockets.
 *
 * With JOINED=1 all frames of one turn of the event loop become one buffer, written once a client. To whoever asks for
 * the state goes what stands in the file ANSWER, or with something in hand, in the file REST, as it is.
 *
 * With TICK_MS, for pointers: of what people show it reads whose it is and its clock, and every so many milliseconds everyone
 * gets the newest of all as one frame, in the product's few bytes and by its way past ws. That is what a room of moving pointers
 * costs at the least.
 *
 * With APPLIES=1 each update is also applied to a document of its room's: what any relay must do that is to know what
 * stands on a board, whatever else it promises.
 *
 * With KEEPS=file as well, each update is on disk before anybody sees it, and its author is told so: the product's own
 * store, and as few flushes as it ever makes. What the product takes beyond that is the guard and all that it knows of a board.
 */

const isJoined = process.env['JOINED'] === '1'
const tickMs = process.env['TICK_MS']
const applies = process.env['APPLIES'] === '1'
const keptIn = process.env['KEEPS']
const store = keptIn === undefined ? undefined : sqliteStorage({ file: keptIn })
const answerIn = (name: string) => {
  const file = process.env[name]
  return file === undefined ? undefined : messageBytes(readFileSync(file))
}
const answer = answerIn('ANSWER')
const rest = answerIn('REST')

type Member = { readonly webSocket: WebSocket; readonly socket: Socket; told: number }
type Room = {
  readonly id: BoardId
  readonly members: Set<Member>
  readonly doc: Y.Doc
  readonly moved: Map<number, MovedEntry>
  waiting: Buffer[]
}
type Unkept = {
  readonly room: Room
  readonly member: Member
  readonly frame: Buffer
  readonly update: Uint8Array
}

const KEEP_MS = 30
const MOST_BYTES = 64 * 1024
const SOMEWHERE = { x: 500, y: 417 }
const lone = new LoneState()
let unkept: Unkept[] = []

const rooms = new Map<string, Room>()
const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })

sockets.on('connection', (webSocket: WebSocket, { url = '', socket }: IncomingMessage) => {
  const room = roomOf(url)
  const member: Member = { webSocket, socket, told: 0 }
  room.members.add(member)
  const hear = (data: Buffer, isBinary: boolean) => {
    const asks = data[0] === 0 && data[1] === 0
    const heard = applies ? yWebsocket.hear(data) : undefined
    if (heard?.is === 'update') Y.applyUpdate(room.doc, heard.update)
    if (asks) {
      const reply = data.length <= 4 ? answer : rest
      if (reply) socket.write(reply)
    } else if (store && heard?.is === 'update') {
      if (unkept.push({ room, member, frame: data, update: heard.update }) === 1)
        setTimeout(keep, KEEP_MS, store)
    } else if (tickMs !== undefined) move(room, data)
    else if (isJoined) {
      if (room.waiting.push(messageBytes(data)) === 1) setImmediate(writeTogether, room)
    } else passOn(room, member, data, isBinary)
  }
  if (tickMs !== undefined)
    listen(socket, MOST_BYTES, { message: (frame) => hear(frame as Buffer, true), packet: () => undefined })
  webSocket.on('message', hear)
  webSocket.on('close', () => room.members.delete(member))
  webSocket.on('error', (error) => {
    console.error(error)
  })
})
sockets.on('listening', () => {
  process.send?.({ port: (sockets.address() as AddressInfo).port })
})
// Its parent is gone: nobody is left to measure.
process.on('disconnect', () => {
  process.exit()
})

function roomOf(url: string): Room {
  const known = rooms.get(url)
  if (known) return known
  const id = url.slice(1) as BoardId
  const room: Room = { id, members: new Set(), doc: new Y.Doc(), moved: new Map(), waiting: [] }
  rooms.set(url, room)
  if (tickMs !== undefined) setInterval(tick, Number(tickMs), room)
  const generations = { facilitator: 1, member: 1, officer: 1, observer: 1 }
  store?.createBoard({ id, createdAtMs: 1, epoch: 1, generations, code: null }).catch(failed)
  return room
}

function passOn(room: Room, from: Member, frame: Buffer, isBinary: boolean): void {
  for (const to of room.members)
    if (to !== from && to.webSocket.readyState === WebSocket.OPEN)
      to.webSocket.send(frame, { binary: isBinary })
}

function keep(store: Pick<Storage, 'appendUpdates'>): void {
  const kept = unkept
  unkept = []
  const updates: NewUpdate[] = kept.map(({ room: { id }, update }) => ({ board: id, update, bindings: [] }))
  store.appendUpdates(updates).then(() => {
    for (const { room, member, frame } of kept) {
      passOn(room, member, frame, true)
      member.webSocket.send(savedFrame({ n: ++member.told }))
    }
  }, failed)
}

/** A figure of a relay that failed would be none. */
function failed(error: unknown): never {
  console.error(error)
  process.exit(1)
}

function move({ moved }: Room, frame: Buffer): void {
  if (!lone.find(frame)) return
  const { clientId, clock } = lone
  moved.set(clientId, { clientId, clock, at: SOMEWHERE })
}

function tick({ moved, members }: Room): void {
  if (moved.size === 0) return
  const frame = messageBytes(movedFrame([...moved.values()]))
  moved.clear()
  for (const { socket } of members) socket.write(frame)
}

/** Its author gets it too: to leave it out would take a buffer of its own for each. */
function writeTogether(room: Room): void {
  const joined = Buffer.concat(room.waiting)
  room.waiting = []
  for (const { socket } of room.members) socket.write(joined)
}
