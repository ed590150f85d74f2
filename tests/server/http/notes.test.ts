import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rowOf } from '../../../shared/document/BoardDocument.ts'
import { writeRow } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, ConversationId, ImportId, NoteId } from '../../../shared/model/ids.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import {
  bringNote,
  join,
  makeBoard,
  refusalOf,
  startHttpSide,
  type Browser,
  type HttpSideUnderTest,
  type Made,
} from '../../support/httpSide.ts'
import { eventually } from '../../support/eventually.ts'

let side: HttpSideUnderTest
let facilitator: Browser
let board: Made
let ana: ParticipantHere
let anasPhone: Browser
let guest: Browser

beforeEach(async () => {
  side = await startHttpSide()
  facilitator = side.browser()
  board = await makeBoard(facilitator)
  anasPhone = side.browser()
  ana = await join(anasPhone, board, 'member', 'Ana')
  guest = side.browser()
  await join(guest, board, 'observer', 'Guest')
})
afterEach(() => side.stop())

const act = (browser: Browser, note: NoteId, action: string, body?: object) =>
  browser.call('POST', `/api/boards/${board.id}/notes/${note}/${action}`, body)
const noteRow = (id: NoteId) => side.rooms.read(board.id, (_, document) => rowOf(document, 'notes', id))
const hiddenRow = (id: NoteId) => side.rooms.read(board.id, (_, document) => rowOf(document, 'hidden', id))

async function conversationOf(author: AuthorKey): Promise<ConversationId> {
  const id = newId<ConversationId>()
  await side.rooms.write(board.id, (document) => {
    const row = { setting: 'Lunch club', place: '', when: '', peopleHeard: 6, communities: [], author }
    writeRow(document, 'conversations', id, row)
  })
  return id
}
const hasConversation = (id: ConversationId) =>
  side.rooms.read(board.id, (_, document) => rowOf(document, 'conversations', id))

describe('taking back a note', () => {
  it('erases its words from what is stored, and spends its key', async () => {
    const note = await bringNote(side, board.id, ana.authorKey, { said: 'Zanzibar' })
    expect((await act(anasPhone, note, 'withdraw')).status).toBe(204)
    expect(await noteRow(note)).toBeUndefined()
    expect(await hiddenRow(note)).toMatchObject({ is: 'withdrawn' })
    await eventually(async () => {
      const stored = await side.storage.loadDocument(board.id)
      for (const bytes of [stored.snapshot ?? new Uint8Array(), ...stored.tail]) {
        expect(Buffer.from(bytes).includes('Zanzibar')).toBe(false)
      }
    })
  })

  it('is for its author alone', async () => {
    const note = await bringNote(side, board.id, ana.authorKey)
    expect(refusalOf(await act(facilitator, note, 'withdraw'))).toEqual({ status: 403, code: 'not-yours' })
    expect(refusalOf(await act(guest, note, 'withdraw')).code).toBe('reads-only')
  })

  it('takes the conversation along with its last note, not before', async () => {
    const conversation = await conversationOf(ana.authorKey)
    const first = await bringNote(side, board.id, ana.authorKey, { conversation })
    const second = await bringNote(side, board.id, ana.authorKey, { conversation })
    await act(anasPhone, first, 'withdraw')
    expect(await hasConversation(conversation)).toBeDefined()
    await act(anasPhone, second, 'withdraw')
    expect(await hasConversation(conversation)).toBeUndefined()
  })
})

describe('hiding a note', () => {
  it('is for facilitators, says why, and can be undone', async () => {
    const note = await bringNote(side, board.id, ana.authorKey)
    expect(refusalOf(await act(anasPhone, note, 'hide', { why: 'names someone' })).code).toBe(
      'facilitators-only',
    )
    expect((await act(facilitator, note, 'hide', { why: 'names someone' })).status).toBe(204)
    expect(await hiddenRow(note)).toMatchObject({ is: 'hidden', why: 'names someone' })
    expect((await act(facilitator, note, 'unhide')).status).toBe(204)
    expect(await hiddenRow(note)).toBeUndefined()
    expect(refusalOf(await act(facilitator, note, 'unhide')).code).toBe('not-hidden')
  })

  it('does not bring a note back that its author took back', async () => {
    const note = await bringNote(side, board.id, ana.authorKey)
    await act(anasPhone, note, 'withdraw')
    expect(refusalOf(await act(facilitator, note, 'unhide')).code).toBe('no-such-note')
    expect(refusalOf(await act(facilitator, note, 'hide', { why: '' })).code).toBe('no-such-note')
    expect(await hiddenRow(note)).toMatchObject({ is: 'withdrawn' })
  })
})

describe('blacking out', () => {
  it('replaces the passages, tells nothing of their length, and leaves the words in no store', async () => {
    const note = await bringNote(side, board.id, ana.authorKey, {
      said: 'Mrs Zanzibar 🙂 of Elm Road said so',
      impression: 'Zed?',
    })
    const passages = [
      { field: 'said', start: 4, end: 14 },
      { field: 'said', start: 19, end: 27 },
      { field: 'said', start: 22, end: 24 },
      { field: 'impression', start: 0, end: 4 },
    ]
    expect((await act(facilitator, note, 'redact', { passages })).status).toBe(204)
    // The second passage begins in the middle of nothing, the first ends in the middle of the face, which goes too.
    expect(await noteRow(note)).toMatchObject({ said: 'Mrs █████ of █████ said so', impression: '█████' })
    const stored = await side.storage.loadDocument(board.id)
    for (const bytes of [stored.snapshot ?? new Uint8Array(), ...stored.tail]) {
      expect(Buffer.from(bytes).includes('Zanzibar')).toBe(false)
    }
  })

  it('blacks out no other words when the note was changed since they were chosen', async () => {
    const note = await bringNote(side, board.id, ana.authorKey, { said: 'Ask Mrs Zanzibar' })
    const passage = { field: 'said', start: 8, end: 16 }
    const stale = await act(facilitator, note, 'redact', { passages: [{ ...passage, words: 'Pemberto' }] })
    expect(refusalOf(stale).code).toBe('bad-passage')
    expect(await noteRow(note)).toMatchObject({ said: 'Ask Mrs Zanzibar' })
    const fresh = await act(facilitator, note, 'redact', { passages: [{ ...passage, words: 'Zanzibar' }] })
    expect(fresh.status).toBe(204)
    expect(await noteRow(note)).toMatchObject({ said: 'Ask Mrs █████' })
  })

  it('is for the author and facilitators, inside the words there are', async () => {
    const note = await bringNote(side, board.id, board.participant.authorKey, { said: 'Short' })
    const body = { passages: [{ field: 'said', start: 0, end: 5 }] }
    expect(refusalOf(await act(anasPhone, note, 'redact', body)).code).toBe('not-yours')
    const outside = { passages: [{ field: 'said', start: 3, end: 9 }] }
    expect(refusalOf(await act(facilitator, note, 'redact', outside))).toEqual({
      status: 400,
      code: 'bad-passage',
    })
  })
})

describe('claiming a note', () => {
  it('makes it one’s own, and its conversation once all its notes are', async () => {
    const importer = board.participant.authorKey
    const conversation = await conversationOf(importer)
    const brought = { brought: 'imported', import: newId<ImportId>(), conversation } as const
    const first = await bringNote(side, board.id, importer, brought)
    const second = await bringNote(side, board.id, importer, brought)
    expect((await act(anasPhone, first, 'claim')).status).toBe(204)
    expect(await noteRow(first)).toMatchObject({ author: ana.authorKey, brought: 'written' })
    expect(await hasConversation(conversation)).toMatchObject({ author: importer })
    await act(anasPhone, second, 'claim')
    expect(await hasConversation(conversation)).toMatchObject({ author: ana.authorKey })
  })

  it('is refused for notes that were claimed or that someone wrote, and to guests', async () => {
    const imported = await bringNote(side, board.id, board.participant.authorKey, {
      brought: 'imported',
      import: newId<ImportId>(),
    })
    expect(refusalOf(await act(guest, imported, 'claim')).code).toBe('reads-only')
    await act(anasPhone, imported, 'claim')
    expect(refusalOf(await act(facilitator, imported, 'claim'))).toEqual({
      status: 409,
      code: 'already-claimed',
    })
    const written = await bringNote(side, board.id, board.participant.authorKey)
    expect(refusalOf(await act(anasPhone, written, 'claim')).code).toBe('not-claimable')
  })
})

describe('undoing an import', () => {
  it('takes back every note it brought, leaves what was claimed, and is for the importer or a facilitator', async () => {
    const id = newId<ImportId>()
    const brought = { brought: 'imported', import: id } as const
    const notes = [
      await bringNote(side, board.id, ana.authorKey, brought),
      await bringNote(side, board.id, ana.authorKey, brought),
    ]
    const claimed = await bringNote(side, board.id, ana.authorKey, brought)
    await act(facilitator, claimed, 'claim')
    const other = await bringNote(side, board.id, ana.authorKey, {
      brought: 'imported',
      import: newId<ImportId>(),
    })
    const undo = (browser: Browser) => browser.call('DELETE', `/api/boards/${board.id}/import/${id}`)
    const ben = side.browser()
    await join(ben, board, 'member', 'Ben')
    expect(refusalOf(await undo(ben)).code).toBe('not-yours')
    expect((await undo(anasPhone)).body).toEqual({ removed: 2 })
    for (const note of notes) expect(await noteRow(note)).toBeUndefined()
    expect(await noteRow(claimed)).toBeDefined()
    expect(await noteRow(other)).toBeDefined()
    expect(refusalOf(await undo(anasPhone))).toEqual({ status: 404, code: 'no-such-import' })
  })
})
