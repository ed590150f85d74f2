import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { processBus } from './bus/processBus.ts'
import type { Config } from './config.ts'
import { closeCodes } from '../shared/protocol/messages.ts'
import { folderLock, folderUnusable, makeDataFolder } from './dataFolder.ts'
import { buildHttp, type HttpSide } from './http/app.ts'
import { listenForCommands } from './maintenance/control.ts'
import { controlSocketIn, databaseIn } from './maintenance/dataFolder.ts'
import { pausableStorage, type PausableStorage } from './maintenance/pausableStorage.ts'
import { clearPrepared } from './maintenance/restore.ts'
import { createRooms, type RoomsServer } from './rooms/createRooms.ts'
import { serverKeyIn } from './serverKey.ts'
import type { Storage } from './storage/Storage.ts'
import { StoreFailing } from './storage/StoreFailing.ts'
import { logStoreFailing } from './storeLog.ts'
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
 * Finishing rounds reads every board that votes. After a crash in the middle of a session all of these people come back
 * at once, and go first.
 */
const FINISH_ROUNDS_AFTER_MS = 1_000
/** How long requests under way have to finish when the server stops; idle connections are closed at once. */
const LAST_REQUESTS_MS = 2_000

/**
 * Builds the parts, joins them and listens. A store that fails does not keep the server from starting: it tells
 * everyone so, and works once the cause is gone.
 * @param given.storage in place of SQLite under `config.dataDir`; closed by {@link RunningServer.stop} as well
 * @param given.purgeEveryMs how often erased words are taken off the disk; a test does not wait a minute
 * @throws if the data folder cannot be used, another server is running on it, or the port is taken
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
  await makeDataFolder(config.dataDir)
  const serverKey = await serverKeyIn(config.dataDir).catch((error: unknown) => {
    throw folderUnusable(config.dataDir, error)
  })
  const lock = folderLock(config.dataDir)
  let rooms: RoomsServer | undefined
  let finishRounds: HttpSide['finishRounds'] | undefined
  let commands: { stop(): Promise<void> } | undefined
  let takeCommandsIfMissing: (() => Promise<void>) | undefined
  const ownStorage = () =>
    pausableStorage({
      file: databaseIn(config.dataDir),
      beforeOpening: lock.take,
      onFailing(failing) {
        logStoreFailing(log, failing)
        if (failing.why === 'damaged') rooms?.storeFailed(failing)
      },
      onWorking() {
        log.info('The store works again.')
        takeCommandsIfMissing?.().catch((error: unknown) => {
          log.error({ err: error }, 'No restore can be done while this server runs.')
        })
        finishRounds?.().catch((error: unknown) => {
          log.error({ err: error }, 'rounds that were closing could not be finished')
        })
      },
    })
  const { storage, own } = given.storage ? { storage: given.storage, own: undefined } : ownOf(ownStorage())
  const close = async () => {
    try {
      await commands?.stop()
      await storage.close()
    } finally {
      lock.release()
    }
  }
  try {
    await storage.check().catch(mayStartAllTheSame)
    await clearPrepared(config.dataDir)
    rooms = createRooms({
      storage,
      bus: processBus(),
      log,
      ...(given.purgeEveryMs === undefined ? {} : { purgeEveryMs: given.purgeEveryMs }),
      onConnect: (board) => http.onConnectNotices(board),
    })
    const http = await buildHttp({ storage, rooms, config, serverKey, log, clock: given.clock ?? Date.now })
    finishRounds = () => http.finishRounds()
    if (own) {
      const parts = { own, rooms, serverKey, log }
      takeCommandsIfMissing = async () => {
        try {
          commands ??= await takeCommands(config.dataDir, parts)
        } catch (error) {
          if (!refusesFiles(error)) throw error
          log.warn(
            { err: error },
            'No restore can be done while this server runs: DATA_DIR takes no new file.',
          )
        }
      }
      await takeCommandsIfMissing()
    }
    return await listen({ config, log, storage, rooms, http, close, socketLimits: given.socketLimits })
  } catch (error) {
    await rooms?.stop()
    await close().catch(() => undefined) // the first error tells more
    throw error
  }
}

async function listen({
  config,
  log,
  storage,
  rooms,
  http,
  close,
  socketLimits,
}: {
  readonly config: Config
  readonly log: Logger
  readonly storage: Storage
  readonly rooms: RoomsServer
  readonly http: HttpSide
  readonly close: () => Promise<void>
  readonly socketLimits: Partial<SocketLimits> | undefined
}): Promise<RunningServer> {
  const { app } = http
  const sockets = acceptSockets(
    app.server,
    { rooms, log, authenticate: (request, board) => http.authenticateSocket(request, board) },
    socketLimits,
  )
  try {
    await app.listen({ port: config.port, host: config.host })
  } catch (error) {
    void sockets.stop()
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    const said = `port ${config.port} is taken by another program. Stop that one, or choose another port with PORT.`
    throw new Error(said, { cause: error })
  }
  // With a store that fails it is done once that works again.
  const finishing = setTimeout(() => void http.finishRounds(), FINISH_ROUNDS_AFTER_MS)
  const { port } = app.server.address() as AddressInfo

  return {
    port,
    rooms,
    storage,
    backlogBytes: () => sockets.backlogBytes(),
    async stop() {
      clearTimeout(finishing)
      const letGo = sockets.stop()
      await rooms.stop()
      await letGo
      const cut = setTimeout(() => {
        app.server.closeAllConnections()
      }, LAST_REQUESTS_MS)
      await app.close()
      clearTimeout(cut)
      await close()
    },
  }
}

/** Only another server on the same folder, or a bug, is a reason not to start. */
function mayStartAllTheSame(error: unknown): void {
  if (!(error instanceof StoreFailing) || error.why === 'in use') throw error
}

/** A folder that may not be written, or is full, is the store's trouble, which is told and passes. */
const refusesFiles = (error: unknown): boolean =>
  ['EROFS', 'EACCES', 'EPERM', 'ENOSPC'].includes((error as NodeJS.ErrnoException).code ?? '')

const ownOf = (own: PausableStorage) => ({ storage: own as Storage, own })

/** Lets a restore on this machine have the boards for a moment, without a restart. */
function takeCommands(
  dataDir: string,
  {
    own,
    rooms,
    serverKey,
    log,
  }: {
    readonly own: PausableStorage
    readonly rooms: RoomsServer
    readonly serverKey: Uint8Array
    readonly log: Logger
  },
): Promise<{ stop(): Promise<void> }> {
  return listenForCommands(controlSocketIn(dataDir), {
    async letGo() {
      log.info('the boards are let go, to be restored')
      await rooms.letGo(closeCodes.shuttingDown)
      await own.pause()
      // Whoever was quick came back before the store was closed.
      await rooms.letGo(closeCodes.shuttingDown)
    },
    async takeUp() {
      // In place: every link is derived from these very bytes, and the backup may have come with others.
      serverKey.set(await serverKeyIn(dataDir))
      await own.resume()
      log.info('the boards are taken up again')
    },
  })
}
