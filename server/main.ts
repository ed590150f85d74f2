#!/usr/bin/env node
import { readConfig, type Config } from './config.ts'
import { networkAddresses } from './http/origin.ts'
import { createLog } from './log.ts'
import { processTerminal, readCommand, runBackup, runRestore } from './maintenance/commands.ts'
import { Unfit } from './maintenance/Unfit.ts'
import { startServer } from './startServer.ts'
import { welcome } from './welcome.ts'

/** Reads the command line and the environment, and does what they say. @returns the exit code, unless it serves on */
async function main(): Promise<number | undefined> {
  const command = readCommand(process.argv.slice(2))
  if (command.is === 'help') {
    process.stdout.write(command.text)
    return 0
  }
  if (command.is === 'misunderstood') {
    process.stderr.write(`${command.why}\n`)
    return 2
  }
  const config = readConfig(process.env)
  if (command.is === 'serve') {
    await serve(config)
    return undefined
  }
  if (command.is === 'backup') await runBackup(config.dataDir, command, processTerminal())
  else await runRestore(config.dataDir, command, processTerminal())
  return 0
}

/** Starts the server, and stops it cleanly when it is told to. */
async function serve(config: Config): Promise<void> {
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

main().then(
  (code) => {
    if (code !== undefined) process.exitCode = code
  },
  (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    // A command that was refused says so in a sentence of its own.
    const isToServe = readCommand(process.argv.slice(2)).is === 'serve'
    const said = isToServe ? `Common Thread cannot start: ${why}` : `It broke off: ${why}`
    process.stderr.write(`${error instanceof Unfit ? why : said}\n`)
    process.exit(1)
  },
)
