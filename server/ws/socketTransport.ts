import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Transport } from '../rooms/Connection.ts'

/** How long a client may take to answer a close before the connection is cut. */
const CLOSE_PATIENCE_MS = 3_000

/**
 * The way out over one socket. What it is given in one turn of the event loop is written at once: with many
 * people in a room it is the system calls that cost.
 */
export function socketTransport(webSocket: WebSocket, socket: Duplex): Transport {
  let isCorked = false
  return {
    send(frame) {
      if (webSocket.readyState !== webSocket.OPEN) return
      if (!isCorked) {
        isCorked = true
        socket.cork()
        process.nextTick(() => {
          isCorked = false
          socket.uncork()
        })
      }
      webSocket.send(frame, { binary: true })
    },
    close(code) {
      webSocket.close(code)
      // A reader that has stalled never gets the close frame.
      setTimeout(() => {
        webSocket.terminate()
      }, CLOSE_PATIENCE_MS).unref()
    },
    get bufferedBytes() {
      return webSocket.bufferedAmount
    },
  }
}
