import { afterEach, describe, expect, it, vi } from 'vitest'
import { addNote } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import { connectBrowser, joinAsMember, makeBoard, type Client } from '../../bench/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

const PEOPLE = 300
const AT_A_TIME = 20

let server: TestServer | undefined
const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await server?.stop()
  server = undefined
})

describe('a village hall behind one address', () => {
  it('gets all three hundred onto the board, level with each other', async () => {
    // Each client listens for the end of the process; they are meant to be many here.
    process.setMaxListeners(4 * PEOPLE)
    server = await startTestServer()
    const { origin } = server
    const board = await makeBoard(origin)
    const writer = await connectBrowser(origin, board.id, board.maker)
    clients.push(writer)
    const one = async (i: number) => {
      const browser = await joinAsMember(origin, board, `Person ${i}`)
      clients.push(await connectBrowser(origin, board.id, browser))
    }
    for (let i = 1; i < PEOPLE; i += AT_A_TIME) {
      await Promise.all(Array.from({ length: Math.min(AT_A_TIME, PEOPLE - i) }, (_, j) => one(i + j)))
    }
    const closed = vi.fn()
    for (const { provider } of clients) provider.on('connection-close', closed)
    await vi.waitFor(() => {
      expect(clients.filter(({ provider }) => !provider.synced)).toHaveLength(0)
    }, 20_000)
    const note = newId<NoteId>()
    addNote(writer.document, note, {
      kind: 'heard',
      said: 'Everyone came',
      impression: '',
      language: '',
      conversation: null,
      quote: 'not asked',
      author: board.author,
      brought: 'written',
      source: '',
      import: null,
      addedAtMs: 1,
    })
    await vi.waitFor(() => {
      expect(clients.filter(({ document }) => !document.tables.notes.has(note))).toHaveLength(0)
    }, 20_000)
    expect((await server.rooms.connected(board.id)).size).toBe(PEOPLE)
    expect(closed).not.toHaveBeenCalled()
  }, 60_000)
})
