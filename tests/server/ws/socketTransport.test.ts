import { EventEmitter, once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { Backlog, FRAME_OVERHEAD_BYTES } from '../../../server/ws/Backlog.ts'
import { messageBytes } from '../../../server/ws/messageBytes.ts'
import { SocketTransport } from '../../../server/ws/SocketTransport.ts'
import { eventually } from '../../support/eventually.ts'
import { diceOf } from '../rooms/guard/Dice.ts'

/** The other end of a line, which takes what is written at once, or piece by piece when it is told to. */
class Line extends Duplex {
  isSlow = false
  writes = 0
  readonly #taken: Buffer[] = []
  #done: (() => void) | undefined

  get taken(): Buffer {
    return Buffer.concat(this.#taken)
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    if (chunk.length > 0) this.writes++
    this.#taken.push(chunk)
    if (this.isSlow && chunk.length > 0) this.#done = done
    else done()
  }
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done)
  }
  override _read(): void {
    // Nothing comes from there.
  }

  /** Takes what has been waiting longest. */
  go(): void {
    const done = this.#done
    this.#done = undefined
    done?.()
  }
}

function aTransport(backlog = new Backlog(1024 * 1024 * 1024), out?: Socket) {
  const line = new Line()
  const webSocket = Object.assign(new EventEmitter(), { OPEN: 1, readyState: 1, terminate: () => undefined })
  const transport = new SocketTransport(webSocket as unknown as WebSocket, out ?? line, backlog)
  return { line, webSocket, transport, backlog }
}

describe('the way out over one socket', () => {
  it('writes once what it is given in one turn, in its order', async () => {
    const { line, transport } = aTransport()
    const frames = [1, 2, 3].map((n) => Uint8Array.of(n, n))
    for (const frame of frames) transport.send(frame)
    await nextTurn()
    expect(line.writes).toBe(1)
    expect(line.taken).toEqual(Buffer.concat(frames.map(messageBytes)))
  })

  it('sends a long frame from where it lies, between short ones', async () => {
    const { line, transport } = aTransport()
    const frames = [2, 200_000, 3, 70_000].map((length) => new Uint8Array(length).fill(length % 251))
    for (const frame of frames) transport.send(frame)
    await nextTurn()
    expect(line.writes).toBe(1)
    expect(line.taken.equals(Buffer.concat(frames.map(messageBytes)))).toBe(true)
  })

  it('says what waits, and lets go of it as the other end takes it', async () => {
    const { line, transport, backlog } = aTransport()
    line.isSlow = true
    const frame = new Uint8Array(1000)
    transport.send(frame)
    expect(transport.bufferedBytes).toBe(messageBytes(frame).length)
    await nextTurn()
    expect(backlog.bytes).toBe(messageBytes(frame).length + FRAME_OVERHEAD_BYTES)
    expect(transport.bufferedBytes).toBeGreaterThanOrEqual(frame.length)
    line.go()
    await nextTurn()
    expect([backlog.bytes, transport.bufferedBytes]).toEqual([0, 0])
  })

  it('sends nothing twice and out of turn, and holds nothing in the end, however the other end stalls', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const dice = diceOf(seed)
      const { line, transport, backlog } = aTransport()
      const sent: Uint8Array[] = []
      for (let step = 0; step < 60; step++) {
        line.isSlow = dice.chance(0.5)
        if (dice.chance(0.4)) line.go()
        for (let left = dice.below(4); left > 0; left--) {
          const frame = new Uint8Array(1 + dice.below(300)).fill(step)
          sent.push(frame)
          transport.send(frame)
        }
        if (dice.chance(0.7)) await nextTurn()
      }
      line.isSlow = false
      for (let i = 0; i < 200; i++) {
        line.go()
        await nextTurn()
      }
      expect(line.taken.equals(Buffer.concat(sent.map(messageBytes))), `seed ${seed}`).toBe(true)
      expect([backlog.bytes, transport.bufferedBytes], `seed ${seed}`).toEqual([0, 0])
    }
  })

  it('is emptied by a reader who stalls and comes back, over a real socket', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const reader = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const [socket] = (await once(server, 'connection')) as [Socket]
    const { transport, backlog } = aTransport(undefined, socket)
    reader.pause()
    const sent: Buffer[] = []
    for (let i = 0; i < 400; i++) {
      const frame = new Uint8Array(30_000 + i).fill(i)
      sent.push(messageBytes(frame))
      transport.send(frame)
      if (i % 3 === 0) await nextTurn()
    }
    expect(backlog.bytes).toBeGreaterThan(1_000_000)
    const got: Buffer[] = []
    reader.on('data', (chunk) => got.push(chunk)).resume()
    await eventually(() => {
      expect([backlog.bytes, transport.bufferedBytes]).toEqual([0, 0])
      expect(Buffer.concat(got).equals(Buffer.concat(sent))).toBe(true)
    })
    reader.destroy()
    server.close()
  })

  it('holds nothing for a socket that has closed', async () => {
    const { line, webSocket, transport, backlog } = aTransport()
    line.isSlow = true
    transport.send(new Uint8Array(1000))
    await nextTurn()
    webSocket.readyState = 3
    webSocket.emit('close')
    expect(backlog.bytes).toBe(0)
    transport.send(new Uint8Array(1000))
    await nextTurn()
    expect(backlog.bytes).toBe(0)
    line.go()
  })
})

it.each([0, 1, 125, 126, 65_535, 65_536, 70_000])('puts the head of RFC 6455 before %i bytes', (length) => {
  const bytes = messageBytes(new Uint8Array(length).fill(7))
  const short = bytes[1]!
  const head = short < 126 ? 2 : short === 126 ? 4 : 10
  const said = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  expect([bytes[0], said, bytes.length]).toEqual([0x82, length, head + length])
  // The shortest form that holds it, and unmasked.
  expect(head).toBe(length < 126 ? 2 : length < 65_536 ? 4 : 10)
})
