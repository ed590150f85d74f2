import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { ConversationDraft, ImportDraft } from '../../shared/model/imports.ts'
import type { ImportPreview } from '../../shared/protocol/api.ts'
import type { ImportInput, ImportOptions } from './readImport.ts'

export type ImportRequest = {
  readonly input: ImportInput
  readonly options: ImportOptions
  readonly wanted: 'preview' | 'notes'
}
export type ImportAnswer =
  /** Also in answer to 'notes', when they are more than any board holds. */
  | { readonly is: 'preview'; readonly preview: ImportPreview }
  | {
      readonly is: 'notes'
      readonly preview: ImportPreview
      readonly drafts: readonly ImportDraft[]
      readonly conversations: readonly ConversationDraft[]
    }
  /** With a sentence for whoever sent it. */
  | { readonly is: 'unreadable'; readonly why: string }

/** Reads imports apart from the thread that serves the boards. */
export type ImportReader = {
  /** Resolves for whatever was sent; rejects only when the reader itself is broken. */
  read(request: ImportRequest): Promise<ImportAnswer>
  /** Ends the threads, and with them whatever is being read. */
  close(): Promise<void>
}

type ReaderLimits = {
  /** After so long a file is given back as too large. */
  readonly timeoutMs?: number
  /** JavaScript heap of a thread. */
  readonly heapMb?: number
  /** Files that are read at the same time; others wait. */
  readonly atOnce?: number
  /** How long a thread waits for the next file: whoever chooses columns looks at several previews. */
  readonly idleMs?: number
}

const TOO_MUCH: ImportAnswer = {
  is: 'unreadable',
  why: 'This takes more time or memory to read than the server can give. Save only the rows and columns that are wanted, and try that.',
}

/** Starts threads as they are needed, each with a limit of time and memory, so that no file can hold up a board. */
export function startImportReader({
  timeoutMs = 30_000,
  heapMb = 512,
  atOnce = 2,
  idleMs = 60_000,
}: ReaderLimits = {}): ImportReader {
  const threads = new Set<Worker>()
  const idle: { readonly worker: Worker; readonly timer: NodeJS.Timeout }[] = []
  const waiting: (() => void)[] = []
  let running = 0

  function start(): Worker {
    const worker = startWorker(heapMb)
    threads.add(worker)
    worker.once('exit', () => threads.delete(worker))
    // Whoever waits for this thread has a listener of their own; between two files nothing runs that could fail.
    worker.on('error', () => threads.delete(worker))
    return worker
  }

  function rest(worker: Worker): void {
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((one) => one.worker === worker),
        1,
      )
      void worker.terminate()
    }, idleMs)
    timer.unref()
    worker.unref()
    idle.push({ worker, timer })
  }

  async function readInThread(request: ImportRequest): Promise<ImportAnswer> {
    const known = idle.pop()
    if (known) clearTimeout(known.timer)
    const worker = known?.worker ?? start()
    worker.ref()
    const answer = await ask(worker, request, timeoutMs)
    if (threads.has(worker) && answer !== TOO_MUCH) rest(worker)
    return answer
  }

  return {
    async read(request) {
      // Whoever is woken takes over the place of the one that ended, so the count stays.
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
      else running++
      try {
        return await readInThread(request)
      } finally {
        const next = waiting.shift()
        if (next) next()
        else running--
      }
    },
    async close() {
      for (const { timer } of idle.splice(0)) clearTimeout(timer)
      await Promise.all([...threads].map((worker) => worker.terminate()))
    },
  }
}

function ask(worker: Worker, request: ImportRequest, timeoutMs: number): Promise<ImportAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      settle(() => {
        resolve(TOO_MUCH)
      })
      void worker.terminate()
    }, timeoutMs)
    const onMessage = (answer: ImportAnswer) => {
      settle(() => {
        resolve(answer)
      })
    }
    const onError = (error: NodeJS.ErrnoException) => {
      settle(() => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(TOO_MUCH)
        else reject(error)
      })
    }
    const onExit = (code: number) => {
      settle(() => {
        reject(new Error(`the import reader ended with ${code} and no answer`))
      })
    }
    function settle(how: () => void): void {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      how()
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.postMessage(request)
  })
}

/** Runs beside the bundle as JavaScript, or straight from the source in tests and while developing. */
function startWorker(heapMb: number): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: heapMb }
  if (!fileURLToPath(import.meta.url).endsWith('.ts')) {
    return new Worker(new URL('./importWorker.js', import.meta.url), { resourceLimits })
  }
  // In a worker of Node 20, `--import tsx` comes too late for the entry itself; so a line of JavaScript goes first.
  const source = JSON.stringify(new URL('./importWorker.ts', import.meta.url).href)
  const bootstrap = `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}) })`
  return new Worker(bootstrap, { eval: true, resourceLimits })
}
