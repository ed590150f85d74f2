import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

/*
 * The least that could be called a relay: whatever one client sends goes to all others, unread. It decodes
 * nothing, judges nobody, keeps nothing on disk and has no state for whoever comes late. What the product costs
 * beside it is the price of the promises that the product makes; what both cost is the price of the sockets.
 *
 * A process of its own, told by its parent: it sends its port once it listens, and its processor time when asked.
 */

const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })

/** An awareness message about nobody: y-websocket hangs up after 30 s of silence, and the writer hears nobody. */
const keepAlive = Uint8Array.of(1, 1, 0)
setInterval(() => {
  for (const to of sockets.clients) to.send(keepAlive)
}, 10_000)

sockets.on('connection', (from) => {
  from.on('message', (data, isBinary) => {
    for (const to of sockets.clients) {
      if (to !== from && to.readyState === WebSocket.OPEN) to.send(data, { binary: isBinary })
    }
  })
  from.on('error', (error) => {
    console.error(error)
  })
})
sockets.on('listening', () => {
  process.send?.({ port: (sockets.address() as AddressInfo).port })
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMs: (user + system) / 1000 })
})
// Its parent is gone: nobody is left to measure.
process.on('disconnect', () => {
  process.exit()
})
