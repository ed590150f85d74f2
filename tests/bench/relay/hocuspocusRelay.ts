import { join } from 'node:path'
import { loadPeer } from './peers.ts'

/*
 * Hocuspocus with its SQLite extension, as its guide sets it up. A process of its own, told by its parent: it sends its
 * port once it listens.
 */

type Peer = {
  Server: new (options: unknown) => { listen(): Promise<unknown>; readonly address: { port: number } }
}
const { Server } = await loadPeer<Peer>('@hocuspocus/server')
const { SQLite } = await loadPeer<{ SQLite: new (options: unknown) => unknown }>(
  '@hocuspocus/extension-sqlite',
)
const database = join(process.env['DATA_DIR'] ?? '.', 'hocuspocus.db')
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database })],
})
await server.listen()
process.send?.({ port: server.address.port })
process.on('disconnect', () => {
  process.exit()
})
