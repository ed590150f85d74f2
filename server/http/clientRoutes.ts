import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refused } from '../boards/refused.ts'
import { acceptsBrotli, inBrotli } from './brotli.ts'
import { sendProblem } from './problems.ts'

/** Where the built client lies: beside the built server, or under dist when the server runs from its source. */
export function findClient(): string {
  const beside = fileURLToPath(new URL('../client/', import.meta.url))
  return existsSync(`${beside}assets`)
    ? beside
    : fileURLToPath(new URL('../../dist/client/', import.meta.url))
}

/** The one page; empty where no client was built, as for a server that is run from its source. */
export async function readPage(clientDir: string): Promise<string> {
  const path = join(clientDir, 'index.html')
  return existsSync(path) ? readFile(path, 'utf8') : ''
}

/**
 * What a board needs beyond what every page names, as one `Link` header: a browser asks for it along with the page's own
 * scripts, and not only once the first of these has run. Empty where no client was built.
 */
async function readBoardLinks(clientDir: string): Promise<string> {
  const path = join(clientDir, '.vite', 'manifest.json')
  if (!existsSync(path)) return ''
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, ManifestChunk>
  const board = Object.values(manifest).find(({ name }) => name === 'board')
  if (!board) return ''
  const scripts = [board, ...(board.imports ?? []).flatMap((key) => manifest[key] ?? [])]
  return [
    ...scripts.map(({ file }) => `</${file}>; rel=modulepreload; crossorigin`),
    ...(board.css ?? []).map((file) => `</${file}>; rel=preload; as=style; crossorigin`),
  ].join(', ')
}

type ManifestChunk = {
  readonly file: string
  readonly name?: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

/** Vite's file names under assets hold a hash of what is in them. Anything else may change under its name. */
const FOR_GOOD = 'public, max-age=31536000, immutable'
const ASK_EACH_TIME = 'no-cache'

/** What compresses well, and as what it is served. Fonts and pictures are compressed already. */
const compressible: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
}

/** The pages: one index.html for the start and for every board, and what it loads. */
export async function clientRoutes(
  app: FastifyInstance,
  { clientDir, page }: { readonly clientDir: string; readonly page: string },
): Promise<void> {
  await app.register(fastifyStatic, {
    root: clientDir,
    index: false,
    cacheControl: false,
    schemaHide: true,
    setHeaders(response, path) {
      response.setHeader('cache-control', path.includes('/assets/') ? FOR_GOOD : ASK_EACH_TIME)
    },
  })
  const bytes = Buffer.from(page)
  const compressedPage = await inBrotli(bytes, 11)
  const sendPage = ({ headers }: FastifyRequest, reply: FastifyReply) => {
    void reply
      .type('text/html; charset=utf-8')
      .headers({ 'cache-control': ASK_EACH_TIME, vary: 'accept-encoding' })
    if (!acceptsBrotli(headers['accept-encoding'])) return reply.send(bytes)
    return reply.header('content-encoding', 'br').send(compressedPage)
  }
  for (const url of ['/', '/join']) app.get(url, { schema: { hide: true } }, sendPage)
  const links = await readBoardLinks(clientDir)
  app.get('/b/*', { schema: { hide: true } }, (request, reply) =>
    sendPage(request, links === '' ? reply : reply.header('link', links)),
  )
  // Whoever mistyped an address reads it in words; a program gets a problem like any other.
  app.setNotFoundHandler((request, reply) =>
    page !== '' && looksForPage(request)
      ? sendPage(request, reply.code(404))
      : sendProblem(reply, refused('not-found')),
  )

  const compressed = await compressedAssets(join(clientDir, 'assets'))
  app.get<{ Params: { '*': string } }>('/assets/*', { schema: { hide: true } }, async (request, reply) => {
    const name = request.params['*']
    const type = compressible[extname(name)]
    void reply.header('vary', 'accept-encoding')
    const bytes = type && acceptsBrotli(request.headers['accept-encoding']) ? compressed(name) : undefined
    if (!bytes) return reply.sendFile(`assets/${name}`)
    return reply
      .headers({ 'cache-control': FOR_GOOD, 'content-encoding': 'br' })
      .type(type ?? '')
      .send(await bytes)
  })
}

/** Whether a browser asks on behalf of somebody who looks at it. */
const looksForPage = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && !/^\/(api|assets|sync)\b/.test(url) && (headers.accept ?? '').includes('text/html')

/**
 * The compressed bytes of a file in the folder, or undefined when it holds none of that name. Each is compressed
 * once, when it is first asked for: a client is about a megabyte, and a hall's signal is poor.
 */
async function compressedAssets(folder: string): Promise<(name: string) => Promise<Buffer> | undefined> {
  const names = new Set(existsSync(folder) ? await readdir(folder) : [])
  const kept = new Map<string, Promise<Buffer>>()
  return (name) => {
    if (!names.has(name)) return undefined
    let bytes = kept.get(name)
    if (!bytes) {
      bytes = readFile(join(folder, name)).then((file) => inBrotli(file, 11))
      kept.set(name, bytes)
      bytes.catch(() => kept.delete(name)) // whoever asked has the error; the next one tries again
    }
    return bytes
  }
}
