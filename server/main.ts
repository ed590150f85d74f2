import { readConfig } from './config.ts'
import { networkAddresses } from './http/origin.ts'
import { createLog } from './log.ts'
import { startServer } from './startServer.ts'
import { welcome } from './welcome.ts'

/** Reads the environment, starts the server, and stops it cleanly when it is told to. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config.logLevel ?? 'info')
  // Node would write the error's message, in which someone's words may stand.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'the server ends: nobody was there to catch this')
    process.exit(1)
  })
  const server = await startServer(config, log)
  process.stdout.write(welcome(config, server.port, networkAddresses()))

  let isStopping = false
  const stop = () => {
    // A second signal means: now.
    if (isStopping) process.exit(1)
    isStopping = true
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the server did not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

main().catch((error: unknown) => {
  process.stderr.write(
    `Common Thread cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exit(1)
})
