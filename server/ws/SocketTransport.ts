import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { CloseCode } from '../../shared/protocol/messages.ts'
import type { Transport } from '../rooms/Connection.ts'
import type { Backlog, Line } from './Backlog.ts'
import { messageBytes, messageHead } from './messageBytes.ts'

/** What is longer goes out from where it lies: copying a large board for each who opens it takes longer than sending it. */
const MOST_COPIED_BYTES = 64 * 1024

const NOTHING = Buffer.alloc(0)

/** What was sent last, as it is on the wire: it mostly goes to everyone in a room, one after another. */
let lastFrame: Uint8Array | undefined
let lastBytes: Buffer = Buffer.alloc(0)

function onTheWire(frame: Uint8Array): Buffer {
  if (frame !== lastFrame) {
    lastBytes = messageBytes(frame)
    lastFrame = frame
  }
  return lastBytes
}

/** Those that were given something in this turn of the event loop. */
let withSomething: SocketTransport[] = []

function writeAll(): void {
  const all = withSomething
  withSomething = []
  for (const transport of all) transport.write()
}

/**
 * The way out over one socket. What it is given in one turn of the event loop is written at once: with many people in a
 * room it is the system calls that cost. Frames go straight to the socket, past ws, which would build the same head
 * for each receiver; without compression it keeps nothing back that could be overtaken.
 */
export class SocketTransport implements Transport {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #line: Line
  /** What it was given first in this turn, which mostly is all; behind it the rest. */
  #first: Uint8Array | undefined
  #rest: Uint8Array[] = []
  #givenBytes = 0

  constructor(webSocket: WebSocket, socket: Duplex, backlog: Backlog) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#line = backlog.line(() => {
      webSocket.terminate()
    })
    webSocket.once('close', () => {
      this.#line.gone()
    })
  }

  send(frame: Uint8Array): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
    if (frame.byteLength > MOST_COPIED_BYTES) {
      this.#give(messageHead(frame))
      this.#give(frame)
    } else this.#give(onTheWire(frame))
  }

  #give(bytes: Uint8Array): void {
    this.#givenBytes += bytes.byteLength
    if (this.#first) {
      this.#rest.push(bytes)
      return
    }
    this.#first = bytes
    if (withSomething.push(this) === 1) process.nextTick(writeAll)
  }

  /** Writes what it was given since the last time. */
  write(): void {
    const first = this.#first
    const rest = this.#rest
    if (!first) return
    this.#first = undefined
    this.#givenBytes = 0
    if (rest.length === 0) this.#socket.write(first)
    else {
      this.#rest = []
      this.#socket.cork()
      this.#socket.write(first)
      for (const frame of rest) this.#socket.write(frame)
      this.#socket.uncork()
    }
    // Nearly always the system takes it at once; then there is nothing to keep count of.
    if (this.#socket.writableLength === 0) return
    this.#line.given([first, ...rest])
    // Without a callback a write costs a good deal less, so what must wait is followed by nothing that has one.
    this.#socket.write(NOTHING, this.#sent)
  }

  close = (code: CloseCode): void => {
    this.write()
    // ws cuts the socket when this is not answered within its `closeTimeout`.
    this.#webSocket.close(code)
  }

  get bufferedBytes(): number {
    const { overheadBytes } = this.#line
    // Asked for each frame, and asking the socket takes longer than all the rest.
    return this.#givenBytes + (overheadBytes === 0 ? 0 : overheadBytes + this.#socket.writableLength)
  }

  #sent = (): void => {
    this.#line.sent()
  }
}
