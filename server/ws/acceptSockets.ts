import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { closeCodes } from '../../shared/protocol/messages.ts'
import { costOf, noticeFrame } from '../rooms/framing.ts'
import { createAdmission, type Admission, type SocketParts } from './admission.ts'
import { Backlog } from './Backlog.ts'
import { keepChecking } from './heartbeat.ts'
import { Intake, Unfinished } from './Intake.ts'
import { listen } from './listen.ts'
import { OpenSockets } from './OpenSockets.ts'
import { socketLimits, type SocketLimits } from './socketLimits.ts'
import { SocketTransport } from './SocketTransport.ts'

/** How long open sockets have to finish closing when the server stops. */
const CLOSING_MS = 1_000
/** How long whoever is turned away has to take the answer. */
const ANSWER_MS = 2_000
/** Whoever has so much still to read gets no further answers to pings; RFC 6455 asks for the latest alone. */
const UNREAD_FOR_PONG_BYTES = 64 * 1024
/** How often messages are looked for that take for ever. */
const SWEEP_MS = 5_000

/** What all sockets share. */
type House = SocketParts & {
  readonly limits: SocketLimits
  readonly backlog: Backlog
  readonly unfinished: Unfinished
  readonly open: OpenSockets
}

export type Sockets = {
  /** Takes no further sockets from the moment it is called, gives the open ones a moment to close, and cuts the rest. */
  stop(this: void): Promise<void>
  /** Bytes held for sockets that have not read them yet. */
  backlogBytes(this: void): number
}

/** Answers `WS /sync/<board>` on an HTTP server. */
export function acceptSockets(
  server: Server,
  parts: SocketParts,
  ownLimits: Partial<SocketLimits> = {},
): Sockets {
  const limits: SocketLimits = { ...socketLimits, ...ownLimits }
  const house: House = {
    ...parts,
    limits,
    backlog: new Backlog(limits.backlogBytes),
    unfinished: new Unfinished(limits.unfinishedBytes),
    open: new OpenSockets(limits),
  }
  // permessage-deflate stays off: the state comes compressed over HTTP, and single updates do not shrink.
  const options = {
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    // Answered below: ws cuts whoever pings often without saying why.
    autoPong: false,
    // A reader that has stalled never gets the close frame, and a hostile one never answers it.
    closeTimeout: limits.closePatienceMs,
  }
  const sockets = new WebSocketServer(options)
  const stopChecking = keepChecking(sockets, limits.heartbeatMs)
  const sweep = setInterval(() => {
    house.unfinished.sweep(performance.now())
  }, SWEEP_MS)
  const admit = createAdmission(parts, limits)

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.once('error', gone)
    admit(request)
      .then((admission) => {
        if (admission.is === 'refuse') {
          turnAway(socket, admission.status)
          return
        }
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
          sockets.emit('connection', webSocket, request)
          // Who comes on an upgrade has come on a plain TCP socket.
          if (admission.is === 'enter') enter(admission, webSocket, socket as Socket, house)
          else closeAtOnce(admission, webSocket, socket, house)
        })
      })
      .catch((error: unknown) => {
        parts.log.error({ err: error }, 'a socket could not be opened')
        turnAway(socket, 500)
      })
  }
  server.on('upgrade', onUpgrade)
  return {
    backlogBytes: () => house.backlog.bytes,
    async stop() {
      server.off('upgrade', onUpgrade)
      stopChecking()
      clearInterval(sweep)
      const until = Date.now() + CLOSING_MS
      while (sockets.clients.size > 0 && Date.now() < until) await pause(CLOSING_MS / 50)
      for (const webSocket of sockets.clients) webSocket.terminate()
      sockets.close()
    },
  }
}

function enter(
  { room, board, visitor }: Extract<Admission, { is: 'enter' }>,
  webSocket: WebSocket,
  socket: Socket,
  house: House,
): void {
  const { limits, unfinished, log } = house
  const transport = new SocketTransport(webSocket, socket, house.backlog)
  webSocket.on('error', (error) => {
    // ws closes the socket by itself; the line tells why.
    log.debug({ err: error }, 'a socket failed')
  })
  const leave = house.open.enter({ board, participant: visitor.participant, close: transport.close })
  if (!leave) {
    transport.close(closeCodes.crowded)
    return
  }
  webSocket.once('close', leave)
  const connection = room.attach(visitor, transport)
  const intake = new Intake(webSocket, {
    limits,
    unfinished,
    now: () => performance.now(),
    close: connection.close,
  })
  const receive = (frame: Uint8Array) => {
    intake.took(costOf(frame))
    connection.receive(frame)
  }
  listen(socket, limits.frameBytes, {
    message: receive,
    packet: (bytes, isBetween) => {
      intake.tookPacket(bytes, isBetween)
    },
  })
  webSocket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) receive(bytesOf(data))
    else {
      intake.took(1)
      connection.close(closeCodes.malformed)
    }
  })
  webSocket.on('ping', (data) => {
    intake.tookPing()
    if (webSocket.bufferedAmount < UNREAD_FOR_PONG_BYTES) webSocket.pong(data)
  })
  webSocket.on('pong', () => {
    intake.tookPing()
  })
  webSocket.on('close', () => {
    connection.closed()
  })
}

function closeAtOnce(
  { code, speaksOurs, notice }: Extract<Admission, { is: 'close' }>,
  webSocket: WebSocket,
  socket: Duplex,
  { backlog }: House,
): void {
  const transport = new SocketTransport(webSocket, socket, backlog)
  webSocket.on('error', () => {
    webSocket.terminate()
  })
  if (speaksOurs && notice) transport.send(noticeFrame(notice))
  transport.close(code)
}

/**
 * An error of a socket means that the client went away during the handshake; there is nobody left to tell. No closure: one
 * made for each request would keep the request, and the bytes behind it, for as long as the socket is open.
 */
function gone(this: Duplex): void {
  this.destroy()
}

function turnAway(socket: Duplex, status: number): void {
  const retry = status === 429 || status === 503 ? 'Retry-After: 60\r\n' : ''
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${retry}Connection: close\r\nContent-Length: 0\r\n\r\n`,
  )
  // An HTTP server's sockets stay open for as long as the other side likes.
  setTimeout(() => socket.destroy(), ANSWER_MS).unref()
}

/** ws hands over a Buffer unless it is told otherwise; the other two are in its type alone. */
function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
