import type { Browser } from 'playwright-core'
import { readBoard } from '../../shared/document/BoardDocument.ts'
import { inBrotli } from '../../server/http/brotli.ts'
import { launchBrowser } from '../support/chromium.ts'
import { until } from '../support/httpBrowser.ts'
import { connectBrowser } from './client.ts'
import type { Closing } from './closing.ts'
import type { Effort } from './effort.ts'
import { firstCard, firstRow, openBoard, watchOpenings, type Opening } from './opening.ts'
import { openOnPhone, slowPhone, type PhoneOpening } from './phoneOpening.ts'
import { hallWith } from './restart.ts'
import { figure, kilobytes, median, ratio, spread } from './statistics.ts'

/*
 * Opening a board of 10,000 notes in Chromium over loopback, cold, as a canvas at 1440 by 900 and as a list at 390 by
 * 844, from the first byte of the page; and what of it crosses the network, beside the same board as JSON in the same
 * brotli. Then on the slow phone of `opening-phone`, for the first time, from the beginning of the navigation. The board is the work of sixty people: real words, a tenth of the notes edited, half of them moved, summaries
 * typed letter by letter.
 */

const RUNS = { whole: 5, quick: 1 } as const
/** A visit on the slow phone takes half a minute. */
const PHONE_RUNS = { whole: 5, quick: 0 } as const
const LARGE = { notes: 10_000, themes: 40, authors: 60 }

/** Runs the measurement. @returns Markdown: ratios, then figures */
export async function benchLargeOpening(
  closing: Closing,
  effort: Effort,
): Promise<{ markdown: string; chromium: string }> {
  const { product, board } = await hallWith(LARGE, closing)
  await product.resume()
  const client = await connectBrowser(product.url, board.id, board.maker)
  await until(() => client.provider.synced, 30_000)
  const plain = JSON.stringify(readBoard(client.document), (_, value: unknown) =>
    value instanceof Map ? (Object.fromEntries(value) as unknown) : value,
  )
  client.close()
  const json = await inBrotli(Buffer.from(plain), 5)

  const browser = await launchBrowser()
  closing.add(() => browser.close())
  const [name = '', value = ''] = board.maker.cookie().split('=')
  const open = async (viewport: { width: number; height: number }, note: string): Promise<Opening> => {
    const context = await newContext(browser, viewport)
    try {
      await context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
      await watchOpenings(context, note)
      const { opening } = await openBoard(context, `${product.url}/b/${board.id}/themes`)
      if (opening.snapshotBytes === undefined) throw new Error('a cold opening loaded no snapshot')
      return opening
    } finally {
      await context.close()
    }
  }
  const canvas: Opening[] = []
  const list: Opening[] = []
  await open({ width: 1440, height: 900 }, firstCard) // once unmeasured
  for (let run = 0; run < RUNS[effort]; run++) {
    canvas.push(await open({ width: 1440, height: 900 }, firstCard))
    list.push(await open({ width: 390, height: 844 }, firstRow))
  }
  const phone: PhoneOpening[] = []
  for (let run = 0; run < PHONE_RUNS[effort]; run++) {
    const context = await slowPhone(browser)
    try {
      await context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
      phone.push((await openOnPhone(context, `${product.url}/b/${board.id}/themes`)).opening)
    } finally {
      await context.close()
    }
  }
  return { markdown: describe(canvas, list, phone, json.length), chromium: browser.version() }
}

const newContext = (browser: Browser, viewport: { width: number; height: number }) =>
  browser.newContext({ viewport })

function describe(
  canvas: readonly Opening[],
  list: readonly Opening[],
  phone: readonly PhoneOpening[],
  jsonBytes: number,
): string {
  const row = (label: string, pick: (opening: Opening) => number) => {
    const [c, l] = [canvas.map(pick), list.map(pick)]
    return `| ${label} | ${ratio(median(l), median(c))} | ${spread(c)} ms | ${spread(l)} ms |`
  }
  const snapshot = canvas[0]!.snapshotBytes!
  const { scripts } = canvas[0]!
  const scriptBytes = median(canvas.map((opening) => opening.scriptBytes))
  const onPhone = (label: string, pick: (opening: PhoneOpening) => number) =>
    `| ${label} | ${ratio(median(phone.map(pick)), median(phone.map(({ usableMs }) => usableMs)))} | ${spread(phone.map(pick))} ms |`
  const before = phone.filter(({ notesMs, snapshotMs }) => notesMs < snapshotMs).length
  const visits = () => `
| the first time on a slow phone, median of ${phone.length} | ÷ usable | list |
| --- | --- | --- |
${onPhone('the frame is painted', ({ shellMs }) => shellMs)}
${onPhone('a note is seen', ({ notesMs }) => notesMs)}
${onPhone('all of the board has come', ({ snapshotMs }) => snapshotMs)}
${onPhone('usable', ({ usableMs }) => usableMs)}

In ${before} of ${phone.length} of these visits a note was seen before all of the board had come.
`
  return `| on the wire | ÷ JSON | brotli |
| --- | --- | --- |
| the board, as it is sent | ${figure(snapshot / jsonBytes)} × | ${kilobytes(snapshot)} |
| the same as JSON | 1.00 × | ${kilobytes(jsonBytes)} |

| median (least to most) of ${canvas.length}, from the first byte | list ÷ canvas | canvas | list |
| --- | --- | --- | --- |
${row('a note is painted', ({ paintedMs, firstByteMs }) => paintedMs - firstByteMs)}
${row('usable', ({ interactiveMs, firstByteMs }) => interactiveMs - firstByteMs)}
${row('longest task', ({ longestTaskMs }) => longestTaskMs)}

The canvas fetched ${kilobytes(scriptBytes)} of JavaScript, brotli, in ${scripts} files.
${phone.length === 0 ? '' : visits()}`
}
