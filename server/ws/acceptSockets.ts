import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { closeCodes } from '../../shared/protocol/messages.ts'
import { noticeFrame } from '../rooms/framing.ts'
import { admit, type Admission, type SocketParts } from './admission.ts'
import { keepChecking } from './heartbeat.ts'
import { socketTransport } from './socketTransport.ts'

/**
 * Well above the limit on one sync message, which is answered by `denied`: after ws's own close y-websocket
 * would come back with the same message for ever.
 */
const MOST_FRAME_BYTES = 8 * 1024 * 1024
/** How long open sockets have to finish closing when the server stops. */
const CLOSING_MS = 1_000

/**
 * Answers `WS /sync/<board>` on an HTTP server.
 * @returns `stop`, which takes no further sockets from the moment it is called, gives the open ones a moment to
 * finish closing, and cuts the rest
 */
export function acceptSockets(server: Server, parts: SocketParts): { stop(this: void): Promise<void> } {
  // permessage-deflate stays off: the state comes compressed over HTTP, and single updates do not shrink.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_FRAME_BYTES,
    perMessageDeflate: false,
  })
  const stopChecking = keepChecking(sockets)

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // An error here means that the client went away during the handshake; there is nobody left to tell.
    socket.once('error', () => socket.destroy())
    admit(request, parts)
      .then((admission) => {
        if (admission.is === 'refuse') {
          turnAway(socket, admission.status)
          return
        }
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
          sockets.emit('connection', webSocket, request)
          if (admission.is === 'enter') enter(admission, webSocket, socket, parts)
          else closeAtOnce(admission, webSocket, socket)
        })
      })
      .catch((error: unknown) => {
        parts.log.error({ err: error }, 'a socket could not be opened')
        turnAway(socket, 500)
      })
  }
  server.on('upgrade', onUpgrade)
  return {
    async stop() {
      server.off('upgrade', onUpgrade)
      stopChecking()
      const until = Date.now() + CLOSING_MS
      while (sockets.clients.size > 0 && Date.now() < until) await pause(CLOSING_MS / 50)
      for (const webSocket of sockets.clients) webSocket.terminate()
      sockets.close()
    },
  }
}

function enter(
  { room, visitor }: Extract<Admission, { is: 'enter' }>,
  webSocket: WebSocket,
  socket: Duplex,
  { log }: SocketParts,
): void {
  const transport = socketTransport(webSocket, socket)
  const connection = room.attach(visitor, transport)
  webSocket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) connection.receive(bytesOf(data))
    else transport.close(closeCodes.malformed)
  })
  webSocket.on('close', () => {
    connection.closed()
  })
  webSocket.on('error', (error) => {
    // ws closes the socket by itself; the line tells why.
    log.debug({ err: error }, 'a socket failed')
  })
}

function closeAtOnce(
  { code, speaksOurs }: Extract<Admission, { is: 'close' }>,
  webSocket: WebSocket,
  socket: Duplex,
): void {
  const transport = socketTransport(webSocket, socket)
  webSocket.on('error', () => {
    webSocket.terminate()
  })
  if (speaksOurs && code === closeCodes.storeFailing) transport.send(noticeFrame({ is: 'store-failing' }))
  transport.close(code)
}

function turnAway(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  )
}

/** ws hands over a Buffer unless it is told otherwise; the other two are in its type alone. */
function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
