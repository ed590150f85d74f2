import type { WebSocket, WebSocketServer } from 'ws'

const STEP_MS = 25_000
/** Steps without any sign of life after which a socket is cut: a phone that lost its signal says no goodbye. */
const MOST_SILENT_STEPS = 2

/** Finds sockets whose other end has gone without closing. @returns a function that stops it */
export function keepChecking(sockets: WebSocketServer): () => void {
  const silentSteps = new WeakMap<WebSocket, number>()
  sockets.on('connection', (webSocket) => {
    const heard = () => silentSteps.set(webSocket, 0)
    heard()
    webSocket.on('pong', heard)
    webSocket.on('message', heard)
  })
  const timer = setInterval(() => {
    for (const webSocket of sockets.clients) {
      const silent = (silentSteps.get(webSocket) ?? 0) + 1
      silentSteps.set(webSocket, silent)
      if (silent > MOST_SILENT_STEPS) webSocket.terminate()
      else webSocket.ping()
    }
  }, STEP_MS)
  return () => {
    clearInterval(timer)
  }
}
