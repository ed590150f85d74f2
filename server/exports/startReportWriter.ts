import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Findings } from '../../shared/model/findings/Findings.ts'

export type WriteRequest = { readonly id: number; readonly format: string; readonly findings: Findings }
export type WriteAnswer = { readonly id: number; readonly file: string | Uint8Array }

/** Writes reports apart from the thread that serves the boards: a Word file of 5,000 notes takes seconds. */
export type ReportWriter = {
  /** The file in one of `formats`. Rejects when it takes too long or cannot be written. */
  write(findings: Findings, format: string): Promise<string | Buffer>
  /** Ends the thread, and with it whatever is being written. */
  close(): Promise<void>
}

type Waiting = { readonly resolve: (file: string | Buffer) => void; readonly reject: (error: Error) => void }

/**
 * Starts a thread at the first report, and ends it when none was asked for in a while.
 * @param timeoutMs for one report, the time it waits for others included
 */
export function startReportWriter({ timeoutMs = 60_000, idleMs = 60_000, heapMb = 512 } = {}): ReportWriter {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let lastId = 0

  /** Ends the thread; the next report starts another. */
  async function end(why: Error): Promise<void> {
    const ended = worker
    worker = undefined
    for (const { reject } of waiting.values()) reject(why)
    waiting.clear()
    await ended?.terminate()
  }

  function start(): Worker {
    const started = startWorker(heapMb)
    started.on('message', ({ id, file }: WriteAnswer) => {
      waiting.get(id)?.resolve(typeof file === 'string' ? file : Buffer.from(file))
      waiting.delete(id)
    })
    const onEnd = (why: Error) => {
      if (worker === started) void end(why)
    }
    started.on('error', onEnd)
    started.on('exit', (code) => {
      onEnd(new Error(`the report writer ended with ${code}`))
    })
    return started
  }

  return {
    async write(findings, format) {
      clearTimeout(idle)
      worker ??= start()
      const id = ++lastId
      const limit = setTimeout(() => {
        void end(new Error(`a report as ${format} took more than ${timeoutMs} ms`))
      }, timeoutMs)
      try {
        return await new Promise<string | Buffer>((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          worker?.postMessage({ id, format, findings } satisfies WriteRequest)
        })
      } finally {
        clearTimeout(limit)
        if (waiting.size === 0) idle = setTimeout(() => void end(new Error('idle')), idleMs).unref()
      }
    },
    async close() {
      clearTimeout(idle)
      await end(new Error('the server is closing'))
    },
  }
}

/** Runs beside the bundle as JavaScript, or straight from the source in tests and while developing. */
function startWorker(heapMb: number): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: heapMb }
  if (!fileURLToPath(import.meta.url).endsWith('.ts')) {
    return new Worker(new URL('./exportWorker.js', import.meta.url), { resourceLimits })
  }
  // In a worker of Node 20, `--import tsx` comes too late for the entry itself; so a line of JavaScript goes first.
  const source = JSON.stringify(new URL('./exportWorker.ts', import.meta.url).href)
  const bootstrap = `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}) })`
  return new Worker(bootstrap, { eval: true, resourceLimits })
}
