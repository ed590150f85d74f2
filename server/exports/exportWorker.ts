import { parentPort } from 'node:worker_threads'
import { formatNamed } from './formats.ts'
import type { WriteAnswer, WriteRequest } from './startReportWriter.ts'

/* Runs in a thread of its own: writes one report after another. */

const port = parentPort
if (!port) throw new Error('the report writer runs as a worker, not by itself')

port.on('message', ({ id, format, findings }: WriteRequest) => {
  void Promise.resolve(formatNamed(format)?.write(findings)).then((file) => {
    if (file === undefined) throw new Error(`no report can be written as ${format}`)
    // Of a Buffer, only its bytes cross; they arrive as a Uint8Array.
    port.postMessage({ id, file } satisfies WriteAnswer)
  })
})
