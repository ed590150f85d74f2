import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { rowOf } from '../../../shared/document/BoardDocument.ts'
import { addNote, saveSetting } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { BoardId, NoteId } from '../../../shared/model/ids.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'
import { FEWEST_NOTES } from '../../../server/rooms/glance.ts'
import { NoSuchBoard } from '../../../server/rooms/Rooms.ts'
import { StoreFailing } from '../../../server/storage/StoreFailing.ts'
import { memoryStorage } from '../../../server/storage/memory/memoryStorage.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import { aNote, heldStorage, startRelay, type Client, type Relay } from '../ws/relay.ts'
import { crowdedBoard } from '../../bench/crowdedBoard.ts'
import { eventually } from '../../support/eventually.ts'

let relay: Relay | undefined
afterEach(async () => {
  await relay?.stop()
  relay = undefined
})
const start = async (...options: Parameters<typeof startRelay>) => (relay = await startRelay(...options))
const synced = (client: Client) =>
  eventually(() => {
    expect(client.provider.synced).toBe(true)
  })
const titleIn = (client: Client) => rowOf(client.document, 'board', 'title')

describe('what the server writes', () => {
  it('reaches everyone, and a read right after sees it', async () => {
    const { join: take, connect, rooms, board } = await start()
    const anas = connect(await take('member'))
    await synced(anas)
    const before = await rooms.write(board, (document, state) => {
      saveSetting(document, 'title', 'Heathside')
      return state.board.get('title')
    })
    expect(before).toBeUndefined()
    expect(await rooms.read(board, (state) => state.board.get('title'))).toBe('Heathside')
    await eventually(() => {
      expect(titleIn(anas)).toBe('Heathside')
    })
  })

  it('leaves nothing behind when the change throws halfway', async () => {
    const { join: take, connect, rooms, board } = await start()
    const anas = connect(await take('member'))
    await synced(anas)
    const writing = rooms.write(board, (document) => {
      saveSetting(document, 'title', 'Half done')
      throw new Error('no')
    })
    await expect(writing).rejects.toThrow('no')
    expect(await rooms.read(board, (state) => state.board.get('title'))).toBeUndefined()
    await eventually(() => {
      expect(anas.closeCode).toBe(closeCodes.shuttingDown)
      expect(anas.provider.synced).toBe(true) // back by itself
    })
    expect(titleIn(anas)).toBeUndefined()
  })

  it('disturbs nobody when the change throws before it wrote', async () => {
    const { join: take, connect, rooms, board } = await start()
    const anas = connect(await take('member'))
    await synced(anas)
    const refusing = () => {
      throw new Error('no')
    }
    await expect(rooms.write(board, refusing)).rejects.toThrow('no')
    await pause(50)
    expect(anas.closeCode).toBeUndefined()
  })

  it('has not happened when the store fails, and whoever reads meanwhile gets what is stored', async () => {
    const storage = heldStorage(memoryStorage())
    const { rooms, board } = await start({ storage })
    storage.fail(true)
    const writing = rooms.write(board, (document) => {
      saveSetting(document, 'title', 'Lost')
    })
    const reading = rooms.read(board, (state) => state.board.get('title'))
    await expect(writing).rejects.toThrow(StoreFailing)
    expect(await reading).toBeUndefined()
    storage.fail(false)
    expect(await rooms.read(board, (state) => state.board.get('title'))).toBeUndefined()
  })

  it('needs a board that is there', async () => {
    const { rooms } = await start()
    await expect(rooms.read(newId<BoardId>(), () => 0)).rejects.toThrow(NoSuchBoard)
  })
})

describe('a room', () => {
  it('gives a snapshot whose tag changes when the board does, and only then', async () => {
    const { rooms, board } = await start()
    const first = await rooms.snapshot(board)
    expect((await rooms.snapshot(board)).etag).toBe(first.etag)
    await rooms.close(board, closeCodes.shuttingDown)
    expect((await rooms.snapshot(board)).etag).toBe(first.etag)
    await rooms.write(board, (document) => {
      saveSetting(document, 'title', 'Heathside')
    })
    const second = await rooms.snapshot(board)
    expect(second.etag).not.toBe(first.etag)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, second.update)
    expect(doc.getMap('board').get('title')).toBe('Heathside')
  })

  it('leaves memory when nobody is there, compacted, and comes back as it was', async () => {
    const { rooms, board, storage } = await start({ idleMs: 40 })
    await rooms.write(board, (document) => {
      saveSetting(document, 'title', 'Heathside')
    })
    await eventually(async () => {
      const stored = await storage.loadDocument(board)
      expect(stored.snapshot).toBeDefined()
      expect(stored.tail).toEqual([])
    })
    expect(await rooms.read(board, (state) => state.board.get('title'))).toBe('Heathside')
  })

  it('is given its glance when the last one has left, though nothing was written since its snapshot', async () => {
    const { join: take, connect, rooms, board, storage } = await start({ idleMs: 100 })
    const large = crowdedBoard({ notes: FEWEST_NOTES, themes: 4, authors: 2 }).board.doc
    await rooms.write(board, ({ doc }) => {
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(large))
    })
    const anas = connect(await take('member'))
    await synced(anas)
    await rooms.compact(board)
    const atWork = await storage.loadDocument(board)
    expect(atWork.tail).toEqual([])
    expect(atWork.glance).toBeUndefined()
    expect(await rooms.glance(board)).toBeDefined()
    anas.provider.destroy()
    await eventually(async () => {
      expect((await storage.loadDocument(board)).glance).toBeDefined()
    })
  })

  it('makes a new snapshot after enough updates while people are there', async () => {
    const { rooms, board, storage } = await start({ compactAfter: 5 })
    for (let i = 0; i < 12; i++) {
      await rooms.write(board, (document) => {
        saveSetting(document, 'title', `Title ${i}`)
      })
    }
    await eventually(async () => {
      expect((await storage.loadDocument(board)).tail.length).toBeLessThan(5)
    })
    await rooms.close(board, closeCodes.shuttingDown)
    expect(await rooms.read(board, (state) => state.board.get('title'))).toBe('Title 11')
  })

  it('has no word of an erased note in any file once it is compacted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
    const {
      join: take,
      rooms,
      board,
      stop,
    } = await start({
      storage: sqliteStorage({ file: join(folder, 'boards.db') }),
    })
    const ana = await take('member')
    const [kept, erased] = [newId<NoteId>(), newId<NoteId>()]
    await rooms.write(board, (document) => {
      addNote(document, kept, aNote(ana, 'The bus comes twice a day'))
      addNote(document, erased, aNote(ana, 'My neighbour at number twelve'))
    })
    const filesHolding = async (words: string) => {
      const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))))
      return files.filter((bytes) => bytes.includes(words)).length
    }
    expect(await filesHolding('My neighbour')).toBeGreaterThan(0)
    await rooms.write(board, (document) => {
      document.tables.notes.delete(erased)
    })
    await rooms.compact(board)
    expect(await filesHolding('My neighbour')).toBe(0)
    expect(await filesHolding('The bus comes')).toBeGreaterThan(0)
    await stop()
    relay = undefined
    await rm(folder, { recursive: true })
  })

  it('tells newcomers who know our messages what they should know, such as the turnout', async () => {
    const notice = { is: 'turnout', round: 'r', voted: 3, of: 9 } as const
    const { join: take, connect, rooms, board } = await start({ onConnect: () => Promise.resolve([notice]) })
    const ana = await take('member')
    const anas = connect(ana)
    await eventually(() => {
      expect(anas.heard).toContainEqual({ kind: 'notice', message: notice })
    })
    await rooms.notify(board, { ...notice, voted: 4 })
    await eventually(() => {
      expect(anas.heard.at(-1)).toEqual({ kind: 'notice', message: { ...notice, voted: 4 } })
    })
  })
})
