import type { Socket } from 'node:net'
import { FrameEnds, wholeMessage } from './clientFrames.ts'

type Listener = {
  /** A message has come that is binary. */
  readonly message: (this: void, frame: Uint8Array) => void
  /** A packet has come, and every message that ends in it. @param isBetween whether nothing is left of another that has begun */
  readonly packet: (this: void, bytes: number, isBetween: boolean) => void
}

/**
 * Stands in front of ws and takes each binary message that is a packet by itself, as nearly all are: to lead one through ws takes
 * longer than to read it, and where everyone points thousands come in a second. Whatever else comes, ws is given
 * untouched, and it tells of it as ever.
 * @param socket one on which ws has just opened a WebSocket
 * @param mostBytes of a message; ws refuses a longer one
 */
export function listen(socket: Socket, mostBytes: number, listener: Listener): void {
  const [toWs] = socket.listeners('data') as ((packet: Buffer) => void)[]
  if (!toWs) throw new Error('ws does not listen to its socket')
  const ends = new FrameEnds()
  const hear = (packet: Buffer) => {
    const message = ends.isBetweenMessages ? wholeMessage(packet, mostBytes) : undefined
    if (message) listener.message(message)
    else {
      ends.pass(packet)
      toWs.call(socket, packet)
    }
    listener.packet(packet.byteLength, ends.isBetweenMessages)
  }
  // Named as Node names what stands for another listener: when ws has heard a close, or what is not allowed, and takes its own
  // off the socket, this one goes.
  hear.listener = toWs
  socket.off('data', toWs)
  socket.on('data', hear)
}
