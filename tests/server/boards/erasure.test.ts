import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import Libsql from 'libsql'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { pino } from 'pino'
import { PURGE_EVERY_MS } from '../../../server/rooms/purger.ts'
import { startServer, type RunningServer } from '../../../server/startServer.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import { openBoardDocument, rowOf, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { addNote, saveNote } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import type { Note } from '../../../shared/model/tables.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import { browserOf, socketWithCookie, type HttpBrowser } from '../../support/httpBrowser.ts'
import { eventually } from '../../support/eventually.ts'

/*
 * The whole server on a folder of its own, with the store that people get: where words go, seen from outside.
 */

const EVERY_MS = 200
const FIRST = 'Mrs Quillfeather of Larkspur Close'
const SECOND = 'a warden called Bartholomew-Zylinski'
const THIRD = 'the flooded cellar behind Pemberton Row'
const MADE_OF_IT = 'Ostrowięcka asked: “keep my name out”\n\tżona Łukasza, 07700 900123 🙂'
const ERASED = [FIRST, SECOND, THIRD, MADE_OF_IT]
const OTHERS = 'The bus comes twice a day, says everyone'

let folder: string
let server: RunningServer
let origin: string
const open: { provider: WebsocketProvider; doc: Y.Doc }[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
  await start()
})
afterEach(async () => {
  for (const { provider, doc } of open.splice(0)) {
    provider.destroy()
    doc.destroy()
  }
  await server.stop()
  await rm(folder, { recursive: true })
})

async function start(storage = sqliteStorage({ file: join(folder, 'boards.db') })): Promise<void> {
  const config = { port: 0, host: '127.0.0.1', publicUrl: undefined, dataDir: folder }
  server = await startServer(config, pino({ level: 'silent' }), { storage, purgeEveryMs: EVERY_MS })
  origin = `http://127.0.0.1:${server.port}`
}

type Made = { id: string; links: Record<string, string>; participant: ParticipantHere }
type Here = { readonly browser: HttpBrowser; readonly me: ParticipantHere; readonly board: Made }

async function makeBoard(): Promise<Here> {
  const browser = browserOf(origin)
  const made = (await browser.post('/api/boards', { title: 'Heathside', name: 'Fay' })).json as Made
  return { browser, me: made.participant, board: made }
}

async function joinAs(board: Made, name: string): Promise<Here> {
  const browser = browserOf(origin)
  const secret = board.links['member']?.split('#')[1]
  const answer = await browser.post(`/api/boards/${board.id}/participants`, { secret, name })
  return { browser, me: (answer.json as { participant: ParticipantHere }).participant, board }
}

/** A stock y-websocket client, level with the server. */
async function connect(here: Here, doc = new Y.Doc()) {
  const provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, here.board.id, doc, {
    WebSocketPolyfill: socketWithCookie(here.browser),
    disableBc: true,
  })
  open.push({ provider, doc })
  await vi.waitFor(() => {
    expect(provider.synced).toBe(true)
  }, 10_000)
  return { provider, document: openBoardDocument(doc), doc }
}

const noteSaying = (here: Here, said: string, impression = ''): Note => ({
  kind: 'heard',
  said,
  impression,
  language: '',
  conversation: null,
  quote: 'yes',
  author: here.me.authorKey,
  brought: 'written',
  source: '',
  import: null,
  addedAtMs: 1,
})

/** Writes a note and changes its wording twice, each version on the server before the next. */
async function writeThrice(here: Here, document: BoardDocument): Promise<NoteId> {
  const id = newId<NoteId>()
  const versions = [
    noteSaying(here, FIRST, MADE_OF_IT),
    noteSaying(here, SECOND),
    noteSaying(here, THIRD, MADE_OF_IT),
  ]
  for (const [i, note] of versions.entries()) {
    if (i === 0) addNote(document, id, note)
    else saveNote(document, id, note)
    await eventually(async () => {
      const stored = await server.rooms.read(here.board.id as never, (state) => state.notes.get(id)?.said)
      expect(stored).toBe(note.said)
    })
  }
  return id
}

/** So short a piece of erased words would still tell something. */
const PIECE = 12
const piecesOf = (words: string) =>
  Array.from({ length: words.length - PIECE + 1 }, (_, at) => words.slice(at, at + PIECE))
/** The forms in which a piece may lie in a file: UTF-8, UTF-16, and as JSON writes it, with or without \\u. */
const formsOf = (piece: string) => {
  const json = JSON.stringify(piece).slice(1, -1)
  const ascii = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [Buffer.from(piece), Buffer.from(piece, 'utf16le'), Buffer.from(json), Buffer.from(ascii)]
}
const isIn = (bytes: Buffer, words: string) =>
  piecesOf(words).some((piece) => formsOf(piece).some((form) => bytes.includes(form)))

/** Which of these words, or a piece of them, stand in which file under the data folder. */
async function leftIn(words: readonly string[]): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  const found = new Set<string>()
  // Twice: what moves from the log into the database between the two being read would be in neither.
  for (const name of [...names, ...names]) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0))
    for (const each of words) if (isIn(bytes, each)) found.add(`${name}: ${each}`)
  }
  return [...found]
}

const untilGone = (words: readonly string[]) =>
  vi.waitFor(
    async () => {
      expect(await leftIn(words)).toEqual([])
    },
    { timeout: 15_000, interval: 100 },
  )

const act = (here: Here, note: NoteId, verb: string, body: unknown = {}) =>
  here.browser.post(`/api/boards/${here.board.id}/notes/${note}/${verb}`, body)

/** Everything that someone who joins now is sent: over a socket, by the snapshot, and in the report. */
async function sentToNewcomer(board: Made): Promise<Buffer> {
  const newcomer = await joinAs(board, 'Nia')
  const { doc } = await connect(newcomer)
  const headers = { cookie: newcomer.browser.cookie(), 'accept-encoding': 'identity' }
  const paths = ['snapshot', ...['json', 'md', 'html', 'csv'].map((format) => `findings.${format}`)]
  const answers = await Promise.all(
    paths.map((path) => fetch(`${origin}/api/boards/${board.id}/${path}`, { headers })),
  )
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200))
  const bodies = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())))
  return Buffer.concat([Buffer.from(Y.encodeStateAsUpdate(doc)), ...bodies])
}

describe('a note that was taken back', () => {
  it('leaves every file and every message, in all its versions, while others go on writing', async () => {
    const fay = await makeBoard()
    const ana = await joinAs(fay.board, 'Ana')
    const anas = await connect(ana)
    const fays = await connect(fay)
    const note = await writeThrice(ana, anas.document)
    expect((await leftIn(ERASED)).length).toBeGreaterThan(0)
    let written = 0
    const busy = setInterval(() => {
      for (const [here, { document }] of [
        [ana, anas],
        [fay, fays],
      ] as const)
        addNote(document, newId<NoteId>(), noteSaying(here, `${OTHERS}, ${written++}`))
    }, 15)
    try {
      expect((await act(ana, note, 'withdraw')).status).toBe(204)
      await untilGone(ERASED)
      const sent = await sentToNewcomer(fay.board)
      expect(ERASED.filter((words) => isIn(sent, words))).toEqual([])
      expect(isIn(sent, OTHERS)).toBe(true)
    } finally {
      clearInterval(busy)
    }
    expect(written).toBeGreaterThan(10)
  })

  it('does not come back with a device that still has it', async () => {
    const fay = await makeBoard()
    const ana = await joinAs(fay.board, 'Ana')
    const away = await connect(ana)
    const note = await writeThrice(ana, away.document)
    away.provider.disconnect()
    saveNote(away.document, note, noteSaying(ana, `${THIRD}, changed while away`))
    expect((await act(ana, note, 'withdraw')).status).toBe(204)
    await untilGone(ERASED)
    away.provider.connect()
    await vi.waitFor(() => {
      expect(away.provider.shouldConnect).toBe(false)
    }, 10_000)
    expect(await leftIn(ERASED)).toEqual([])
    const sent = await sentToNewcomer(fay.board)
    expect(ERASED.filter((words) => isIn(sent, words))).toEqual([])
  })

  it('leaves the disk after a restart, when the server ended before it could', async () => {
    await server.stop()
    const real = sqliteStorage({ file: join(folder, 'boards.db') })
    // As when the disk is full at that moment, or the power fails: the change is stored, the rewriting never is.
    const cannot = () => Promise.reject(new Error('no space left on device'))
    await start({ ...real, compact: cannot, purge: cannot })
    const fay = await makeBoard()
    const { document } = await connect(fay)
    const note = await writeThrice(fay, document)
    expect((await act(fay, note, 'withdraw')).status).toBe(204)
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS * 3))
    await server.stop()
    expect((await leftIn(ERASED)).length).toBeGreaterThan(0)
    await start() // and nobody opens the board
    await untilGone(ERASED)
  })
})

describe('words that were blacked out', () => {
  it('have left every file when the call is answered, with earlier versions, and cannot come back', async () => {
    const fay = await makeBoard()
    const ana = await joinAs(fay.board, 'Ana')
    // Of two versions made apart Yjs keeps the one of the higher client id: the one of the device that was away.
    const doc = new Y.Doc()
    doc.clientID = 2 ** 32 - 1
    const away = await connect(ana, doc)
    const note = await writeThrice(ana, away.document)
    away.provider.disconnect()
    const passages = [
      { field: 'said', start: 0, end: THIRD.length },
      { field: 'impression', start: 0, end: MADE_OF_IT.length },
    ]
    expect((await act(fay, note, 'redact', { passages })).status).toBe(204)
    expect(await leftIn(ERASED)).toEqual([])
    saveNote(away.document, note, noteSaying(ana, THIRD))
    away.provider.connect()
    await vi.waitFor(() => {
      expect(away.provider.shouldConnect).toBe(false)
    }, 10_000)
    expect(await leftIn(ERASED)).toEqual([])
    const fays = await connect(fay)
    expect(rowOf(fays.document, 'notes', note)).toMatchObject({ said: '█████', impression: '█████' })
  })
})

describe('a note larger than a page of the file', () => {
  const LONG = Array.from({ length: 240 }, (_, i) => `${i}: the warden of Pemberton Row, ${i}`).join('; ')
  const BEGIN = LONG.slice(0, 40)
  const MIDDLE = LONG.slice(5000, 5040)
  const END = LONG.slice(-40)

  it('leaves every file when all of it is blacked out, at once, while others write', async () => {
    const fay = await makeBoard()
    const { document } = await connect(fay)
    const id = newId<NoteId>()
    addNote(document, id, noteSaying(fay, LONG.slice(0, 9990)))
    for (let i = 0; i < 50; i++) addNote(document, newId<NoteId>(), noteSaying(fay, `${OTHERS}, ${i}`))
    await eventually(async () => {
      expect((await leftIn([BEGIN, MIDDLE])).length).toBeGreaterThan(1)
    })
    const passages = [{ field: 'said', start: 0, end: LONG.slice(0, 9990).length }]
    expect((await act(fay, id, 'redact', { passages })).status).toBe(204)
    expect(await leftIn([BEGIN, MIDDLE, END])).toEqual([])
    await server.stop()
    expect(await leftIn([BEGIN, MIDDLE, END])).toEqual([])
    await start()
    expect(await leftIn([BEGIN, MIDDLE, END])).toEqual([])
  })
})

describe('a backup that is being taken', () => {
  it('holds words back only as long as it reads, and says so to whoever blacks them out', async () => {
    const fay = await makeBoard()
    const note = await writeThrice(fay, (await connect(fay)).document)
    const reader = new Libsql(join(folder, 'boards.db'))
    reader.exec('begin')
    reader.prepare('select count(*) from batches').all([])
    const passages = [
      { field: 'said', start: 0, end: THIRD.length },
      { field: 'impression', start: 0, end: MADE_OF_IT.length },
    ]
    const answer = await act(fay, note, 'redact', { passages })
    expect([answer.status, (answer.json as { code: string }).code]).toEqual([503, 'still-on-disk'])
    // For people it is done already.
    const seen = await server.rooms.read(fay.board.id as never, (state) => state.notes.get(note)?.said)
    expect(seen).toBe('█████')
    reader.exec('commit')
    reader.close()
    await untilGone(ERASED)
  })
})

describe('the purge', () => {
  it('comes round three times within the minute that is promised', () => {
    expect(PURGE_EVERY_MS * 3).toBeLessThanOrEqual(60_000)
  })
})

describe('a board that was deleted', () => {
  it('leaves every file, with its people, and leaves another board as it was', async () => {
    const kept = await makeBoard()
    addNote((await connect(kept)).document, newId<NoteId>(), noteSaying(kept, OTHERS))
    const gone = await makeBoard()
    const cleo = await joinAs(gone.board, 'Cleopatra Vandermeer')
    await writeThrice(cleo, (await connect(cleo)).document)
    expect((await leftIn([...ERASED, gone.board.id, cleo.me.id])).length).toBeGreaterThan(0)
    expect((await gone.browser.send('DELETE', `/api/boards/${gone.board.id}`)).status).toBe(204)
    await untilGone([...ERASED, 'Cleopatra Vandermeer', gone.board.id, cleo.me.id])
    expect((await leftIn([OTHERS])).length).toBeGreaterThan(0)
  })
})
