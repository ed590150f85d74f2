import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rowOf } from '../../../shared/document/BoardDocument.ts'
import { addNote } from '../../../shared/document/change.ts'
import { SCHEMA_VERSION } from '../../../shared/document/migrate.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, BoardId, NoteId, ParticipantId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/roles.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'
import { connectBrowser, type Client } from '../../bench/client.ts'
import { browserOf, type HttpBrowser } from '../../support/httpBrowser.ts'
import { openRaw, opcodes } from '../../support/rawSocket.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { aNote } from './relay.ts'
import { eventually } from '../../support/eventually.ts'

type Person = {
  browser: HttpBrowser
  participant: ParticipantId
  author: AuthorKey
  client: Client
  code(): number | undefined
}

let server: TestServer
let board: BoardId
let links: Record<Role, string>
let fay: Person
const clients: Client[] = []

async function come(browser: HttpBrowser, who: { id: ParticipantId; authorKey: AuthorKey }): Promise<Person> {
  const client = await connectBrowser(server.origin, board, browser, { v: String(SCHEMA_VERSION) })
  clients.push(client)
  // Our own messages have no meaning for this stock client, and need none here.
  for (const kind of [100, 101, 102]) client.provider.messageHandlers[kind] = () => undefined
  let code: number | undefined
  client.provider.on('connection-close', (event) => (code ??= event?.code))
  await eventually(() => {
    expect(client.provider.synced).toBe(true)
  })
  return { browser, participant: who.id, author: who.authorKey, client, code: () => code }
}

async function join(role: Role): Promise<Person> {
  const browser = browserOf(server.origin)
  const joined = await browser.post(`/api/boards/${board}/participants`, {
    secret: links[role].split('#')[1],
    name: role,
  })
  expect(joined.status).toBe(201)
  return come(
    browser,
    (joined.json as { participant: { id: ParticipantId; authorKey: AuthorKey } }).participant,
  )
}

beforeEach(async () => {
  server = await startTestServer()
  const browser = browserOf(server.origin)
  const made = await browser.post('/api/boards', { title: 'Heathside', name: 'Fay' })
  const answer = made.json as {
    id: BoardId
    links: Record<Role, string>
    participant: { id: ParticipantId; authorKey: AuthorKey }
  }
  ;({ id: board, links } = answer)
  fay = await come(browser, answer.participant)
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await server.stop()
})

const change = (person: Person, body: unknown) =>
  fay.browser.post(`/api/boards/${board}/participants/${person.participant}`, body)
const writes = (person: Person): NoteId => {
  const note = newId<NoteId>()
  addNote(person.client.document, note, aNote(person))
  return note
}
const onBoard = (note: NoteId) => server.rooms.read(board, (state) => state.notes.has(note))

describe('someone whose socket is open', () => {
  it('is out at once when removed, by a code that says so, and cannot come back or write', async () => {
    const [ben, cat] = [await join('member'), await join('member')]
    const startMs = performance.now()
    expect((await change(ben, { do: 'remove' })).status).toBeLessThan(300)
    await vi.waitFor(() => {
      expect(ben.code()).toBe(closeCodes.removed)
    }, 5_000)
    expect(performance.now() - startMs).toBeLessThan(5_000)
    expect(await server.rooms.connected(board)).not.toContain(ben.participant)
    const again = await openRaw(server.origin, `/sync/${board}`, {
      headers: { cookie: ben.browser.cookie() },
    })
    again.destroy()
    expect(again.status).toBe(404)
    const note = writes(ben)
    const catsNote = writes(cat)
    await eventually(async () => {
      expect(await onBoard(catsNote)).toBe(true)
    })
    expect(await onBoard(note)).toBe(false)
    expect(cat.code()).toBeUndefined()
  })

  it('is cut off though it neither reads nor answers the close', async () => {
    const browser = browserOf(server.origin)
    const joined = await browser.post(`/api/boards/${board}/participants`, {
      secret: links.member.split('#')[1],
      name: 'Mal',
    })
    const { participant } = joined.json as { participant: { id: ParticipantId } }
    const deaf = await openRaw(server.origin, `/sync/${board}`, {
      headers: { cookie: browser.cookie() },
      stall: true,
    })
    expect(deaf.status).toBe(101)
    await fay.browser.post(`/api/boards/${board}/participants/${participant.id}`, { do: 'remove' })
    await vi.waitFor(() => {
      deaf.send(opcodes.pong, new Uint8Array())
      expect(deaf.hasEnded).toBe(true)
    }, 5_000)
  })

  it('that was on its way in when removed does not get in', async () => {
    const ben = await join('member')
    const { rooms } = server
    const room = await rooms.open(board)
    await change(ben, { do: 'remove' })
    const closes: number[] = []
    room.attach(
      { participant: ben.participant, author: ben.author, speaksOurs: true },
      { send: () => undefined, close: (code) => closes.push(code), bufferedBytes: 0 },
    )
    expect(closes).toEqual([closeCodes.removed])
    expect(await rooms.connected(board)).not.toContain(ben.participant)
  })

  it('stays and reads on when made an observer, but writes nothing from that moment', async () => {
    const ben = await join('member')
    expect((await change(ben, { do: 'role', role: 'observer' })).status).toBeLessThan(300)
    expect(ben.code()).toBeUndefined()
    const faysNote = writes(fay)
    await eventually(() => {
      expect(rowOf(ben.client.document, 'notes', faysNote)).toBeDefined()
    })
    const note = writes(ben)
    await eventually(() => {
      expect(ben.code()).toBe(closeCodes.refused)
    })
    expect(await onBoard(note)).toBe(false)
  })

  it('shows no pointer any more when made an observer, though it goes on moving', async () => {
    const ben = await join('member')
    const watching = await connectBrowser(server.origin, board, fay.browser)
    clients.push(watching)
    const shown = () => [...watching.provider.awareness.getStates().values()]
    const point = (x: number) => {
      ben.client.provider.awareness.setLocalState({
        participant: ben.participant,
        stage: 'themes',
        cursor: { x, y: 1 },
      })
    }
    for (const x of [1, 2]) {
      point(x)
      await eventually(() => {
        expect(shown()).toContainEqual(expect.objectContaining({ cursor: { x, y: 1 } }))
      })
    }
    expect((await change(ben, { do: 'role', role: 'observer' })).status).toBeLessThan(300)
    point(3)
    await eventually(() => {
      expect(shown()).toContainEqual({ participant: ben.participant, stage: 'themes' })
    })
  })

  it('stays in when the links are renewed', async () => {
    const ben = await join('member')
    const renewed = await fay.browser.post(`/api/boards/${board}/invite/renew`, { what: 'member' })
    expect(renewed.status).toBeLessThan(300)
    const note = writes(ben)
    await eventually(() => {
      expect(rowOf(fay.client.document, 'notes', note)).toBeDefined()
    })
    expect(ben.code()).toBeUndefined()
  })

  it('is told that the board was erased', async () => {
    const ben = await join('member')
    expect((await fay.browser.send('DELETE', `/api/boards/${board}`)).status).toBeLessThan(300)
    await vi.waitFor(() => {
      expect([ben.code(), fay.code()]).toEqual([closeCodes.boardErased, closeCodes.boardErased])
    }, 5_000)
  })
})
