import { setTimeout as pause } from 'node:timers/promises'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { askPage, untilInPage } from '../asking.ts'
import type { Point, Rect } from '../../../client/features/themes/canvas/geometry.ts'

/** A canvas with the board on it, open in a page of its own, and what one does to it. Notes go by their number in the plan. */
export type OpenCanvas = {
  readonly page: Page
  readonly session: CDPSession
  /** Where the canvas is in the page. */
  readonly area: Rect
  /** From navigation until a first note is painted and no long task follows within half a second. */
  readonly interactiveMs: number
  /** Shows the board from this corner on, at this zoom. */
  lookAt(corner: Point, zoom: number): Promise<void>
  /** Where the middle of a loose note is in the page; it must be in view. */
  middleOf(note: number): Promise<Point>
  /** Where a loose note lies on the board. */
  placeOf(note: number): Promise<Point>
  /** Opens a note for writing, with the caret in its words. */
  beginWriting(note: number): Promise<void>
  /** What its words are while they are written. */
  written(): Promise<string>
  endWriting(): Promise<void>
  /** Wheel steps with Ctrl: one that zooms out by a ninetieth of the way from 100 % to 10 %. */
  readonly zoomStep: number
  /** Others come to the board, who will move these notes, and their pointers around there. */
  bringOthers(notes: readonly number[], around: Rect): Promise<Others>
  close(): Promise<void>
}

/** People who are there and do nothing yet. */
export type Others = {
  /** Moves notes and pointers for so long. @returns how many moves of notes were made */
  move(seconds: number): Promise<number>
  leave(): void
}

/** How fast the others are, on every canvas. */
export const OTHERS = { movesPerSecond: 50, cursors: 20, cursorMovesPerSecond: 15 } as const

/** Where a note that others move is put for the n-th time: near where it lay. */
export const nudged = (from: Point, n: number): Point => ({
  x: Math.round(from.x + 16 * Math.sin(n)),
  y: Math.round(from.y + 16 * Math.cos(n)),
})

/** Where the pointer of one of the others is at this moment. */
export const wandering = (around: Rect, person: number, step: number): Point => ({
  x: Math.round(around.x + around.width * (0.5 + 0.45 * Math.sin(step / 20 + person))),
  y: Math.round(around.y + around.height * (0.5 + 0.45 * Math.cos(step / 17 + person * 2))),
})

type Watch = {
  shownMs: number | undefined
  longTasks: { startMs: number; endMs: number }[]
  /** When an input was last handled: a busy page has some waiting when the last was sent long ago. */
  inputMs: number
}
declare global {
  interface Window {
    canvasWatch: Watch
  }
}

const QUIET_MS = 500

/** Makes every page of a context keep watch for long tasks, and for the first element of a note. */
export async function watchPages(context: BrowserContext, firstNote: string): Promise<void> {
  await context.addInitScript((selector) => {
    const watch: Watch = { shownMs: undefined, longTasks: [], inputMs: 0 }
    window.canvasWatch = watch
    for (const kind of ['wheel', 'pointermove', 'pointerup', 'keydown'])
      addEventListener(
        kind,
        () => {
          watch.inputMs = performance.now()
        },
        { capture: true, passive: true },
      )
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        watch.longTasks.push({ startMs: startTime, endMs: startTime + duration })
    }).observe({ type: 'longtask', buffered: true })
    // No function here has a name of its own: tsx would wrap it in a helper that the page does not have.
    new MutationObserver((_, observer) => {
      if (!document.querySelector(selector)) return
      observer.disconnect()
      // This frame has the note; a message posted in it is delivered after its paint.
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => {
          watch.shownMs = performance.now()
        }
        channel.port2.postMessage(null)
      })
    }).observe(document, { childList: true, subtree: true, attributes: true })
  }, firstNote)
}

/** Goes to an address and waits until it is painted and rests. @returns when it was interactive */
export async function openAndRest(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await page.goto(url, { waitUntil: 'commit' })
  await untilInPage(
    session,
    (quietMs) => {
      const { shownMs, longTasks } = window.canvasWatch
      const restingSinceMs = Math.max(shownMs ?? Infinity, ...longTasks.map(({ endMs }) => endMs))
      return performance.now() > restingSinceMs + quietMs
    },
    QUIET_MS,
  )
  const interactiveMs = await askPage(
    session,
    (quietMs) => {
      const { shownMs = NaN, longTasks } = window.canvasWatch
      let interactiveMs = shownMs
      for (const { startMs, endMs } of longTasks)
        if (startMs < interactiveMs + quietMs) interactiveMs = Math.max(interactiveMs, endMs)
      return interactiveMs
    },
    QUIET_MS,
  )
  await session.detach()
  return interactiveMs
}

/** Waits until a page has handled all that was sent to it. */
export async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.now() > window.canvasWatch.inputMs + 400, undefined, {
    timeout: 60_000,
    polling: 100,
  })
}

/** Counts the tasks over 50 ms in the page while something goes on, and the longest of them. */
export async function longTasksDuring(
  page: Page,
  run: () => Promise<void>,
): Promise<{ readonly count: number; readonly longestMs: number }> {
  const fromMs = await page.evaluate(() => performance.now())
  await run()
  await pause(150) // for the observer to be told of the last
  return page.evaluate((from) => {
    const during = window.canvasWatch.longTasks.filter(({ startMs }) => startMs >= from)
    return {
      count: during.length,
      longestMs: Math.max(0, ...during.map(({ startMs, endMs }) => endMs - startMs)),
    }
  }, fromMs)
}

/** The memory that JavaScript holds in a page once it has let go of all that it can, in bytes. */
export async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}
