import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { readCommand, runBackup, runRestore, type Terminal } from '../../../server/maintenance/commands.ts'
import { openBoardDocument, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { addNote, replaceText, saveSetting } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { BoardId, NoteId, RecommendationId } from '../../../shared/model/ids.ts'
import type { ParticipantHere } from '../../../shared/protocol/api.ts'
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
const backUp = (file = backupFile(), force = false) => runBackup(dataDir(), { file, force }, terminal)
const restore = (more: { asItWas?: boolean; discardPresent?: boolean; yes?: boolean; dir?: string } = {}) =>
  runRestore(
    more.dir ?? dataDir(),
    { is: 'restore', file: backupFile(), yes: true, discardPresent: false, asItWas: false, ...more },
    terminal,
  )

describe('a backup', () => {
  it('brings the boards back as they were, without a restart and with no server at all', async () => {
    for (const isServing of [true, false]) {
      const here = await serve()
      const made = await makeBoard(browserOf(here.origin))
      await bring(here, made, 'before')
      await backUp(backupFile(), true)
      await bring(here, made, 'after')
      if (isServing) {
        await restore()
        expect(await notesOn(here, made.id)).toEqual(['before'])
      } else {
        await halt()
        await restore()
        expect(await notesOn(await serve(), made.id)).toEqual(['before'])
      }
      await halt()
    }
  })
})
