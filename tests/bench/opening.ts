import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { askPage, untilInPage } from './asking.ts'

/** One opening of a board, as the browser saw it. Times are milliseconds since navigation began. */
export type Opening = {
  /** The first byte of the page has come. */
  readonly firstByteMs: number
  /** The first card that lies on the canvas, or the list's first row, is painted. */
  readonly paintedMs: number
  /**
   * The same once it is no glance, and no task longer than 50 ms begins in the {@link QUIET_MS} after: what one does is
   * answered.
   */
  readonly interactiveMs: number
  readonly longTasks: number
  /** Longest single task: how long the page did not answer at worst. */
  readonly longestTaskMs: number
  /** Bodies as they came over the wire, compressed; what came out of the browser's cache counts nothing. */
  readonly scriptBytes: number
  readonly scripts: number
  /** Undefined when the snapshot was not asked for, since the copy on the device served. */
  readonly snapshotBytes: number | undefined
  readonly snapshotPlainBytes: number | undefined
  /** Cards that exist as elements; the others are out of sight. */
  readonly cards: number
  readonly inTray: number
}

/** As long as this without a long task means that the page has come to rest. */
export const QUIET_MS = 500

type Watch = {
  paintedMs: number | undefined
  /** When a note was painted that is no part of a glance. */
  wholeMs: number | undefined
  longTasks: { startMs: number; endMs: number }[]
}
declare global {
  interface Window {
    openingWatch: Watch
  }
}

/** Where a note is first seen, by the selector of its element. */
export const firstCard = '[role=group] [data-note-id]'
export const firstRow = '[data-row]'

/** Makes a page, or every page of a context, keep watch over its own opening. */
export async function watchOpenings(
  pages: Pick<BrowserContext, 'addInitScript'>,
  note: string = firstCard,
): Promise<void> {
  await pages.addInitScript((note) => {
    const watch: Watch = { paintedMs: undefined, wholeMs: undefined, longTasks: [] }
    window.openingWatch = watch
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        watch.longTasks.push({ startMs: startTime, endMs: startTime + duration })
    }).observe({ type: 'longtask', buffered: true })
    // No function here has a name of its own: tsx would wrap it in a helper that the page does not have.
    let isFirst = true
    new MutationObserver((_, observer) => {
      if (!document.querySelector(note)) return
      // A glance is inert.
      const isWhole = document.querySelector(`${note}:not([inert] *)`) !== null
      if (isWhole) observer.disconnect()
      else if (!isFirst) return
      isFirst = false
      // This frame has the card; a message posted in it is delivered after its paint.
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => {
          const nowMs = performance.now()
          watch.paintedMs ??= nowMs
          if (isWhole) watch.wholeMs = nowMs
        }
        channel.port2.postMessage(null)
      })
    }).observe(document, { childList: true, subtree: true })
  }, note)
}

/** Opens a board's themes in a new page, which it leaves open. */
export async function openBoard(
  context: BrowserContext,
  url: string,
): Promise<{ page: Page; opening: Opening }> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await page.goto(url, { waitUntil: 'commit' })
  await untilAtRest(session)
  const opening = await askPage(
    session,
    (quietMs) => {
      const { paintedMs = NaN, wholeMs = NaN, longTasks } = window.openingWatch
      let interactiveMs = wholeMs
      for (const { startMs, endMs } of longTasks)
        if (startMs < interactiveMs + quietMs) interactiveMs = Math.max(interactiveMs, endMs)
      const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      const fetched = resources.filter(({ transferSize }) => transferSize > 0)
      const scripts = fetched.filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      const snapshot = fetched.find(({ name }) => new URL(name).pathname.endsWith('/snapshot'))
      const [html] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      return {
        firstByteMs: html?.responseStart ?? NaN,
        paintedMs,
        interactiveMs,
        longTasks: longTasks.length,
        longestTaskMs: Math.max(0, ...longTasks.map(({ startMs, endMs }) => endMs - startMs)),
        scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
        scripts: scripts.length,
        snapshotBytes: snapshot?.encodedBodySize,
        snapshotPlainBytes: snapshot?.decodedBodySize,
        cards: document.querySelectorAll('[data-note-id]').length,
        inTray: Number(/\d+/.exec(document.querySelector('aside h2')?.textContent ?? '')?.[0]),
      }
    },
    QUIET_MS,
  )
  await session.detach()
  return { page, opening }
}

/** Waits until a page that {@link watchOpenings} keeps watch over shows more than a glance, and rests. */
export const untilAtRest = (session: CDPSession): Promise<void> =>
  untilInPage(
    session,
    (quietMs) => {
      const { wholeMs, longTasks } = window.openingWatch
      const restingSinceMs = Math.max(wholeMs ?? Infinity, ...longTasks.map(({ endMs }) => endMs))
      return performance.now() > restingSinceMs + quietMs
    },
    QUIET_MS,
  )
