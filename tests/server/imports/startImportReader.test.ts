import { afterEach, expect, it } from 'vitest'
import { startImportReader, type ImportReader } from '../../../server/imports/startImportReader.ts'

const request = (text: string) => ({
  input: { is: 'text' as const, text },
  options: {},
  wanted: 'notes' as const,
})
let reader: ImportReader
afterEach(() => reader.close())

it('gives a file back in words when it takes too long', async () => {
  reader = startImportReader({ timeoutMs: 1, atOnce: 1 })
  const slow = await reader.read(request('one\ntwo'))
  expect(slow).toMatchObject({
    is: 'unreadable',
    why: expect.stringContaining('more time or memory') as string,
  })
})

it('lets a file wait until the one before it is read', async () => {
  reader = startImportReader({ atOnce: 1 })
  const [first, second] = await Promise.all([reader.read(request('one')), reader.read(request('one\ntwo'))])
  expect(first).toMatchObject({ is: 'notes', drafts: [{ note: { said: 'one' } }] })
  expect(second).toMatchObject({ preview: { readable: 2 } })
})

it('gives a file back in words when it takes too much memory, and reads the next one', async () => {
  reader = startImportReader({ heapMb: 24, atOnce: 1 })
  const rows = Array.from({ length: 150_000 }, (_, at) => `A note of some length, with the number ${at}`)
  expect(await reader.read(request(rows.join('\n')))).toMatchObject({ is: 'unreadable' })
  expect(await reader.read(request('one'))).toMatchObject({ is: 'notes' })
})
