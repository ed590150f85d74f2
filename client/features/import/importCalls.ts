import * as v from 'valibot'
import type { BoardId, ParticipantId } from '../../../shared/model/ids.ts'
import type { importOptions } from '../../../shared/protocol/api.ts'
import {
  importPreview,
  importProgress,
  importUndone,
  type ImportPreview,
} from '../../../shared/protocol/api.ts'
import { callApi, readAnswer, UNREACHABLE, type Answer } from '../../sync/api.ts'
import { boardPath } from '../../sync/boardPath.ts'

export type ImportOptions = v.InferOutput<typeof importOptions>
export type ImportProgress = v.InferOutput<typeof importProgress>
/** What is to be imported: a file, or words that were pasted. */
export type ImportSource =
  { readonly is: 'file'; readonly file: File } | { readonly is: 'text'; readonly text: string }
type Who = { readonly board: BoardId; readonly as: ParticipantId }

const UNREACHED = {
  status: UNREACHABLE,
  title: 'The server cannot be reached. Nothing was lost: try again when the connection is back.',
}

function formOf(source: ImportSource, options: ImportOptions): FormData {
  const form = new FormData()
  form.append('options', JSON.stringify(options))
  if (source.is === 'file') form.append('file', source.file)
  else form.append('text', source.text)
  return form
}

/** Reads and reports; adds nothing. */
export async function previewImport(
  who: Who,
  source: ImportSource,
  options: ImportOptions,
): Promise<Answer<ImportPreview>> {
  try {
    const response = await fetch(boardPath(who.board, who.as, '/import?preview=1'), {
      method: 'POST',
      body: formOf(source, options),
    })
    return await readAnswer(importPreview, response)
  } catch {
    return { ok: false, problem: UNREACHED }
  }
}

/**
 * Adds the notes, telling how far it has come. Aborting stops after the transaction under way; what was added
 * until then stays and can be undone.
 * @returns the last line of progress, or a problem when it never began
 */
export async function runImport(
  who: Who,
  source: ImportSource,
  options: ImportOptions,
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<Answer<ImportProgress>> {
  let last: ImportProgress | undefined
  try {
    const response = await fetch(boardPath(who.board, who.as, '/import'), {
      method: 'POST',
      body: formOf(source, options),
      signal,
    })
    if (!response.ok || !response.body) return await readAnswer(importProgress, response)
    for await (const line of linesOf(response.body)) {
      last = v.parse(importProgress, JSON.parse(line))
      onProgress(last)
    }
  } catch (error) {
    // Aborting is how one cancels; anything else is a lost connection. Either way the last line tells what is there.
    if (!last)
      return {
        ok: false,
        problem: signal.aborted ? { status: UNREACHABLE, title: 'Cancelled. Nothing was added.' } : UNREACHED,
      }
    if (!signal.aborted && error instanceof v.ValiError) throw error
  }
  return last ? { ok: true, value: last } : { ok: false, problem: UNREACHED }
}

/** Takes back every note of one import. */
export const undoImport = (who: Who, id: string) =>
  callApi(importUndone, 'DELETE', boardPath(who.board, who.as, `/import/${id}`))

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield line
  }
  if (rest !== '') yield rest
}
