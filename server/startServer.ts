import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { processBus } from './bus/processBus.ts'
import type { Config } from './config.ts'
import { buildHttp } from './http/app.ts'
import { createRooms, type RoomsServer } from './rooms/createRooms.ts'
import { serverKeyIn } from './serverKey.ts'
import { sqliteStorage } from './storage/sqlite/sqliteStorage.ts'
import type { Storage } from './storage/Storage.ts'
import { acceptSockets } from './ws/acceptSockets.ts'
import type { SocketLimits } from './ws/socketLimits.ts'

export type RunningServer = {
  /** Where it listens; the one that was free when the configuration said 0. */
  readonly port: number
  readonly rooms: RoomsServer
  readonly storage: Storage
  /** Bytes held for sockets that have not read them yet. */
  backlogBytes(): number
  /** Lets everyone go, stores what is under way, and closes what was opened. */
  stop(): Promise<void>
}

/**
 * Builds the parts, joins them and listens.
 * @param given.storage in place of SQLite under `config.dataDir`; closed by {@link RunningServer.stop} as well
 * @param given.purgeEveryMs how often erased words are taken off the disk; a test does not wait a minute
 * @throws if the data folder cannot be written or the port is taken
 */
export async function startServer(
  config: Config,
  log: Logger,
  given: {
    readonly storage?: Storage
    readonly clock?: () => number
    readonly socketLimits?: Partial<SocketLimits>
    readonly purgeEveryMs?: number
  } = {},
): Promise<RunningServer> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const serverKey = await serverKeyIn(config.dataDir)
  const storage = given.storage ?? sqliteStorage({ file: join(config.dataDir, 'boards.db') })
  await storage.check()
  const rooms = createRooms({
    storage,
    bus: processBus(),
    log,
    ...(given.purgeEveryMs === undefined ? {} : { purgeEveryMs: given.purgeEveryMs }),
    onConnect: (board) => http.onConnectNotices(board),
  })
  const clock = given.clock ?? Date.now
  const http = await buildHttp({ storage, rooms, config, serverKey, log, clock })
  const sockets = acceptSockets(
    http.app.server,
    { rooms, log, authenticate: (request, board) => http.authenticateSocket(request, board) },
    given.socketLimits,
  )
  await http.finishRounds()
  await http.app.listen({ port: config.port, host: config.host })
  const { port } = http.app.server.address() as AddressInfo

  return {
    port,
    rooms,
    storage,
    backlogBytes: () => sockets.backlogBytes(),
    async stop() {
      const letGo = sockets.stop()
      await rooms.stop()
      await letGo
      await http.app.close()
      await storage.close()
    },
  }
}
