import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Config } from '../../server/config.ts'
import { startServer, type RunningServer } from '../../server/startServer.ts'
import { memoryStorage } from '../../server/storage/memory/memoryStorage.ts'

export type TestServer = RunningServer & {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly dataDir: string
}

/**
 * The whole server in this process, on a free port, with a data folder that goes when it stops.
 * @param options.keep 'sqlite' for the store that people get, 'memory' (the default) for speed
 */
export async function startTestServer(
  options: {
    readonly keep?: 'memory' | 'sqlite'
    readonly config?: Partial<Config>
    readonly clock?: () => number
    readonly purgeEveryMs?: number
  } = {},
): Promise<TestServer> {
  const dataDir = options.config?.dataDir ?? (await mkdtemp(join(tmpdir(), 'common-thread-')))
  const config: Config = { port: 0, host: '127.0.0.1', publicUrl: undefined, ...options.config, dataDir }
  const server = await startServer(config, pino({ level: 'silent' }), {
    ...(options.keep === 'sqlite' ? {} : { storage: memoryStorage() }),
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.purgeEveryMs === undefined ? {} : { purgeEveryMs: options.purgeEveryMs }),
  })
  return {
    ...server,
    origin: `http://127.0.0.1:${server.port}`,
    dataDir,
    async stop() {
      await server.stop()
      // A folder that was given is kept, so that a second server can be started on it.
      if (options.config?.dataDir === undefined) await rm(dataDir, { recursive: true })
    },
  }
}
