import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** Opcodes of RFC 6455. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/**
 * A WebSocket by hand: it sends any bytes, keeps to no rule, and reads only when told to.
 * For what no library lets one do.
 */
export type RawSocket = {
  readonly socket: Socket
  /** Of the answer to the upgrade; 101 when it is open, 0 when the connection ended without one. */
  readonly status: number
  /** What the server sent in its close frame; undefined while it has sent none. */
  closeCode: number | undefined
  /** Whether the connection has ended, whichever side did it. */
  hasEnded: boolean
  /** Frames that came, control frames included. */
  received: number
  /** The last binary frames that came, oldest first, at most as many as `keep`. */
  readonly frames: Buffer[]
  /** @returns false when the bytes wait in this process, since the server does not read them */
  write(bytes: Uint8Array): boolean
  send(opcode: number, payload: Uint8Array): boolean
  destroy(): void
}

/** Opens one. Never rejects: how it went is in `status`. @param options.keep frames to keep; none by default */
export function openRaw(
  origin: string,
  path: string,
  options: {
    readonly headers?: Readonly<Record<string, string>>
    readonly localAddress?: string
    readonly keep?: number
    /** Stops reading right after the answer to the upgrade. */
    readonly stall?: boolean
  } = {},
): Promise<RawSocket> {
  const { hostname, port } = new URL(origin)
  const { keep = 0, localAddress } = options
  const socket = connect({ host: hostname, port: Number(port), ...(localAddress ? { localAddress } : {}) })
  socket.setNoDelay(true)
  const raw = {
    socket,
    status: 0,
    closeCode: undefined as number | undefined,
    hasEnded: false,
    received: 0,
    frames: [] as Buffer[],
    write: (bytes: Uint8Array) => !socket.destroyed && socket.write(bytes),
    send: (opcode: number, payload: Uint8Array) => raw.write(frameOf(opcode, payload)),
    destroy: () => {
      socket.destroy()
    },
  }
  const readFrames = frameReader((opcode, payload) => {
    raw.received++
    if (opcode === opcodes.close && payload.length >= 2) {
      raw.closeCode = payload.readUInt16BE(0)
      socket.end(frameOf(opcodes.close, payload.subarray(0, 2)))
    }
    if (opcode === opcodes.binary && keep > 0) {
      raw.frames.push(Buffer.from(payload))
      if (raw.frames.length > keep) raw.frames.shift()
    }
  })
  return new Promise((resolve) => {
    let head = Buffer.alloc(0)
    socket.on('connect', () => {
      const headers = Object.entries(options.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n${headers.join('')}\r\n`,
      )
    })
    socket.on('data', (chunk: Buffer) => {
      if (raw.status !== 0) {
        readFrames(chunk)
        return
      }
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      raw.status = Number(head.subarray(9, 12).toString())
      if (options.stall) socket.pause()
      else readFrames(head.subarray(end + 4))
      resolve(raw)
    })
    // What ended it shows in the status, the close code and `hasEnded`.
    socket.on('error', () => undefined)
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      raw.hasEnded = true
      resolve(raw)
    })
  })
}

/** One frame as a client sends it, masked; `isLast` false for a fragment that others follow. */
export function frameOf(opcode: number, payload: Uint8Array, isLast = true): Buffer {
  const mask = randomBytes(4)
  const head =
    payload.length < 126
      ? Buffer.from([0, 0x80 | payload.length])
      : payload.length < 65_536
        ? Buffer.from([0, 0x80 | 126, payload.length >> 8, payload.length & 255])
        : Buffer.concat([Buffer.from([0, 0x80 | 127]), bigEndian64(payload.length)])
  head[0] = (isLast ? 0x80 : 0) | opcode
  const masked = Buffer.from(payload)
  for (let i = 0; i < masked.length; i++) masked[i] = (masked[i] ?? 0) ^ (mask[i & 3] ?? 0)
  return Buffer.concat([head, mask, masked])
}

function bigEndian64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

/** Takes a server's bytes as they come and gives its frames, which are never masked. */
function frameReader(give: (opcode: number, payload: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      if (rest.length < 2) return
      const short = (rest[1] ?? 0) & 127
      const headLength = short < 126 ? 2 : short === 126 ? 4 : 10
      if (rest.length < headLength) return
      const length =
        short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2))
      if (rest.length < headLength + length) return
      const payload = rest.subarray(headLength, headLength + length)
      const opcode = (rest[0] ?? 0) & 15
      rest = rest.subarray(headLength + length)
      give(opcode, payload)
    }
  }
}
