import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../support/chromium.ts'
import { startProduct, type Product } from '../support/product.ts'
import { filledBoard } from './board.ts'
import type { MadeBoard } from './client.ts'
import type { Closing } from './closing.ts'
import type { Effort } from './effort.ts'
import { firstRow, QUIET_MS, untilAtRest, watchOpenings } from './opening.ts'
import { figure, kilobytes, median, ratio, spread } from './statistics.ts'

/*
 * A board's list on a slow phone: 390 by 844, processor four times slower, 400 ms to the server and back, 400 kbit a
 * second, all by Chromium's own emulation. First visit: a new browser context whose person is on the board already and has
 * nothing else. Return visit: a new page in that context, after the service worker has kept the product and the first page
 * was closed; once more on a line on which each answer takes ten seconds, longer than anyone waits. In turns with a board
 * of two notes: the rest of the time is what the notes cost.
 */

const RUNS = { whole: 5, quick: 1 } as const
const LARGE = { notes: 1000, themes: 40 }
const SMALL = { notes: 2, themes: 1 }

/** One opening of a board on a slow phone, as its browser saw it. Times are milliseconds since navigation began. */
export type PhoneOpening = {
  /** The first paint of anything: the static shell, or on a return visit the page itself. */
  readonly shellMs: number
  /** Scripts and fonts that had arrived by then. */
  readonly arrivedBefore: number
  /** HTML and style sheets as they came over the wire, compressed, that had arrived by then. */
  readonly shellBytes: number
  /** The first row of the list that holds a note is painted, if only at a glance. */
  readonly notesMs: number
  /** All of the board has come over the line; NaN where it was not asked for. */
  readonly snapshotMs: number
  /** What one does is answered: all has arrived and is drawn, and no task longer than 50 ms begins in the half second after. */
  readonly usableMs: number
  /** The first answer of a call to the server; what a service worker or the cache gives is none. */
  readonly firstAnswerMs: number
  readonly scriptBytes: number
  readonly scripts: number
}

export async function slowPhone(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
}

const LINE = { usual: 400, dead: 10_000 } as const

/** Opens a board's list as a slow phone does, in a new page, which it leaves open. On a dead line only notes are awaited. */
export async function openOnPhone(
  context: BrowserContext,
  url: string,
  line: keyof typeof LINE = 'usual',
): Promise<{ page: Page; opening: PhoneOpening }> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LINE[line],
    downloadThroughput: 400_000 / 8,
    uploadThroughput: 400_000 / 8,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await watchOpenings(page, firstRow)
  await page.goto(url, { waitUntil: 'commit' })
  await untilAtRest(session)
  // All of it is there, and level with the server.
  if (line === 'usual') {
    await page
      .getByText(/^(All changes saved|Saved)$/)
      .filter({ visible: true })
      .first()
      .waitFor({ timeout: 60_000 })
    await untilAtRest(session)
  }
  const seen = await page.evaluate(() => {
    const [html] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    return {
      ...window.openingWatch,
      shellMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      htmlBytes: html?.encodedBodySize ?? NaN,
      resources: resources.map(({ name, transferSize, encodedBodySize, responseStart, responseEnd }) => ({
        path: new URL(name).pathname,
        isFetched: transferSize > 0,
        bytes: encodedBodySize,
        responseStart,
        responseEnd,
      })),
    }
  })
  const { paintedMs: notesMs = NaN, wholeMs = NaN, shellMs, resources } = seen
  let usableMs = wholeMs
  for (const { startMs, endMs } of seen.longTasks)
    if (startMs < usableMs + QUIET_MS) usableMs = Math.max(usableMs, endMs)
  const before = resources.filter(({ responseEnd }) => responseEnd > 0 && responseEnd < shellMs)
  const scripts = resources.filter(({ path, isFetched }) => isFetched && path.endsWith('.js'))
  const sum = (entries: readonly { readonly bytes: number }[]) =>
    entries.reduce((bytes, entry) => bytes + entry.bytes, 0)
  const opening = {
    shellMs,
    arrivedBefore: before.filter(({ path }) => /\.(js|woff2?)$/.test(path)).length,
    shellBytes: seen.htmlBytes + sum(before.filter(({ path }) => path.endsWith('.css'))),
    notesMs,
    snapshotMs: resources.find(({ path }) => path.endsWith('/snapshot'))?.responseEnd ?? NaN,
    usableMs,
    firstAnswerMs: Math.min(
      ...resources.filter(({ path }) => path.startsWith('/api/')).map(({ responseStart }) => responseStart),
    ),
    scriptBytes: sum(scripts),
    scripts: scripts.length,
  }
  return { page, opening }
}

type Visits = Readonly<Record<'first' | 'back' | 'dead', PhoneOpening[]>>
const noVisits = (): Visits => ({ first: [], back: [], dead: [] })

/** Runs the measurement. @returns Markdown: ratios, then figures */
export async function benchPhoneOpening(
  closing: Closing,
  effort: Effort,
): Promise<{ markdown: string; chromium: string }> {
  const product = await startProduct()
  closing.add(() => product.stop())
  const large = await filledBoard(product, LARGE)
  const small = await filledBoard(product, SMALL)
  const browser = await launchBrowser()
  closing.add(() => browser.close())
  const ofLarge = noVisits()
  const ofSmall = noVisits()
  // Once unmeasured: the browser's own start and the server's first compression are nobody's second visit.
  if (effort === 'whole') await visitTwice(browser, product, small, noVisits())
  for (let run = 0; run < RUNS[effort]; run++) {
    await visitTwice(browser, product, large, ofLarge)
    await visitTwice(browser, product, small, ofSmall)
  }
  return { markdown: describe(ofLarge, ofSmall), chromium: browser.version() }
}

async function visitTwice(browser: Browser, product: Product, board: MadeBoard, into: Visits): Promise<void> {
  const context = await slowPhone(browser)
  try {
    const [name = '', value = ''] = board.maker.cookie().split('=')
    await context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
    const url = `${product.url}/b/${board.id}/themes`
    const first = await openOnPhone(context, url)
    await first.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await pause(1000) // for the copy to be written
    await first.page.close()
    const back = await openOnPhone(context, url)
    await back.page.close()
    if (back.opening.scriptBytes > 0) throw new Error('a return visit fetched scripts from the server')
    const dead = await openOnPhone(context, url, 'dead')
    await dead.page.close()
    into.first.push(first.opening)
    into.back.push(back.opening)
    into.dead.push(dead.opening)
  } finally {
    await context.close()
  }
}

function describe(large: Visits, small: Visits): string {
  const row = (label: string, visit: keyof Visits, pick: (opening: PhoneOpening) => number) => {
    const [l, s] = [large[visit].map(pick), small[visit].map(pick)]
    return `| ${label} | ${ratio(median(l), median(s))} | ${spread(l)} ms | ${spread(s)} ms |`
  }
  const first = large.first
  const most = (pick: (opening: PhoneOpening) => number) => Math.max(...first.map(pick))
  const before = large.dead.filter(({ notesMs, firstAnswerMs }) => !(notesMs > firstAnswerMs)).length
  return `| median (least to most) of ${first.length} | 1,000 ÷ 2 notes | 1,000 notes | 2 notes |
| --- | --- | --- | --- |
${row('first visit: the frame is painted', 'first', ({ shellMs }) => shellMs)}
${row('first visit: a note is seen', 'first', ({ notesMs }) => notesMs)}
${row('first visit: usable', 'first', ({ usableMs }) => usableMs)}
${row('return visit: a note is seen', 'back', ({ notesMs }) => notesMs)}
${row('return visit: usable', 'back', ({ usableMs }) => usableMs)}
${row('return visit on a dead line: a note is seen', 'dead', ({ notesMs }) => notesMs)}

The frame is ${kilobytes(most(({ shellBytes }) => shellBytes))} of HTML and style sheets as sent; of scripts and fonts ${figure(most(({ arrivedBefore }) => arrivedBefore))} had arrived before it was painted. A first visit fetched ${kilobytes(median(first.map(({ scriptBytes }) => scriptBytes)))} of JavaScript in ${first[0]!.scripts} files, the list included. On a line on which an answer takes ten seconds, a note was seen before any answer in ${before} of ${large.dead.length} return visits.
`
}
