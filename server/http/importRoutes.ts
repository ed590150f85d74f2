import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type * as v from 'valibot'
import { newId } from '../../shared/document/newId.ts'
import type { ImportId } from '../../shared/model/ids.ts'
import { refuseImportSize } from '../../shared/model/imports.ts'
import { limits } from '../../shared/model/limits.ts'
import { mayWrite } from '../../shared/model/roles.ts'
import { importPreview, importProgress, type ProblemCode } from '../../shared/protocol/api.ts'
import type { PersonHere } from '../boards/BoardParts.ts'
import { isRefused, refused } from '../boards/refused.ts'
import { addNotes, type NotesToAdd } from '../imports/addNotes.ts'
import { startImportReader, type ImportReader } from '../imports/startImportReader.ts'
import { NoSuchBoard } from '../rooms/Rooms.ts'
import { StoreFailing } from '../storage/StoreFailing.ts'
import { whoIsHere } from './authenticate.ts'
import { asQuery, describeProblems, jsonSchemaOf } from './call.ts'
import type { HttpParts } from './HttpParts.ts'
import { importForm, readImportForm } from './importForm.ts'
import { problems, sendProblem } from './problems.ts'

type Progress = v.InferOutput<typeof importProgress>

/** Many notes at once, out of a file or from the clipboard: first looked at, then added. */
export async function importRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const reader = startImportReader()
  app.addHook('onClose', () => reader.close())
  // A scope of its own: every other call goes on taking JSON alone.
  await app.register(async (scope) => {
    await scope.register(multipart)
    addImportRoute(scope, parts, reader)
  })
}

function addImportRoute(app: FastifyInstance, parts: HttpParts, reader: ImportReader): void {
  app.route<{ Params: { board: string }; Querystring: { preview?: string } }>({
    method: 'POST',
    url: '/api/boards/:board/import',
    // By browser; each choice in the dialogue is a preview.
    config: { rateLimit: { max: 240, timeWindow: '1 minute' } },
    schema: description,
    // The form is parsed below, by the schemas that the client uses too.
    validatorCompiler: () => () => true,
    serializerCompiler: () => (data) => JSON.stringify(data),
    handler: async (request, reply) => {
      const person = await whoIsHere(parts, request.raw, request.params.board)
      if (isRefused(person)) return sendProblem(reply, person)
      if (!mayWrite(person.role)) return sendProblem(reply, refused('reads-only'))
      const form = await readImportForm(request)
      if (isRefused(form)) return sendProblem(reply, form)

      const isPreview = request.query.preview === '1'
      const answer = await reader.read({ ...form, wanted: isPreview ? 'preview' : 'notes' })
      if (answer.is === 'unreadable')
        return sendProblem(reply, refused('unreadable-file', { detail: answer.why }))
      const notesOnBoard = await parts.rooms.read(person.board, (_, document) => document.tables.notes.size)
      const tooMany = refuseImportSize(answer.preview.readable, notesOnBoard)
      if (tooMany !== undefined) return sendProblem(reply, refused('board-full', { detail: tooMany }))
      if (answer.is === 'preview') return reply.header('cache-control', 'no-store').send(answer.preview)
      if (answer.drafts.length === 0) {
        return sendProblem(
          reply,
          refused('unreadable-file', { detail: 'Nothing in this can be read as a note. Nothing was added.' }),
        )
      }
      return sendProgress(
        reply,
        progressOf(parts, person, { ...answer, import: newId<ImportId>() }, answer.preview.faultCount),
      )
    },
  })
}

/** Adds the notes, and tells how far it has come. It never throws: whoever listens gets a last line that says how it ended. */
async function* progressOf(
  parts: HttpParts,
  person: PersonHere,
  notes: NotesToAdd,
  skipped: number,
): AsyncGenerator<Progress> {
  const { import: id, drafts } = notes
  let added = 0
  try {
    const adding = addNotes(parts, person, notes)
    for (;;) {
      const step = await adding.next()
      if (step.done) {
        const refusal = step.value
        yield refusal === undefined
          ? { is: 'done', import: id, added, skipped }
          : { is: 'failed', import: id, added, title: failedTitle(refusal.refused, added) }
        return
      }
      added = step.value
      yield { is: 'progress', import: id, added, of: drafts.length }
    }
  } catch (error) {
    parts.log.error({ import: id, added, err: error }, 'an import stopped half-way')
    const why =
      error instanceof StoreFailing
        ? 'store-failing'
        : error instanceof NoSuchBoard
          ? 'not-here'
          : 'server-fault'
    yield { is: 'failed', import: id, added, title: failedTitle(why, added) }
  }
}

/** Why an import stops when it has begun; elsewhere these problems say that nothing was changed. */
const HALF_WAY: Partial<Record<ProblemCode, string>> = {
  'board-full': `The board is full: it holds ${limits.notesPerBoard.toLocaleString('en-GB')} notes.`,
  'reads-only': 'You have been made a guest, who reads and does not write.',
  'not-here': 'You are not on this board any more.',
  'store-failing': 'The server cannot save at the moment.',
}

function failedTitle(code: ProblemCode, added: number): string {
  if (added === 0) return problems[code].title
  const why = HALF_WAY[code] ?? 'Something went wrong on our side.'
  return `${why} ${added.toLocaleString('en-GB')} notes had been added by then, and can be undone.`
}

/**
 * Sends progress as lines of JSON while the work goes on. When the caller hangs up, the stream asks for nothing
 * more, and with that the import stops after the transaction that it is in.
 */
function sendProgress(reply: FastifyReply, progress: AsyncGenerator<Progress>): FastifyReply {
  async function* lines(): AsyncGenerator<string> {
    for await (const step of progress) yield `${JSON.stringify(step)}\n`
  }
  // One line at a time: nothing is added that nobody listens for.
  const stream = Readable.from(lines(), { highWaterMark: 1 })
  return reply
    .type('application/x-ndjson; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no') // or a proxy would keep the progress to itself
    .send(stream)
}

const description = {
  summary: `Brings many notes at once: a CSV or XLSX file of at most ${limits.importBytes / 1024 / 1024} MB, or pasted text`,
  description:
    'With preview=1 it reads, reports and adds nothing. Without, it adds the notes under the caller’s author key and answers with a line of JSON after each transaction, the last of which says how it ended. Hanging up stops it; DELETE …/import/{import} undoes it.',
  consumes: ['multipart/form-data'],
  body: importForm,
  querystring: {
    type: 'object',
    properties: {
      ...asQuery.properties,
      preview: { type: 'string', enum: ['1'], description: 'Read and report only.' },
    },
  },
  response: {
    200: {
      description: 'What was read, or how the import goes on',
      content: {
        'application/json': { schema: jsonSchemaOf(importPreview) },
        'application/x-ndjson': { schema: jsonSchemaOf(importProgress) },
      },
    },
    ...describeProblems([
      'bad-request',
      'unreadable-file',
      'wrong-origin',
      'reads-only',
      'not-here',
      'board-full',
      'too-large',
      'too-many-requests',
      'server-fault',
    ]),
  },
}
