import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Transport } from '../rooms/Connection.ts'
import type { Backlog } from './Backlog.ts'

/**
 * The way out over one socket. What it is given in one turn of the event loop is written at once: with many
 * people in a room it is the system calls that cost.
 */
export function socketTransport(webSocket: WebSocket, socket: Duplex, backlog: Backlog): Transport {
  let isCorked = false
  const line = backlog.line(() => {
    webSocket.terminate()
  })
  webSocket.once('close', line.gone)
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
      line.given(frame)
      webSocket.send(frame, { binary: true }, line.sent)
    },
    close(code) {
      // ws cuts the socket when this is not answered within its `closeTimeout`.
      webSocket.close(code)
    },
    get bufferedBytes() {
      return webSocket.bufferedAmount + line.overheadBytes
    },
  }
}
