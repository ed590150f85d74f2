import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import { aBoard } from '../../contract/storage.ts'

const SECRET = 'the landlord never came'
const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('the SQLite file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
  })
  const open = () => sqliteStorage({ file: join(folder, 'boards.db') })
  const filesHolding = async (words: string) => {
    const names = await readdir(folder)
    const holds = await Promise.all(
      names.map(async (name) => (await readFile(join(folder, name))).includes(words)),
    )
    return names.filter((_, i) => holds[i])
  }

  it('still holds after a restart what was stored before it', async () => {
    const board = aBoard()
    const first = open()
    await first.createBoard(board)
    await first.appendUpdates([{ board: board.id, update: bytesOf(SECRET), bindings: [] }])
    await first.close()
    const second = open()
    expect(await second.board(board.id)).toEqual(board)
    expect((await second.loadDocument(board.id)).tail).toEqual([bytesOf(SECRET)])
    await second.close()
  })

  it('holds no word of a board that was erased', async () => {
    const board = aBoard()
    const storage = open()
    await storage.createBoard(board)
    await storage.appendUpdates([{ board: board.id, update: bytesOf(SECRET.repeat(1000)), bindings: [] }])
    expect(await filesHolding(SECRET)).not.toEqual([])
    await storage.deleteBoard(board.id)
    expect(await filesHolding(SECRET)).toEqual([])
    await storage.close()
  })

  it('holds no word that the snapshot left out', async () => {
    const board = aBoard()
    const storage = open()
    await storage.createBoard(board)
    const [seq] = await storage.appendUpdates([{ board: board.id, update: bytesOf(SECRET), bindings: [] }])
    await storage.compact(board.id, bytesOf('nothing'), seq ?? 0)
    expect(await filesHolding(SECRET)).toEqual([])
    await storage.close()
  })

  it('holds no word of what was seen first of a board, as it was before', async () => {
    const board = aBoard()
    const storage = open()
    await storage.createBoard(board)
    const guests = { schema: 1, epoch: 1, people: [] }
    // It is kept in base64, where the same words always read the same if they begin with it.
    const asKept = Buffer.from(SECRET).toString('base64').slice(0, 24)
    for (const words of [SECRET, SECRET.repeat(1000)]) {
      await storage.compact(board.id, bytesOf('a board'), 0, guests, bytesOf(words))
      expect(await filesHolding(asKept)).not.toEqual([])
      await storage.compact(board.id, bytesOf('a board'), 0, guests, bytesOf('nothing'))
      expect(await filesHolding(asKept)).toEqual([])
    }
    await storage.close()
  })

  it('says why when it cannot be opened, to every call', async () => {
    const storage = sqliteStorage({ file: join(folder, 'no-such-folder', 'boards.db') })
    await expect(storage.check()).rejects.toThrow(/open/)
    await expect(storage.board(aBoard().id)).rejects.toThrow(/open/)
    await storage.close().catch(() => undefined)
  })
})
