import type { Multipart, MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { limits } from '../../shared/model/limits.ts'
import { importOptions } from '../../shared/protocol/api.ts'
import { refused, type Refused } from '../boards/refused.ts'
import type { ImportInput, ImportOptions } from '../imports/readImport.ts'
import { jsonSchemaOf } from './call.ts'

/** The form as OpenAPI describes it. */
export const importForm = {
  type: 'object',
  properties: {
    file: { type: 'string', format: 'binary', description: 'CSV, TSV, XLSX or plain text; instead of text' },
    text: { type: 'string', description: 'What was pasted; instead of file' },
    options: { ...jsonSchemaOf(importOptions), description: 'As JSON. What is left out is guessed.' },
  },
}

/** Takes the multipart form of an import apart, holding no more of it than may be sent. */
export async function readImportForm(
  request: FastifyRequest,
): Promise<{ input: ImportInput; options: ImportOptions } | Refused> {
  if (!request.isMultipart()) return badRequest('Send the file or the text as multipart/form-data.')
  let input: ImportInput | undefined
  let options: ImportOptions = {}
  try {
    const form = request.parts({
      limits: { files: 1, fields: 2, parts: 3, fileSize: limits.importBytes, fieldSize: limits.importBytes },
    })
    for await (const part of form) {
      if (isFile(part)) input = { is: 'file', name: part.filename, bytes: await part.toBuffer() }
      else if (part.valueTruncated) return tooLarge
      else if (part.fieldname === 'text' && typeof part.value === 'string')
        input ??= { is: 'text', text: part.value }
      else if (part.fieldname === 'options') {
        const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), importOptions), part.value)
        if (!parsed.success) return badRequest('The options are not as expected.')
        options = parsed.output
      }
    }
  } catch (error) {
    const status = (error as { statusCode?: number }).statusCode
    if (status === 413) return tooLarge
    // Anything else that a form can have wrong with it: it is cut short, or is no form at all.
    request.log.info({ code: (error as { code?: string }).code }, 'an import’s form could not be read')
    return badRequest('The upload did not arrive whole. Please try again.')
  }
  return input ? { input, options } : badRequest('There is neither a file nor a text in this.')
}

const isFile = (part: Multipart): part is MultipartFile => part.type === 'file'

const badRequest = (detail: string): Refused => refused('bad-request', { detail })

const tooLarge = refused('too-large', {
  detail: `A file may have at most ${limits.importBytes / 1024 / 1024} MB. Share its rows out over several files.`,
})
