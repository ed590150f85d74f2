import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { FEWEST_NOTES } from '../../../server/rooms/glance.ts'
import { memoryStorage } from '../../../server/storage/memory/memoryStorage.ts'
import type { Storage } from '../../../server/storage/Storage.ts'
import { openBoardDocument, rowOf } from '../../../shared/document/BoardDocument.ts'
import { addNote } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import { noteSaying } from '../../bench/sampleBoard.ts'
import { eventually } from '../../support/eventually.ts'
import {
  join,
  makeBoard,
  refusalOf,
  startHttpSide,
  type Browser,
  type HttpSideUnderTest,
  type Made,
} from '../../support/httpSide.ts'

/** What one note says that is among the first on the board. */
const WORDS = 'Zanzibar'

let storage: Storage
let side: HttpSideUnderTest
let facilitator: Browser
let board: Made
let note: NoteId
beforeEach(async () => {
  storage = memoryStorage()
  // The next server comes to the same store.
  storage.close = () => Promise.resolve()
  side = await startHttpSide({}, undefined, { storage })
  facilitator = side.browser()
  board = await makeBoard(facilitator)
})
afterEach(() => side.stop())

/** Brings so many notes as their author's client would, the first of which says {@link WORDS}. */
async function bring(count: number): Promise<void> {
  note = newId<NoteId>()
  await side.rooms.write(board.id, (document) => {
    for (let i = 0; i < count; i++)
      addNote(
        document,
        i === 0 ? note : newId<NoteId>(),
        noteSaying(i === 0 ? WORDS : `The ${i}. thing that was said`, board.participant.authorKey, i),
      )
  })
}
const ask = (browser: Browser, headers?: Record<string, string>) =>
  browser.call('GET', `/api/boards/${board.id}/glance`, undefined, headers)
const act = (action: string, body?: object) =>
  facilitator.call('POST', `/api/boards/${board.id}/notes/${note}/${action}`, body)
const saidIn = (bytes: Uint8Array) => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, bytes)
  return rowOf(openBoardDocument(doc), 'notes', note)?.said
}
const keptGlance = async () => (await storage.loadDocument(board.id)).glance

describe('what one sees first of a large board', () => {
  it('comes to whoever is on it, in brotli where that is taken, and is kept by no browser', async () => {
    await bring(FEWEST_NOTES)
    const plain = await ask(facilitator)
    expect(plain.status).toBe(200)
    expect(plain.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
    })
    expect(saidIn(plain.bytes)).toBe(WORDS)
    const packed = await ask(facilitator, { 'accept-encoding': 'gzip, br' })
    expect(packed.headers['content-encoding']).toBe('br')
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length)
    const guest = side.browser()
    await join(guest, board, 'observer', 'Guest')
    expect(saidIn((await ask(guest)).bytes)).toBe(WORDS)
  })

  it('comes to nobody else, nor to whoever was removed', async () => {
    await bring(FEWEST_NOTES)
    const ana = side.browser()
    const { id } = await join(ana, board, 'member', 'Ana')
    expect((await ask(ana)).status).toBe(200)
    const answer = await facilitator.call('POST', `/api/boards/${board.id}/participants/${id}`, {
      do: 'remove',
    })
    expect(answer.status).toBe(204)
    expect(refusalOf(await ask(ana))).toEqual(refusalOf(await ask(side.browser())))
    expect((await ask(ana)).status).toBe(404)
  })

  it('is nothing at a board that is there about as soon', async () => {
    await bring(FEWEST_NOTES - 1)
    const answer = await ask(facilitator)
    expect(answer.status).toBe(204)
    expect(answer.bytes.length).toBe(0)
  })

  it('holds no words that were hidden or taken back, and soon the store does not either', async () => {
    // Enough for a glance without it too.
    await bring(FEWEST_NOTES + 1)
    expect((await act('hide', { why: 'a name in it' })).status).toBe(204)
    expect(saidIn((await ask(facilitator)).bytes)).toBeUndefined()
    expect((await act('unhide')).status).toBe(204)
    await side.rooms.compact(board.id)
    expect(saidIn((await keptGlance())!)).toBe(WORDS)
    expect((await act('withdraw')).status).toBe(204)
    expect(Buffer.from((await ask(facilitator)).bytes).includes(WORDS)).toBe(false)
    await eventually(async () => {
      const kept = await keptGlance()
      expect(kept).toBeDefined()
      expect(Buffer.from(kept!).includes(WORDS)).toBe(false)
    })
  })
})

describe('of a board that nobody has open', () => {
  /** The server stops, and another one begins on what it has stored, in which the document itself cannot be decoded. */
  async function restart(tail: readonly Uint8Array[] = []): Promise<void> {
    await side.stop()
    const { guests, glance, lastSeq } = await storage.loadDocument(board.id)
    await storage.compact(board.id, Uint8Array.of(1, 2, 3), lastSeq, guests, glance)
    await storage.appendUpdates(tail.map((update) => ({ board: board.id, update, bindings: [] })))
    side = await startHttpSide({}, undefined, { storage })
  }
  const askRestarted = () =>
    side.app.inject({
      url: `/api/boards/${board.id}/glance`,
      headers: { host: '127.0.0.1:8080', cookie: facilitator.cookie()! },
    })

  it('it comes from the store, and the document is not decoded for it', async () => {
    await bring(FEWEST_NOTES)
    await restart()
    const answer = await askRestarted()
    expect(answer.statusCode).toBe(200)
    expect(saidIn(answer.rawPayload)).toBe(WORDS)
    await expect(side.rooms.read(board.id, () => undefined)).rejects.toThrow()
  })

  it('it does not come where something was stored since that may have erased words of it', async () => {
    await bring(FEWEST_NOTES)
    await restart([Uint8Array.of(0, 0)])
    expect(await side.rooms.glance(board.id)).toBeUndefined()
  })

  it('it does not come where the store has none, as an earlier build left it', async () => {
    await bring(FEWEST_NOTES)
    await side.stop()
    const { snapshot, guests, lastSeq } = await storage.loadDocument(board.id)
    await storage.compact(board.id, snapshot!, lastSeq, guests)
    side = await startHttpSide({}, undefined, { storage })
    expect((await askRestarted()).statusCode).toBe(204)
  })
})
