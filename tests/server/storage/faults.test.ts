import { copyFile, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { folderLock, makeDataFolder } from '../../../server/dataFolder.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import type { Storage } from '../../../server/storage/Storage.ts'
import { aBoard } from '../../contract/storage.ts'
import { eventually } from '../../support/eventually.ts'
import { mountSmallDisk } from '../../support/smallDisk.ts'

const SOME_WORDS = new TextEncoder().encode('the last bus leaves before the shift ends '.repeat(500))

describe('a store whose file fails it', () => {
  let folder: string
  let file: string
  let storage: Storage
  const onFailing = vi.fn()
  const onWorking = vi.fn()
  const open = () => sqliteStorage({ file, onFailing, onWorking })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
    file = join(folder, 'boards.db')
    storage = open()
  })
  afterEach(async () => {
    await storage.close().catch(() => undefined)
    await rm(folder, { recursive: true })
    vi.resetAllMocks()
  })

  it('says that another program has locked it, and goes on when that lets go', async () => {
    const board = aBoard()
    await storage.createBoard(board)
    const other = new Libsql(file)
    other.exec('begin immediate')
    const update = { board: board.id, update: SOME_WORDS, bindings: [] }
    await expect(storage.appendUpdates([update])).rejects.toMatchObject({ why: 'locked' })
    expect(await storage.board(board.id)).toEqual(board)
    other.exec('rollback')
    other.close()
    await vi.waitFor(
      () => {
        expect(onWorking).toHaveBeenCalled()
      },
      { timeout: 10_000 },
    )
    expect(onFailing).toHaveBeenCalledTimes(1)
    await storage.appendUpdates([update])
    expect((await storage.loadDocument(board.id)).tail).toEqual([SOME_WORDS])
  })

  it('takes nothing once it is cut short, keeps the damaged file, and goes on when a whole one is back', async () => {
    const board = aBoard()
    await storage.createBoard(board)
    await storage.appendUpdates([{ board: board.id, update: SOME_WORDS, bindings: [] }])
    await storage.compact(board.id, SOME_WORDS, 1)
    const whole = join(folder, 'whole')
    await copyFile(file, whole)
    await truncate(file, 8192)
    const late = { board: board.id, update: SOME_WORDS, bindings: [] }
    await expect(storage.appendUpdates([late])).rejects.toMatchObject({ why: 'damaged' })
    await expect(storage.board(board.id)).rejects.toMatchObject({ why: 'damaged' })
    const [evidence = ''] = (await readdir(folder)).filter((name) => name.startsWith('damaged-'))
    expect((await stat(join(folder, evidence, 'boards.db'))).size).toBe(8192)
    await copyFile(whole, file)
    await vi.waitFor(
      () => {
        expect(onWorking).toHaveBeenCalled()
      },
      { timeout: 15_000 },
    )
    expect((await storage.loadDocument(board.id)).snapshot).toEqual(SOME_WORDS)
  })

  it.each([0, 100, 4096])('never takes a file of %i bytes for a new one', async (bytes) => {
    await storage.createBoard(aBoard())
    await storage.close()
    await truncate(file, bytes)
    storage = open()
    await expect(storage.check()).rejects.toMatchObject({ why: 'damaged' })
    expect((await stat(file)).size).toBe(bytes)
  })
})

const disk = mountSmallDisk(4)
if (!disk) console.warn('Not tested: a full disk and a read-only one, since none may be mounted here')

describe.skipIf(!disk)('a store on a disk that', () => {
  const { folder = '' } = disk ?? {}
  const onFailing = vi.fn()
  const onWorking = vi.fn()
  const board = aBoard()
  const update = { board: board.id, update: SOME_WORDS, bindings: [] }
  let storage: Storage
  /** Until it is refused, or has had far more room than there is. */
  const appendMany = async () => {
    for (let i = 0; i < 400; i++) await storage.appendUpdates([update])
  }
  beforeEach(async () => {
    storage = sqliteStorage({ file: join(folder, 'boards.db'), onFailing, onWorking })
    if (!(await storage.board(board.id))) await storage.createBoard(board)
  })
  afterEach(async () => {
    await storage.close()
    vi.resetAllMocks()
  })
  afterAll(() => disk?.remove())

  it('is full takes nothing, keeps all it has, can be read, and goes on once there is room', async () => {
    disk!.fill()
    await expect(appendMany()).rejects.toMatchObject({ why: 'full' })
    await expect(storage.check()).rejects.toMatchObject({ why: 'full' })
    const kept = (await storage.loadDocument(board.id)).tail.length
    disk!.makeRoom()
    await eventually(() => {
      expect(onWorking).toHaveBeenCalledTimes(1)
    })
    expect(onFailing).toHaveBeenCalledTimes(1)
    await storage.appendUpdates([update])
    expect((await storage.loadDocument(board.id)).tail).toHaveLength(kept + 1)
  })

  it('may only be read says so when it is opened, and goes on once it may be written', async () => {
    const before = (await storage.loadDocument(board.id)).tail.length
    await storage.close()
    disk!.readOnly(true)
    storage = sqliteStorage({ file: join(folder, 'boards.db'), onFailing, onWorking })
    await expect(storage.appendUpdates([update])).rejects.toMatchObject({ why: 'read-only' })
    disk!.readOnly(false)
    await eventually(() => {
      expect(onWorking).toHaveBeenCalledTimes(1)
    })
    await storage.appendUpdates([update])
    expect((await storage.loadDocument(board.id)).tail).toHaveLength(before + 1)
  })
})

describe('the data folder', () => {
  it('says so when it cannot be made, instead of trying for ever', async () => {
    await expect(makeDataFolder('/proc/no-such/data')).rejects.toThrow(/cannot be used/)
  })

  it('belongs to one server at a time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
    const [first, second] = [folderLock(folder), folderLock(folder)]
    first.take()
    expect(second.take).toThrow(/Another Common Thread server is running/)
    first.release()
    second.take()
    second.release()
    await rm(folder, { recursive: true })
  })
})
