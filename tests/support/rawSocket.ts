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
    /** Answers pings, as whoever stays for long must. */
    readonly answersPings?: boolean
    /** Told of each binary frame as it comes. Its bytes are only lent. */
    readonly onFrame?: (payload: Buffer) => void
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
    if (opcode === opcodes.ping && options.answersPings) raw.send(opcodes.pong, payload)
    if (opcode === opcodes.binary) options.onFrame?.(payload)
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
  // What has come of a frame that is not whole; joined once it is, however long it is.
  let pieces: Buffer[] = []
  let bytes = 0
  let wanted = 2
  return (chunk) => {
    pieces.push(chunk)
    bytes += chunk.length
    if (bytes < wanted) return
    let rest = pieces.length === 1 ? chunk : Buffer.concat(pieces)
    for (;;) {
      const frame = frameAt(rest)
      wanted = typeof frame === 'number' ? frame : 2
      if (typeof frame === 'number') break
      rest = rest.subarray(frame.end)
      give(frame.opcode, frame.payload)
    }
    pieces = rest.length > 0 ? [rest] : []
    bytes = rest.length
  }
}

/** The frame at the start of what came, or how many bytes it takes to know more. */
function frameAt(bytes: Buffer): { opcode: number; payload: Buffer; end: number } | number {
  if (bytes.length < 2) return 2
  const short = (bytes[1] ?? 0) & 127
  const headLength = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < headLength) return headLength
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const end = headLength + length
  if (bytes.length < end) return end
  return { opcode: (bytes[0] ?? 0) & 15, payload: bytes.subarray(headLength, end), end }
}
