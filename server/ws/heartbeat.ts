import type { WebSocket, WebSocketServer } from 'ws'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** Steps without any sign of life after which a socket is cut: a phone that lost its signal says no goodbye. */
const MOST_SILENT_STEPS = 2

type Life = { readonly socket: Socket; bytesRead: number; silentSteps: number }

/** Finds sockets whose other end has gone without closing. @returns a function that stops it */
export function keepChecking(sockets: WebSocketServer, stepMs: number): () => void {
  const lives = new WeakMap<WebSocket, Life>()
  sockets.on('connection', (webSocket: WebSocket, { socket }: IncomingMessage) => {
    lives.set(webSocket, { socket, bytesRead: socket.bytesRead, silentSteps: 0 })
  })
  const timer = setInterval(() => {
    for (const webSocket of sockets.clients) {
      const life = lives.get(webSocket)
      if (life && isSilent(webSocket, life)) webSocket.terminate()
      else webSocket.ping()
    }
  }, stepMs)
  return () => {
    clearInterval(timer)
  }
}

/**
 * Any byte is a sign of life: a browser that sends a long message over a thin line cannot answer a ping in the
 * middle of it. Who is not being read cannot show any.
 */
function isSilent(webSocket: WebSocket, life: Life): boolean {
  const { bytesRead } = life.socket
  if (webSocket.isPaused || bytesRead !== life.bytesRead) life.silentSteps = 0
  else life.silentSteps++
  life.bytesRead = bytesRead
  return life.silentSteps > MOST_SILENT_STEPS
}
