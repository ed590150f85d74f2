import { randomBytes } from 'node:crypto'
import { IncomingMessage, type Server } from 'node:http'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { frameOf } from './rawSocket.ts'

/**
 * The server's end of a connection whose other end has stopped reading after the answer to the upgrade. No kernel
 * stands between, so that every byte which has been written and has not left is held by the server, and can be counted.
 */
export class DeafSocket extends Duplex {
  readonly bytesRead = 0
  /** What was written since the upgrade and is still here, in the order of writing. */
  readonly held: Uint8Array[] = []
  #isDeaf = false

  /** Asks a server for a socket; it is open once {@link isOpen}. */
  upgrade(server: Server, path: string): void {
    const request = Object.assign(new IncomingMessage(new Socket()), {
      method: 'GET',
      url: path,
      headers: {
        host: '127.0.0.1',
        upgrade: 'websocket',
        connection: 'Upgrade',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        'sec-websocket-version': '13',
      },
      socket: this,
    })
    server.emit('upgrade', request, this, Buffer.alloc(0))
  }

  get isOpen(): boolean {
    return this.#isDeaf
  }

  /** Lets the server read a frame. */
  send(opcode: number, payload: Uint8Array): void {
    this.push(frameOf(opcode, payload))
  }

  override write(chunk: Uint8Array | string, ...rest: unknown[]): boolean {
    if (this.#isDeaf && typeof chunk !== 'string' && chunk.length > 0) this.held.push(chunk)
    return (super.write as (...given: unknown[]) => boolean).call(this, chunk, ...rest)
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    if (this.#isDeaf) return
    this.#isDeaf = chunk.includes('\r\n\r\n')
    done()
  }

  override _read(): void {
    // What comes is pushed by `send`.
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.held.length = 0
    done(error)
  }

  // What http and ws ask of a plain TCP socket.
  setTimeout(): this {
    return this
  }
  setNoDelay(): this {
    return this
  }
}

/** Bytes of memory held for these together: what several are to be sent, they share. */
export function heldTogether(sockets: readonly DeafSocket[]): number {
  const pieces = new Map<ArrayBufferLike, Map<number, number>>()
  for (const { held } of sockets) {
    for (const { buffer, byteOffset, byteLength } of held) {
      const inBuffer = pieces.get(buffer) ?? new Map<number, number>()
      pieces.set(buffer, inBuffer.set(byteOffset, byteLength))
    }
  }
  return [...pieces.values()].flatMap((inBuffer) => [...inBuffer.values()]).reduce((sum, n) => sum + n, 0)
}
