import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { messageBytes } from '../../../server/ws/messageBytes.ts'
import { yWebsocket } from './dialects.ts'

/*
 * The least that could be called a relay: whatever one client sends goes to all others in its room, unread. It decodes
 * nothing, judges nobody, keeps nothing on disk. What the product costs beside it is the price of the promises that
 * the product makes; what both cost is the price of the sockets.
 *
 * With JOINED=1 all frames of one turn of the event loop become one buffer, written once a client. To whoever asks for
 * the state goes what stands in the file ANSWER, or with something in hand, in the file REST, as it is.
 *
 * With APPLIES=1 each update is also applied to a document of its room's: what any relay must do that is to know what
 * stands on a board, whatever else it promises.
 */

const isJoined = process.env['JOINED'] === '1'
const applies = process.env['APPLIES'] === '1'
const answerIn = (name: string) => {
  const file = process.env[name]
  return file === undefined ? undefined : messageBytes(readFileSync(file))
}
const answer = answerIn('ANSWER')
const rest = answerIn('REST')

type Member = { readonly webSocket: WebSocket; readonly socket: Socket }
type Room = { readonly members: Set<Member>; readonly doc: Y.Doc; waiting: Buffer[] }

const rooms = new Map<string, Room>()
const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })

sockets.on('connection', (webSocket: WebSocket, { url = '', socket }: IncomingMessage) => {
  const room = roomOf(url)
  const member = { webSocket, socket }
  room.members.add(member)
  webSocket.on('message', (data: Buffer, isBinary) => {
    const asks = data[0] === 0 && data[1] === 0
    const heard = applies ? yWebsocket.hear(data) : undefined
    if (heard?.is === 'update') Y.applyUpdate(room.doc, heard.update)
    if (asks) {
      const reply = data.length <= 4 ? answer : rest
      if (reply) socket.write(reply)
    } else if (isJoined) {
      if (room.waiting.push(messageBytes(data)) === 1) setImmediate(writeTogether, room)
    } else {
      for (const to of room.members)
        if (to !== member && to.webSocket.readyState === WebSocket.OPEN)
          to.webSocket.send(data, { binary: isBinary })
    }
  })
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
  const room: Room = { members: new Set(), doc: new Y.Doc(), waiting: [] }
  rooms.set(url, room)
  return room
}

/** Its author gets it too: to leave it out would take a buffer of its own for each. */
function writeTogether(room: Room): void {
  const joined = Buffer.concat(room.waiting)
  room.waiting = []
  for (const { socket } of room.members) socket.write(joined)
}
