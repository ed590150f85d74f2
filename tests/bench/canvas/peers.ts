import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Fastify from 'fastify'
import fastifyStatic from '@fastify/static'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import type { Point, Rect } from '../../../client/features/themes/canvas/geometry.ts'
import type { Closing } from '../closing.ts'
import { click } from './gestures.ts'
import { openAndRest, OTHERS, watchPages, type OpenCanvas } from './OpenCanvas.ts'
import type { Plan } from './plan.ts'

export type PeerName = 'tldraw' | 'Excalidraw'

const folder = new URL('peers/', import.meta.url)
const built = fileURLToPath(new URL('../../../dist/bench/canvas-peers/', import.meta.url))

const kinds = {
  tldraw: {
    page: 'tldraw',
    firstNote: '.tl-shape[data-shape-type=note]',
    zoomStep: 100 * (1 - 0.1 ** (1 / 90)),
  },
  // It says itself when its scene is there, since a drawing has no elements.
  Excalidraw: { page: 'excalidraw', firstNote: 'body[data-shown]', zoomStep: 90 / 90 },
} as const satisfies Record<PeerName, unknown>

/** What a peer's page offers; see the pages in `peers`. */
type Peer = {
  lookAt(corner: Point, zoom: number): void
  middleOf(note: number): Point
  placeOf(note: number): Point
  moveByOthers(
    others: typeof OTHERS & {
      readonly notes: readonly number[]
      readonly places: readonly Point[]
      readonly around: Rect
      readonly seconds: number
    },
  ): Promise<number>
}
declare global {
  interface Window {
    peer?: Peer
    savedFrom?: (plan: Plan, view: Point & { zoom: number }) => Promise<string>
  }
}

/** Where the peers' pages are served, each with its board. */
export type PeerPages = { readonly origin: string; readonly plan: Plan }

/** Installs the peers if they are not there, builds their pages, and lets each make its own file of the plan. */
export async function servePeers(
  browser: Browser,
  plan: Plan,
  view: Point & { readonly zoom: number },
  closing: Closing,
): Promise<PeerPages> {
  install()
  await buildPages()
  const saved = new Map<string, string>()
  const server = Fastify()
  await server.register(fastifyStatic, { root: built })
  for (const [prefix, path] of [
    ['/tldraw/', 'node_modules/@tldraw/assets/'],
    ['/excalidraw/', 'node_modules/@excalidraw/excalidraw/dist/prod/'],
  ] as const)
    await server.register(fastifyStatic, {
      root: fileURLToPath(new URL(path, folder)),
      prefix,
      decorateReply: false,
    })
  for (const { page } of Object.values(kinds))
    server.get(`/${page}.json`, (_, reply) => reply.type('application/json').send(saved.get(page)))
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  closing.add(() => server.close())
  for (const { page: name } of Object.values(kinds)) {
    const page = await browser.newPage()
    await page.goto(`${origin}/${name}.html?plan`)
    await page.waitForFunction(() => window.savedFrom !== undefined)
    saved.set(name, await page.evaluate(([a, b]) => window.savedFrom!(a, b), [plan, view] as const))
    await page.close()
  }
  return { origin, plan }
}

/** Takes half a minute, once. */
function install(): void {
  if (existsSync(new URL('node_modules/.package-lock.json', folder))) return
  console.log('installing the canvases to measure beside ours')
  execFileSync('npm', ['ci', '--silent', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(folder),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

const buildPages = () =>
  build({
    root: fileURLToPath(folder),
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.IS_PREACT': '"false"' },
    build: {
      outDir: built,
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: 10_000,
      rollupOptions: {
        input: Object.values(kinds).map(({ page }) => fileURLToPath(new URL(`${page}.html`, folder))),
      },
    },
  })

/** Opens a peer in a context of its own, as large as our canvas is. */
export async function openPeer(
  browser: Browser,
  name: PeerName,
  { origin, plan }: PeerPages,
  size: { readonly width: number; readonly height: number },
): Promise<OpenCanvas> {
  const kind = kinds[name]
  const context = await browser.newContext({ viewport: size })
  await watchPages(context, kind.firstNote)
  const page = await context.newPage()
  const interactiveMs = await openAndRest(page, `${origin}/${kind.page}.html`)
  const session = await context.newCDPSession(page)
  const middleOf = (note: number) => page.evaluate((number) => window.peer!.middleOf(number), note)
  const rest = () => page.waitForTimeout(500)
  return {
    page,
    session,
    area: { x: 0, y: 0, ...size },
    interactiveMs,
    async lookAt(corner, zoom) {
      await page.evaluate(
        ([to, at]) => {
          window.peer!.lookAt(to, at)
        },
        [corner, zoom] as const,
      )
      await rest()
    },
    middleOf,
    placeOf: (note) => page.evaluate((number) => window.peer!.placeOf(number), note),
    async beginWriting(note) {
      await click(session, await middleOf(note), 2)
      await rest()
    },
    written: () =>
      page.evaluate(() => {
        const { activeElement } = document
        return activeElement instanceof HTMLTextAreaElement
          ? activeElement.value
          : (activeElement?.textContent ?? '')
      }),
    async endWriting() {
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await rest()
    },
    zoomStep: kind.zoomStep,
    bringOthers: (notes, around) =>
      Promise.resolve({
        move: (seconds) =>
          page.evaluate((others) => window.peer!.moveByOthers(others), {
            ...OTHERS,
            notes,
            places: notes.map((note) => plan.notes[note]!),
            around,
            seconds,
          }),
        leave: () => undefined,
      }),
    close: () => context.close(),
  }
}
