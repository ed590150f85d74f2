import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { readCommand, runBackup, runRestore, type Terminal } from '../../../server/maintenance/commands.ts'
import { openBoardDocument, readBoard } from '../../../shared/document/BoardDocument.ts'
import { addNote, addRecommendation } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { BoardId, NoteId, RecommendationId } from '../../../shared/model/ids.ts'
import { BLACKED_OUT } from '../../../shared/model/blackOutMark.ts'
import { findingsOf } from '../../../shared/model/findings.ts'
import { faultOfRow } from '../../../shared/model/tables.ts'
import { tableNames } from '../../../shared/model/tableNames.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import { browserOf, socketWithCookie, until, type HttpBrowser } from '../../support/httpBrowser.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { aNote } from '../ws/relay.ts'

type Made = { id: BoardId; links: { member: string }; participant: ParticipantHere }

let folder: string
let server: TestServer | undefined
const providers: WebsocketProvider[] = []
const said: string[] = []
const terminal: Terminal = { say: (line) => said.push(line), ask: undefined }
const dataDir = () => join(folder, 'data')
const backupFile = () => join(folder, 'boards.backup')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
  said.length = 0
})
afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  await server?.stop()
  server = undefined
  await rm(folder, { recursive: true })
})

async function serve(dir = dataDir()): Promise<TestServer> {
  return (server = await startTestServer({ keep: 'sqlite', config: { dataDir: dir } }))
}
async function halt(): Promise<void> {
  await server?.stop()
  server = undefined
}
async function makeBoard(browser: HttpBrowser, title = 'Heathside'): Promise<Made> {
  const reply = await browser.post('/api/boards', { title, purpose: 'Buses', name: 'Fay' })
  expect(reply.status, reply.text).toBe(201)
  return reply.json as Made
}
async function bring(here: TestServer, made: Made, words: string): Promise<NoteId> {
  const id = newId<NoteId>()
  await here.rooms.write(made.id, (document) => {
    addNote(document, id, {
      ...aNote({ participant: made.participant.id, author: made.participant.authorKey }),
      said: words,
    })
  })
  return id
}
const notesOn = (here: TestServer, board: BoardId) =>
  here.rooms.read(board, (state) => [...state.notes.values()].map((note) => note.said).sort())
const wish = { is: 'restore' as const, file: '', yes: true, discardPresent: false, asItWas: false }
const backUp = (file = backupFile(), force = false) => runBackup(dataDir(), { file, force }, terminal)
const restore = (more: { asItWas?: boolean; discardPresent?: boolean; yes?: boolean; dir?: string } = {}) =>
  runRestore(more.dir ?? dataDir(), { ...wish, file: backupFile(), ...more }, terminal)

// Each starts several servers, on a machine that may be busy.
describe('a backup', { timeout: 90_000 }, () => {
  it('brings the boards back as they were, without a restart and with no server at all', async () => {
    for (const isServing of [true, false]) {
      const here = await serve()
      const made = await makeBoard(browserOf(here.origin))
      await bring(here, made, 'before')
      await backUp(backupFile(), true)
      await bring(here, made, 'after')
      if (!isServing) await halt()
      await restore()
      expect(await notesOn(isServing ? here : await serve(), made.id)).toEqual(['before'])
      await halt()
    }
  })

  it('taken while people write opens each time as a board that is whole', async () => {
    const here = await serve()
    const browser = browserOf(here.origin)
    const made = await makeBoard(browser)
    const doc = new Y.Doc()
    const provider = new WebsocketProvider(`${here.origin.replace('http', 'ws')}/sync`, made.id, doc, {
      WebSocketPolyfill: socketWithCookie(browser),
      disableBc: true,
    })
    providers.push(provider)
    await until(() => provider.synced)
    const document = openBoardDocument(doc)
    let written = 0
    const writing = setInterval(() => {
      const note = aNote({ participant: made.participant.id, author: made.participant.authorKey })
      addNote(document, newId<NoteId>(), { ...note, said: `note ${written++}` })
    }, 2)
    const files = [1, 2].map((n) => join(folder, `${n}.backup`))
    let before = 0
    for (const file of files) {
      await until(() => written > before + 20)
      before = written
      await backUp(file)
    }
    clearInterval(writing)
    await halt()
    let earlier = 0
    for (const [i, file] of files.entries()) {
      const dir = join(folder, `elsewhere-${i}`)
      await runRestore(dir, { ...wish, file }, terminal)
      const other = await serve(dir)
      const { update } = await other.rooms.snapshot(made.id)
      const restored = new Y.Doc()
      Y.applyUpdate(restored, update)
      expect(restored.store.pendingStructs).toBeNull()
      const state = readBoard(openBoardDocument(restored))
      for (const table of tableNames)
        for (const [key, row] of state[table] as ReadonlyMap<string, unknown>)
          expect(faultOfRow(table, key, row), `${table}/${key}`).toBeUndefined()
      // Every note up to one, and none after it: what one writer wrote first is there first.
      const numbers = [...state.notes.values()]
        .map(({ said: words }) => Number(words.slice(5)))
        .sort((a, b) => a - b)
      expect(numbers).toEqual(numbers.map((_, n) => n))
      expect(numbers.length).toBeGreaterThan(earlier)
      earlier = numbers.length
      expect(findingsOf(state, 'working')).toBeDefined()
      await halt()
    }
  })

  it('is for its owner alone, is never overwritten unasked, and holds no ballot', async () => {
    const here = await serve()
    const browser = browserOf(here.origin)
    const made = await makeBoard(browser)
    const member = browserOf(here.origin)
    const secret = made.links.member.slice(made.links.member.indexOf('#') + 1)
    await member.post(`/api/boards/${made.id}/participants`, { secret, name: 'Ben' })
    const buses = newId<RecommendationId>()
    await here.rooms.write(made.id, (document) => {
      addRecommendation(document, buses, { addressedTo: 'The council', addedAtMs: 1 }, 'Run a bus.', [])
    })
    const round = (
      (await browser.post(`/api/boards/${made.id}/rounds`, { recommendations: [buses], method: 'support' }))
        .json as {
        id: string
      }
    ).id
    const ballot = `/api/boards/${made.id}/rounds/${round}/ballot`
    const cast = await member.send('PUT', ballot, {
      choices: { [buses]: 'concern' },
      reasons: { [buses]: 'Unmistakable reason' },
    })
    expect(cast.status, cast.text).toBeLessThan(300)
    await backUp()
    expect((await stat(backupFile())).mode & 0o777).toBe(0o600)
    expect((await readFile(backupFile())).includes('Unmistakable reason')).toBe(false)
    expect((await readdir(folder)).sort()).toEqual(['boards.backup', 'data'])
    await expect(backUp()).rejects.toThrow(/there already/)
    await backUp(backupFile(), true)

    await restore()
    // In the same place the round went on: the vote is as it stood.
    const mine = (await member.get(ballot)).json as { ballot: { choices: object } | null }
    expect(mine.ballot?.choices).toEqual({ [buses]: 'concern' })
  })

  it('is refused when it is none, damaged or newer, and nothing changes', async () => {
    const here = await serve()
    const made = await makeBoard(browserOf(here.origin))
    await bring(here, made, 'safe')
    await expect(restore()).rejects.toThrow(/There is no file/)
    await writeFile(backupFile(), 'not a database at all, whatever its name says'.repeat(40))
    await expect(restore()).rejects.toThrow(/no database/)
    await backUp(backupFile(), true)
    const newer = new Libsql(backupFile())
    newer.exec("insert into kysely_migration values ('999-later', '2030-01-01')")
    newer.close()
    await expect(restore()).rejects.toThrow(/newer version/)
    await backUp(backupFile(), true)
    const bytes = await readFile(backupFile())
    await writeFile(backupFile(), bytes.fill(0x5a, 8192, 30_000))
    await expect(restore()).rejects.toThrow(/cannot be restored/)
    await backUp(backupFile(), true)
    await expect(restore({ yes: false })).rejects.toThrow(/--yes/)
    expect(await notesOn(here, made.id)).toEqual(['safe'])
    expect((await readdir(dataDir())).filter((name) => name.includes('restoring'))).toEqual([])
  })

  it('does not bring back what was erased since, nor whom was let in and which links ended', async () => {
    const here = await serve()
    const facilitator = browserOf(here.origin)
    const made = await makeBoard(facilitator)
    const gone = await makeBoard(facilitator, 'Deleted since')
    const taken = await bring(here, made, 'Words that were taken back')
    await bring(here, made, 'stays')
    await backUp()
    const withdrawn = await facilitator.post(`/api/boards/${made.id}/notes/${taken}/withdraw`)
    expect(withdrawn.status, withdrawn.text).toBeLessThan(300)
    const written = await bring(here, made, 'Mrs Adams was here.')
    const redacted = await facilitator.post(`/api/boards/${made.id}/notes/${written}/redact`, {
      passages: [{ field: 'said', start: 0, end: 9 }],
    })
    expect(redacted.status, redacted.text).toBeLessThan(300)
    await facilitator.send('DELETE', `/api/boards/${gone.id}`, {})
    const secret = made.links.member.slice(made.links.member.indexOf('#') + 1)
    const ben = browserOf(here.origin)
    await ben.post(`/api/boards/${made.id}/participants`, { secret, name: 'Ben' })
    await facilitator.post(`/api/boards/${made.id}/invite/renew`, { what: 'member' })
    const since = await makeBoard(facilitator, 'Made since')
    await restore()

    // The black marks are there, so that no device brings back what they stand for.
    expect(await notesOn(here, made.id)).toEqual(['stays', `${BLACKED_OUT} was here.`])
    expect(await here.storage.board(gone.id)).toBeUndefined()
    expect(await here.storage.board(since.id)).toBeDefined()
    expect((await ben.get(`/api/boards/${made.id}/me`)).status).toBe(200)
    const late = await browserOf(here.origin).post(`/api/boards/${made.id}/participants`, {
      secret,
      name: 'Late',
    })
    expect(late.status).toBeGreaterThanOrEqual(400)
    await halt()
    for (const name of await readdir(dataDir())) {
      if (name === 'control.sock') continue
      expect((await readFile(join(dataDir(), name))).includes('Words that were taken back'), name).toBe(false)
    }
    // Asked for, it does.
    await restore({ asItWas: true })
    const again = await serve()
    expect(await notesOn(again, made.id)).toEqual(['Words that were taken back', 'stays'])
    expect(await again.storage.board(gone.id)).toBeDefined()
  })

  it('is carried on from elsewhere, links included', async () => {
    const here = await serve()
    const made = await makeBoard(browserOf(here.origin))
    await bring(here, made, 'far away')
    await backUp()
    await halt()
    const dir = join(folder, 'elsewhere')
    const other = await serve(dir)
    await restore({ dir })
    expect(await notesOn(other, made.id)).toEqual(['far away'])
    const secret = made.links.member.slice(made.links.member.indexOf('#') + 1)
    const joined = await browserOf(other.origin).post(`/api/boards/${made.id}/participants`, {
      secret,
      name: 'Ben',
    })
    expect(joined.status, joined.text).toBe(201)
  })
})

describe('the command line', () => {
  it('serves unless told otherwise, and answers what it does not know with a sentence', () => {
    expect(readCommand([])).toEqual({ is: 'serve' })
    expect(readCommand(['backup', 'x', '--force'])).toEqual({ is: 'backup', file: 'x', force: true })
    expect(readCommand(['restore', 'x', '--yes'])).toMatchObject({ is: 'restore', yes: true, asItWas: false })
    expect(readCommand(['--help'])).toMatchObject({ is: 'help' })
    for (const words of [
      ['backpu'],
      ['backup'],
      ['backup', 'a', 'b'],
      ['restore', 'x', '--soon'],
      ['serve', 'x'],
    ])
      expect(readCommand(words), words.join(' ')).toMatchObject({ is: 'misunderstood' })
  })
})
