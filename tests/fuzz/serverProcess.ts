import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { startServer } from '../../server/startServer.ts'
import type { SocketLimits } from '../../server/ws/socketLimits.ts'

/*
 * The whole server as a process of its own, with SQLite on disk, told by its parent: it sends its port once it
 * listens, its memory when asked for a 'report', and the most it used since the last time when asked for the
 * 'peak'. Whatever is not caught ends it, as it would end the product.
 *
 * Only what would keep the run from getting in at all is let go: how often one person may connect, and how many
 * sockets they may have. Every limit on what a connection may send stands.
 */

export type ServerReport = {
  readonly rssBytes: number
  readonly heapBytes: number
  readonly externalBytes: number
  readonly backlogBytes: number
  /** Lines in the log at level error or above. */
  readonly errors: readonly string[]
}

export type ServerPeak = { readonly rssBytes: number; readonly backlogBytes: number }

const letIn: Partial<SocketLimits> = {
  upgradeBurst: 1_000_000_000,
  upgradesPerMinute: 1_000_000_000,
  refusedBurst: 1_000_000_000,
  socketsPerParticipant: 1_000,
}

const dataDir = mkdtempSync(join(tmpdir(), 'common-thread-fuzz-'))
const errors: string[] = []
const log = pino(
  { level: 'error' },
  {
    write(line: string) {
      if (errors.length < 20) errors.push(line.trim())
    },
  },
)
const server = await startServer({ port: 0, host: '127.0.0.1', publicUrl: undefined, dataDir }, log, {
  socketLimits: letIn,
})
process.send?.({ port: server.port })

async function report(): Promise<ServerReport> {
  // What waits for a finaliser goes only after another turn.
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.()
    await pause(200)
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return {
    rssBytes: rss,
    heapBytes: heapUsed,
    externalBytes: external,
    backlogBytes: server.backlogBytes(),
    errors,
  }
}

let peak: ServerPeak = { rssBytes: 0, backlogBytes: 0 }
setInterval(() => {
  peak = {
    rssBytes: Math.max(peak.rssBytes, process.memoryUsage.rss()),
    backlogBytes: Math.max(peak.backlogBytes, server.backlogBytes()),
  }
}, 20)

process.on('message', (question) => {
  if (question === 'peak') {
    process.send?.(peak)
    peak = { rssBytes: 0, backlogBytes: 0 }
  } else void report().then((answer) => process.send?.(answer))
})
process.on('disconnect', () => {
  void server.stop().finally(() => {
    rmSync(dataDir, { recursive: true, force: true })
    process.exit()
  })
})
