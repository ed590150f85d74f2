import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import { boardId, importId } from '../../shared/model/ids.ts'
import { hideBody, importUndone, noteParams, redactBody } from '../../shared/protocol/api.ts'
import { claimNote, hideNote, redactNote, undoImport, unhideNote, withdrawNote } from '../boards/notes.ts'
import { addBoardCall } from './call.ts'
import type { HttpParts } from './HttpParts.ts'

/** What only the server may do with notes. */
export async function notesRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const url = (action: string) => `/api/boards/:board/notes/:note/${action}`

  addBoardCall(app, parts, {
    method: 'POST',
    url: url('withdraw'),
    summary: 'Takes back a note of one’s own; its words are erased',
    params: noteParams,
    only: 'writers',
    refuses: ['no-such-note', 'not-yours'],
    handle: ({ person, params }) => withdrawNote(parts, person, params.note),
  })

  addBoardCall(app, parts, {
    method: 'POST',
    url: url('hide'),
    summary: 'Hides a note from everyone',
    params: noteParams,
    body: hideBody,
    only: 'facilitators',
    refuses: ['no-such-note'],
    handle: ({ person, params, body }) => hideNote(parts, person, params.note, body.why),
  })

  addBoardCall(app, parts, {
    method: 'POST',
    url: url('unhide'),
    summary: 'Shows a hidden note again',
    params: noteParams,
    only: 'facilitators',
    refuses: ['no-such-note', 'not-hidden'],
    handle: ({ person, params }) => unhideNote(parts, person, params.note),
  })

  addBoardCall(app, parts, {
    method: 'POST',
    url: url('redact'),
    summary: 'Blacks out passages of a note for good; a facilitator in any note, an author in their own',
    params: noteParams,
    body: redactBody,
    only: 'writers',
    refuses: ['no-such-note', 'not-yours', 'bad-passage', 'still-on-disk'],
    handle: ({ person, params, body }) => redactNote(parts, person, params.note, body.passages),
  })

  addBoardCall(app, parts, {
    method: 'POST',
    url: url('claim'),
    summary: 'Makes an imported or scribed note one’s own',
    params: noteParams,
    only: 'writers',
    refuses: ['no-such-note', 'already-claimed', 'not-claimable'],
    handle: ({ person, params }) => claimNote(parts, person, params.note),
  })

  addBoardCall(app, parts, {
    method: 'DELETE',
    url: '/api/boards/:board/import/:import',
    summary: 'Takes back every note that an import brought and nobody has claimed',
    params: v.object({ board: boardId, import: importId }),
    answer: importUndone,
    only: 'writers',
    refuses: ['no-such-import', 'not-yours'],
    handle: ({ person, params }) => undoImport(parts, person, params.import),
  })
}
