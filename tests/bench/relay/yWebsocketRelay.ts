import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { loadPeer } from './peers.ts'

/*
 * The y-websocket reference server with y-leveldb, joined as its own `server.js` does. A process of its own, told by its
 * parent: it sends its port once it listens.
 */

process.env['YPERSISTENCE'] = process.env['DATA_DIR']
const { setupWSConnection } = await loadPeer<{
  setupWSConnection(this: void, socket: WebSocket, request: IncomingMessage): void
}>('@y/websocket-server/utils')
const sockets = new WebSocketServer({ noServer: true })
sockets.on('connection', setupWSConnection)
const server = createServer()
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request))
})
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.on('disconnect', () => {
  process.exit()
})
