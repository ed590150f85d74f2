import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startHttpSide, type HttpSideUnderTest } from '../../support/httpSide.ts'

let folder: string
let side: HttpSideUnderTest
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'client-'))
  await mkdir(join(folder, 'client', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'not yours')
  await writeFile(join(folder, 'client', 'index.html'), '<!doctype html><title>Common Thread</title>')
  await writeFile(join(folder, 'client', 'assets', 'main-abc123.js'), 'export {}')
  await mkdir(join(folder, 'client', '.vite'))
  await writeFile(
    join(folder, 'client', '.vite', 'manifest.json'),
    JSON.stringify({
      '_board-1.js': {
        file: 'assets/board-1.js',
        name: 'board',
        imports: ['_main-1.js'],
        css: ['assets/board-1.css'],
      },
      '_main-1.js': { file: 'assets/main-1.js', name: 'main' },
      'features/wall.ts': { file: 'assets/wall-1.js', name: 'wall' },
    }),
  )
  side = await startHttpSide({}, join(folder, 'client'))
})
afterAll(async () => {
  await side.stop()
  await rm(folder, { recursive: true })
})
const get = (url: string, headers: Record<string, string> = {}) =>
  side.browser().call('GET', url, undefined, headers)

describe('the pages', () => {
  it.each(['/', '/b/AAAAAAAAAAAAAAAA', '/b/AAAAAAAAAAAAAAAA/wall'])(
    '%s is the one page, asked for afresh each time',
    async (url) => {
      const reply = await get(url)
      expect(reply.status).toBe(200)
      expect(reply.body).toContain('<title>Common Thread</title>')
      expect(reply.headers['cache-control']).toBe('no-cache')
    },
  )

  it('name a board’s own scripts and style sheets at a board alone, to be asked for at once', async () => {
    const named = (await get('/b/AAAAAAAAAAAAAAAA/themes')).headers['link']
    expect(named).toBe(
      '</assets/board-1.js>; rel=modulepreload; crossorigin, </assets/main-1.js>; rel=modulepreload; crossorigin, ' +
        '</assets/board-1.css>; rel=preload; as=style; crossorigin',
    )
    for (const url of ['/', '/join']) expect((await get(url)).headers['link']).toBeUndefined()
  })

  it('say in words that nothing is at an address, and to a program as a problem', async () => {
    const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
    const reply = await get('/nowhere', html)
    expect(reply.status).toBe(404)
    expect(reply.body).toContain('<title>Common Thread</title>')
    for (const [url, headers] of [
      ['/nowhere', { accept: '*/*' }],
      ['/api/nowhere', html],
      ['/assets/nowhere.js', html],
    ] as const)
      expect(refusalOf(await get(url, headers)), url).toEqual({ status: 404, code: 'not-found' })
  })

  it('load what is named by its content for good, compressed where that is accepted', async () => {
    const reply = await get('/assets/main-abc123.js', { 'accept-encoding': 'br' })
    expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(reply.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(reply.bytes).toString()).toBe('export {}')
    const plain = await get('/assets/main-abc123.js', { 'accept-encoding': 'gzip, br;q=0' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.bytes.toString()).toBe('export {}')
  })

  it('give nothing that lies outside their folder, and a plain 404 for what is not there', async () => {
    for (const url of ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt']) {
      const reply = await get(url)
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.bytes.toString()).not.toContain('not yours')
    }
    expect(refusalOf(await get('/assets/main-old.js'))).toEqual({ status: 404, code: 'not-found' })
  })
})
