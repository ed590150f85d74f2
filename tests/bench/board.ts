import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/chromium.ts'
import { startProduct, type Product } from '../support/product.ts'
import { until } from '../support/httpBrowser.ts'
import { connectBrowser, makeBoard, type MadeBoard } from './client.ts'
import type { Closing } from './closing.ts'
import type { Effort } from './effort.ts'
import { openBoard, watchOpenings, type Opening } from './opening.ts'
import { fillBoard } from './sampleBoard.ts'
import { kilobytes, median, ratio, spread } from './statistics.ts'

/*
 * Opening a board of 1,000 notes in Chromium, 1440 by 900, at its themes, over loopback.
 *
 * Cold: a new browser context whose person is on the board already, so it has the cookie and nothing else: no
 * cache, no copy of the board. Return visit: a new page in that context after the first was closed, with the
 * browser's cache and the copy in IndexedDB. The server has the room loaded, as in a session under way.
 *
 * A board of two notes is opened in turn with it: the rest of the time is what the notes cost.
 */

const RUNS = { whole: 7, quick: 1 } as const
const LARGE = { notes: 1000, themes: 40 }
/** As few notes as show the same parts: one in a theme, one in the tray. */
const SMALL = { notes: 2, themes: 1 }

type Count = typeof LARGE
type Visits = { readonly cold: Opening[]; readonly back: Opening[] }

/** Runs the measurement. @returns Markdown: ratios, then figures */
export async function benchBoard(
  closing: Closing,
  effort: Effort,
): Promise<{ markdown: string; chromium: string }> {
  const product = await startProduct()
  closing.add(() => product.stop())
  const large = await filledBoard(product, LARGE)
  const small = await filledBoard(product, SMALL)
  const browser = await launchBrowser()
  closing.add(() => browser.close())

  const ofLarge: Visits = { cold: [], back: [] }
  const ofSmall: Visits = { cold: [], back: [] }
  // Once unmeasured: the browser's own start and the server's first compression are nobody's second visit.
  await visitTwice(browser, product, large, LARGE, { cold: [], back: [] })
  for (let run = 0; run < RUNS[effort]; run++) {
    await visitTwice(browser, product, large, LARGE, ofLarge)
    await visitTwice(browser, product, small, SMALL, ofSmall)
  }
  return { markdown: describe(ofLarge, ofSmall), chromium: browser.version() }
}

/** A board made over HTTP and filled by a stock client, once the server has all of it. */
export async function filledBoard(product: Product, count: Count): Promise<MadeBoard> {
  const board = await makeBoard(product.url)
  const client = await connectBrowser(product.url, board.id, board.maker)
  await until(() => client.provider.synced)
  fillBoard(client.document, board.author, count)
  // Someone else who connects gets what the server has, so this is how we know that it has everything.
  const reader = await connectBrowser(product.url, board.id, board.maker)
  const placements = client.document.tables.placements.size
  await until(
    () =>
      reader.document.tables.notes.size === count.notes &&
      reader.document.tables.placements.size === placements,
    30_000,
  )
  reader.close()
  client.close()
  return board
}

/** One cold opening and one return visit in a context of its own. @throws if a page did not show the board it should */
async function visitTwice(
  browser: Browser,
  product: Product,
  board: MadeBoard,
  count: Count,
  into: Visits,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const [name = '', value = ''] = board.maker.cookie().split('=')
    await context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
    await watchOpenings(context)
    const url = `${product.url}/b/${board.id}/themes`
    const first = await openBoard(context, url)
    await pause(500) // for the copy to be written
    await first.page.close()
    const second = await openBoard(context, url)
    const inTray = count.notes - Math.ceil(count.notes / 2) - Math.floor(count.notes / 4)
    for (const { opening } of [first, second])
      if (opening.inTray !== inTray) throw new Error(`the tray shows ${opening.inTray} notes of ${inTray}`)
    if (first.opening.snapshotBytes === undefined) throw new Error('a cold opening loaded no snapshot')
    if (second.opening.snapshotBytes !== undefined) throw new Error('a return visit loaded the snapshot')
    into.cold.push(first.opening)
    into.back.push(second.opening)
  } finally {
    await context.close()
  }
}

function describe(large: Visits, small: Visits): string {
  const of = (pick: (opening: Opening) => number) => (openings: readonly Opening[]) => openings.map(pick)
  const row = (label: string, pick: (opening: Opening) => number) => {
    const values = of(pick)
    const [l, s] = [values(large.cold), values(small.cold)]
    const [lb, sb] = [values(large.back), values(small.back)]
    return [
      `| cold: ${label} | ${ratio(median(l), median(s))} | ${spread(l)} ms | ${spread(s)} ms |`,
      `| return visit: ${label} | ${ratio(median(lb), median(sb))} | ${spread(lb)} ms | ${spread(sb)} ms |`,
    ].join('\n')
  }
  const interactive = of(({ interactiveMs }) => interactiveMs)
  const gain = ratio(median(interactive(large.back)), median(interactive(large.cold)))
  const bytes = (openings: readonly Opening[], pick: (opening: Opening) => number | undefined) =>
    kilobytes(median(openings.map((opening) => pick(opening) ?? 0)))
  const openings = [...large.cold, ...large.back]
  const atOnce = openings.filter(({ paintedMs, interactiveMs }) => paintedMs === interactiveMs).length
  const { cards, scripts } = large.cold[0]!
  return `| median (least to most) of ${large.cold.length} | 1,000 ÷ 2 notes | 1,000 notes | 2 notes |
| --- | --- | --- | --- |
${row('painted and interactive', ({ interactiveMs }) => interactiveMs)}
${row('longest task', ({ longestTaskMs }) => longestTaskMs)}

A return visit takes ${gain} the time of a cold opening (1,000 notes, painted and interactive). In ${atOnce} of ${openings.length} openings of the 1,000 notes, no long task followed the first paint of a card.

| transferred on a cold opening | 1,000 notes | 2 notes |
| --- | --- | --- |
| JavaScript, brotli (${scripts} files) | ${bytes(large.cold, ({ scriptBytes }) => scriptBytes)} | ${bytes(small.cold, ({ scriptBytes }) => scriptBytes)} |
| snapshot, brotli | ${bytes(large.cold, ({ snapshotBytes }) => snapshotBytes)} | ${bytes(small.cold, ({ snapshotBytes }) => snapshotBytes)} |
| snapshot, unpacked | ${bytes(large.cold, ({ snapshotPlainBytes }) => snapshotPlainBytes)} | ${bytes(small.cold, ({ snapshotPlainBytes }) => snapshotPlainBytes)} |

On a return visit the page fetches no snapshot and ${bytes(large.back, ({ scriptBytes }) => scriptBytes)} of JavaScript. Of the 1,000 notes ${cards} are drawn as cards; the rest are out of sight until one scrolls.
`
}
