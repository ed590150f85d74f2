import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { memoryStorage } from '../../server/storage/memory/memoryStorage.ts'
import { sqliteStorage } from '../../server/storage/sqlite/sqliteStorage.ts'
import { storageContract } from './storage.ts'

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})

storageContract('memory', () => Promise.resolve(memoryStorage()))
storageContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
  folders.push(folder)
  return sqliteStorage({ file: join(folder, 'boards.db') })
})
