import { parentPort } from 'node:worker_threads'
import type { Findings } from '../../shared/model/findings/Findings.ts'
import { csvOf } from './csv.ts'
import { docxOf } from './docx.ts'
import { isFormat, type FormatName } from './formats.ts'
import { htmlOf } from './html.ts'
import { jsonOf } from './json.ts'
import { markdownOf } from './markdown.ts'
import type { WriteAnswer, WriteRequest } from './startReportWriter.ts'

/* Runs in a thread of its own: writes one report after another. */

const port = parentPort
if (!port) throw new Error('the report writer runs as a worker, not by itself')

const writers: Readonly<Record<FormatName, (findings: Findings) => string | Promise<Buffer>>> = {
  docx: docxOf,
  html: htmlOf,
  md: markdownOf,
  csv: csvOf,
  json: jsonOf,
}

port.on('message', ({ id, format, findings }: WriteRequest) => {
  void Promise.resolve(isFormat(format) ? writers[format](findings) : undefined).then((file) => {
    if (file === undefined) throw new Error(`no report can be written as ${format}`)
    // Of a Buffer, only its bytes cross; they arrive as a Uint8Array.
    port.postMessage({ id, file } satisfies WriteAnswer)
  })
})
