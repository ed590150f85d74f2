import fc from 'fast-check'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { listen } from '../../../server/ws/listen.ts'
import { frameOf, opcodes } from '../../support/rawSocket.ts'

const MOST_BYTES = 80_000
/** A message that begins so is one at which the server closes. */
const UNWELCOME = 0xff

/** A server's end of a connection, to which packets come as the test has cut them. */
class Line extends Duplex {
  readonly written: Buffer[] = []
  override _read(): void {
    // It is pushed when it comes.
  }
  override _write(bytes: Buffer, _: string, done: () => void): void {
    this.written.push(Buffer.from(bytes))
    done()
  }
  async arrive(packets: readonly Buffer[], isAtOnce = false): Promise<void> {
    for (const packet of packets) {
      if (!this.destroyed) this.push(Buffer.from(packet))
      if (!isAtOnce) await turn()
    }
    await turn()
  }
}

const request = {
  method: 'GET',
  url: '/',
  headers: {
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  },
} as unknown as IncomingMessage

/** A server that notes what it hears, in its order. @param isDirect whether it listens in front of ws */
async function open(isDirect: boolean) {
  const line = new Line()
  const heard: string[] = []
  const counts = { direct: 0, bytes: 0 }
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MOST_BYTES,
    autoPong: false,
  })
  sockets.handleUpgrade(request, line, Buffer.alloc(0), (webSocket) => {
    line.written.length = 0
    const message = (frame: Uint8Array) => {
      heard.push(`message ${Buffer.from(frame).toString('base64')}`)
      if (frame[0] === UNWELCOME) webSocket.close(4400)
    }
    webSocket.on('message', (data, isBinary) => {
      if (isBinary) message(data as Buffer)
      else heard.push(`text ${(data as Buffer).toString()}`)
    })
    webSocket.on('ping', (data) => heard.push(`ping ${data.toString('base64')}`))
    webSocket.on('pong', (data) => heard.push(`pong ${data.toString('base64')}`))
    webSocket.on('error', ({ message }) => heard.push(message))
    webSocket.on('close', (code) => heard.push(`closed ${code}`))
    if (!isDirect) return
    listen(line as unknown as Socket, MOST_BYTES, {
      message: (frame) => {
        counts.direct++
        message(frame)
      },
      packet: (bytes) => {
        counts.bytes += bytes
      },
    })
  })
  await turn()
  return {
    line,
    heard,
    counts,
    end: async () => {
      const isRead = !line.isPaused()
      line.push(null)
      await turn()
      line.destroy()
      sockets.close()
      await turn()
      return { heard, isRead, written: Buffer.concat(line.written).toString('base64') }
    },
  }
}

const payload = fc.oneof(
  { weight: 6, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constant(Uint8Array.of(UNWELCOME)) },
  { weight: 3, arbitrary: fc.uint8Array({ minLength: 120, maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(65_535, 65_536, MOST_BYTES, MOST_BYTES + 1)
      .map((n) => new Uint8Array(n).fill(7)),
  },
)
const control = fc
  .tuple(fc.constantFrom(opcodes.ping, opcodes.pong), fc.uint8Array({ maxLength: 20 }))
  .map(([opcode, bytes]) => frameOf(opcode, bytes))
const fragmented = fc
  .tuple(
    fc.constantFrom(opcodes.binary, opcodes.text),
    fc.array(fc.string(), { minLength: 2, maxLength: 4 }),
    control,
  )
  .map(([opcode, parts, between]) =>
    parts.flatMap((part, i) => [
      frameOf(i === 0 ? opcode : opcodes.continuation, Buffer.from(part), i === parts.length - 1),
      ...(i === 0 ? [between] : []),
    ]),
  )
const frames = fc.oneof(
  { weight: 8, arbitrary: payload.map((bytes) => [frameOf(opcodes.binary, bytes)]) },
  { weight: 1, arbitrary: fc.string().map((text) => [frameOf(opcodes.text, Buffer.from(text))]) },
  { weight: 1, arbitrary: control.map((frame) => [frame]) },
  { weight: 2, arbitrary: fragmented },
)
/** What ends a connection or leaves a message unfinished, and then whatever follows it. */
const unruly = fc.oneof(
  fc.constant(frameOf(opcodes.close, Buffer.from([3, 232]))),
  fc.constant(frameOf(opcodes.continuation, Buffer.from('x'))),
  fc.constant(frameOf(opcodes.text, Uint8Array.of(0xff))),
  fc.constant(Buffer.concat([Buffer.from([0xc2]), frameOf(opcodes.binary, Buffer.from('x')).subarray(1)])),
  fc.constant(frameOf(opcodes.binary, Buffer.from('x'), false)),
  fc.constant(Buffer.from([0x82, 1, 5])),
  // Not masked either, and as long as if it were.
  fc.constant(Buffer.from([0x82, 1, 5, 0x89, 0, 0, 0])),
  fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
)

/** Frames as packets: mostly each by itself, else cut and joined anywhere. */
function packetsOf(all: readonly Buffer[], cuts: readonly number[]): Buffer[] {
  if (cuts.length === 0) return [...all]
  const bytes = Buffer.concat(all)
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  const packets = [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length))
  return packets.filter(({ length }) => length > 0)
}

it('hears and answers what ws alone would, however the bytes are cut into packets', async () => {
  let direct = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(frames, { minLength: 1, maxLength: 8 }),
      fc.option(unruly),
      fc.array(frames, { maxLength: 3 }),
      fc.oneof(fc.constant([]), fc.array(fc.nat(), { maxLength: 12 })),
      fc.boolean(),
      async (before, odd, after, cuts, isAtOnce) => {
        const packets = packetsOf([...before.flat(), ...(odd ? [odd] : []), ...after.flat()], cuts)
        const [ours, alone] = [await open(true), await open(false)]
        for (const { line } of [ours, alone]) await line.arrive(packets, isAtOnce)
        expect(await ours.end()).toEqual(await alone.end())
        direct += ours.counts.direct
      },
    ),
    { numRuns: 2_000 },
  )
  expect(direct, 'messages that went past ws').toBeGreaterThan(2_000)
})

it('asks ws for no message that is a packet by itself, and counts its bytes', async () => {
  const { line, heard, counts, end } = await open(true)
  const sizes = [1, 125, 126, 300, 65_535, 65_536, MOST_BYTES]
  const packets = sizes.map((size) => frameOf(opcodes.binary, new Uint8Array(size).fill(size & 127)))
  await line.arrive(packets)
  expect(counts.direct).toBe(sizes.length)
  expect(counts.bytes).toBe(Buffer.concat(packets).length)
  expect(heard).toEqual(sizes.map((size) => `message ${Buffer.alloc(size, size & 127).toString('base64')}`))

  // Joined in one packet, ws reads them; the next one by itself need not be read by it again.
  await line.arrive([Buffer.concat(packets.slice(0, 4)), ...packets.slice(0, 4)])
  expect(counts.direct).toBe(sizes.length + 4)
  expect(heard).toHaveLength(sizes.length + 8)
  await end()
})
