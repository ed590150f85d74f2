import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openBoardDocument, rowOf } from '../../../shared/document/BoardDocument.ts'
import { addNote } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, BoardId, NoteId, ParticipantId } from '../../../shared/model/ids.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { aNote } from './relay.ts'
import { eventually } from '../../support/eventually.ts'

type Made = { id: BoardId; participant: { id: ParticipantId; authorKey: AuthorKey } }

let server: TestServer | undefined
let folder: string | undefined
const providers: WebsocketProvider[] = []
afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  await server?.stop()
  if (folder !== undefined) await rm(folder, { recursive: true })
  server = folder = undefined
})

async function makeBoard({ origin }: TestServer): Promise<{ made: Made; cookie: string }> {
  const response = await fetch(`${origin}/api/boards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Heathside', name: 'Fay' }),
  })
  expect(response.status).toBe(201)
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { made: (await response.json()) as Made, cookie }
}

function connect({ origin }: TestServer, board: BoardId, cookie: string | undefined) {
  class Socket extends WebSocket {
    constructor(address: string) {
      super(address, cookie === undefined ? {} : { headers: { cookie } })
    }
  }
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, board, doc, {
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  providers.push(provider)
  return { provider, document: openBoardDocument(doc) }
}

describe('the whole server', () => {
  it('makes a board, takes a note over the socket, and still has it after a restart', async () => {
    folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
    server = await startTestServer({ keep: 'sqlite', config: { dataDir: folder } })
    const { made, cookie } = await makeBoard(server)
    const first = connect(server, made.id, cookie)
    let closeCode: number | undefined
    first.provider.on('connection-close', (event) => (closeCode ??= event?.code))
    await eventually(() => {
      expect(rowOf(first.document, 'board', 'title')).toBe('Heathside')
    })
    const note = newId<NoteId>()
    addNote(
      first.document,
      note,
      aNote({ participant: made.participant.id, author: made.participant.authorKey }),
    )
    await eventually(async () => {
      expect(await server?.rooms.read(made.id, (state) => state.notes.has(note))).toBe(true)
    })
    const key = await readFile(join(folder, 'server.key'))
    expect((await stat(join(folder, 'server.key'))).mode & 0o777).toBe(0o600)
    await server.stop()
    expect(closeCode).toBe(closeCodes.shuttingDown)

    server = await startTestServer({ keep: 'sqlite', config: { dataDir: folder } })
    expect(await readFile(join(folder, 'server.key'))).toEqual(key)
    const second = connect(server, made.id, cookie)
    await eventually(() => {
      expect(rowOf(second.document, 'notes', note)?.said).toBe('The bus comes twice a day')
    })
  })

  it('ends every link, and nobody’s stay, when its key has leaked and was put aside', async () => {
    folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
    server = await startTestServer({ keep: 'sqlite', config: { dataDir: folder } })
    const { made, cookie } = await makeBoard(server)
    const links = async () => {
      const response = await fetch(`${server?.origin}/api/boards/${made.id}/invite`, { headers: { cookie } })
      expect(response.status).toBe(200)
      const invite = (await response.json()) as { links: Record<string, string> }
      return Object.values(invite.links).map((link) => link.split('#')[1])
    }
    const before = await links()
    await server.stop()
    await rename(join(folder, 'server.key'), join(folder, 'leaked.key'))
    server = await startTestServer({ keep: 'sqlite', config: { dataDir: folder } })
    const after = await links()
    expect(after).toHaveLength(before.length)
    for (const secret of after) expect(before).not.toContain(secret)
    const old = await fetch(`${server.origin}/api/boards/${made.id}/participants`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret: before[0], name: 'Eve' }),
    })
    expect(old.status).toBe(404)
  })

  it('opens no socket for a browser that is on no board', async () => {
    server = await startTestServer()
    const { made } = await makeBoard(server)
    const stranger = connect(server, made.id, undefined)
    const failed = vi.fn()
    stranger.provider.on('connection-error', failed)
    await eventually(() => {
      expect(failed).toHaveBeenCalled()
    })
    expect(stranger.provider.synced).toBe(false)
  })
})
