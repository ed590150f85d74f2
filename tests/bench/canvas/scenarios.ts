import type { Browser, Page } from 'playwright-core'
import type { Point } from '../../../client/features/themes/canvas/geometry.ts'
import { quantile } from '../statistics.ts'
import { drag, pan, type, zoomOutAndIn } from './gestures.ts'
import { atRest, heapOf, longTasksDuring, type OpenCanvas } from './OpenCanvas.ts'
import { BORDER_X, type Plan } from './plan.ts'
import { frameIntervalsMs, framesPerSecond, refreshIntervalsMs, traced, type Trace } from './trace.ts'

/** How one movement of the whole canvas went. */
export type Motion = {
  readonly framesPerSecond: number
  /** Processor time of all of the browser for each frame: a screen may show no more frames, however quickly they are made. */
  readonly cpuMsPerFrame: number
  readonly longTasks: number
  readonly longestTaskMs: number
}

/** Where themes end and loose notes begin, some way down. */
const BORDER: Point = { x: BORDER_X - 700, y: 1900 }
const STEPS = 300

async function moved(browser: Browser, canvas: OpenCanvas, run: () => Promise<void>): Promise<Motion> {
  let trace: Trace | undefined
  let cpuMs = 0
  const long = await longTasksDuring(canvas.page, async () => {
    trace = await traced(browser, async () => {
      const beforeMs = await cpuMsOf(browser)
      await run()
      cpuMs = (await cpuMsOf(browser)) - beforeMs
    })
  })
  await atRest(canvas.page)
  return {
    framesPerSecond: framesPerSecond(trace!),
    cpuMsPerFrame: cpuMs / trace!.framesAtMs.length,
    longTasks: long.count,
    longestTaskMs: long.longestMs,
  }
}

/** What all processes of a browser have taken so far. */
async function cpuMsOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0)
}

const middleOf = ({ area }: OpenCanvas): Point => ({
  x: area.x + area.width / 2,
  y: area.y + area.height / 2,
})

/** Pans at full size, out of the themes and into the loose notes. */
export async function panNear(browser: Browser, canvas: OpenCanvas): Promise<Motion> {
  await canvas.lookAt({ x: BORDER.x - 1500, y: BORDER.y }, 1)
  return moved(browser, canvas, () => pan(canvas.session, middleOf(canvas), { x: 10, y: 2 }, STEPS))
}

/** Zooms out from 100 % to 10 % and in again, twice. */
export async function zoom(browser: Browser, canvas: OpenCanvas): Promise<Motion> {
  await canvas.lookAt(BORDER, 1)
  return moved(browser, canvas, async () => {
    for (let time = 0; time < 2; time++)
      await zoomOutAndIn(canvas.session, middleOf(canvas), canvas.zoomStep, 90)
  })
}

/** Pans at 10 %, where most of the board is in view, there and back. */
export async function panFar(browser: Browser, canvas: OpenCanvas): Promise<Motion> {
  await canvas.lookAt({ x: BORDER.x - 6000, y: 0 }, 0.1)
  return moved(browser, canvas, async () => {
    await pan(canvas.session, middleOf(canvas), { x: 4, y: 2 }, STEPS / 2)
    await pan(canvas.session, middleOf(canvas), { x: -4, y: -2 }, STEPS / 2)
  })
}

/** Loose notes that are in view at full size from a corner on, as many as asked for, from the middle outwards. */
function looseInView(plan: Plan, { area }: OpenCanvas, corner: Point): number[] {
  const middle = { x: corner.x + area.width / 2, y: corner.y + area.height / 2 }
  const distance = (note: Point) => Math.hypot(note.x + 105 - middle.x, note.y + 75 - middle.y)
  return plan.notes
    .map((note, number) => ({ note, number }))
    .filter(({ note }) => note.theme === null)
    .filter(
      ({ note }) =>
        note.x > corner.x + 40 &&
        note.y > corner.y + 40 &&
        note.x + 250 < corner.x + area.width &&
        note.y + 250 < corner.y + area.height,
    )
    .sort((a, b) => distance(a.note) - distance(b.note))
    .map(({ number }) => number)
}

const LOOSE: Point = { x: 100, y: 0 }

/** Where loose notes are in view, whatever the size of the board. */
const looseCorner = (plan: Plan): Point => {
  const first = plan.notes.find((note) => note.theme === null)!
  return { x: first.x - 300, y: first.y - LOOSE.x }
}

/** Drags a loose note over others and lets it go between them. @returns input to presented frame, in ms */
export async function dragNote(browser: Browser, canvas: OpenCanvas, plan: Plan): Promise<number[]> {
  const corner = looseCorner(plan)
  await canvas.lookAt(corner, 1)
  const [note] = looseInView(plan, canvas, corner)
  const before = await canvas.placeOf(note!)
  const from = await canvas.middleOf(note!)
  const to = { x: from.x + 120, y: from.y + 115 }
  const { latenciesMs } = await traced(browser, () => drag(canvas.session, from, to, 100))
  await atRest(canvas.page)
  const after = await canvas.placeOf(note!)
  if (Math.hypot(after.x - before.x - 120, after.y - before.y - 115) > 20)
    throw new Error(`a dragged note lies at ${JSON.stringify(after)}, and was at ${JSON.stringify(before)}`)
  return latencies(latenciesMs, 'MOUSE_DRAGGED')
}

const LETTERS = 'theysaidthatthebusstopsearlyby'

/** Types into a note. @returns key to presented frame, in ms */
export async function writeNote(browser: Browser, canvas: OpenCanvas, plan: Plan): Promise<number[]> {
  const corner = looseCorner(plan)
  await canvas.lookAt(corner, 1)
  const [, note] = looseInView(plan, canvas, corner)
  await canvas.beginWriting(note!)
  const found = await keysIn(browser, canvas)
  await canvas.endWriting()
  return found
}

/** Types where the caret is. @returns key to presented frame, in ms @throws if the letters do not stand there then */
export async function keysIn(browser: Browser, canvas: OpenCanvas): Promise<number[]> {
  const found = await keysTyped(browser, canvas)
  const written = await canvas.written()
  if (!written.includes(LETTERS)) throw new Error(`"${LETTERS}" was typed, and there stands "${written}"`)
  return found
}

/** The same, wherever the caret is. */
export async function keysTyped(
  browser: Browser,
  { page, session }: Pick<OpenCanvas, 'page' | 'session'>,
): Promise<number[]> {
  const { latenciesMs } = await traced(browser, async () => {
    await type(session, LETTERS)
    await page.waitForTimeout(150)
  })
  return latencies(latenciesMs, 'KEY_PRESSED')
}

/**
 * What was traced of one kind of input. Few may be enough: of a hundred moves, a canvas that takes two seconds for a frame
 * shows hardly any.
 * @throws if that is too little to say anything
 */
export function latencies(all: Trace['latenciesMs'], kind: string): number[] {
  const found = all.get(kind)
  if (!found || found.length < 2)
    throw new Error(`too few inputs of kind ${kind} were presented; there were ${[...all.keys()].join(', ')}`)
  return [...found]
}

/** How steadily frames came: 95th percentiles of what lies between two, in ms. */
export type Pace = {
  /** From one refresh of the screen that shows something new to the next. */
  readonly refreshMs: number
  /** From the moment one is drawn to the next: how evenly, within their refreshes. */
  readonly drawnMs: number
}

export const paceOf = (trace: Trace): Pace => ({
  refreshMs: p95(refreshIntervalsMs(trace)),
  drawnMs: p95(frameIntervalsMs(trace)),
})

/** Others move notes, half of them in view, and pointers. */
export async function whileOthersMove(
  browser: Browser,
  canvas: OpenCanvas,
  plan: Plan,
  seconds: number,
): Promise<Pace> {
  const corner = looseCorner(plan)
  await canvas.lookAt(corner, 1)
  const near = looseInView(plan, canvas, corner).slice(0, 12)
  const far = plan.notes.flatMap((note, i) => (note.theme === null ? [i] : [])).slice(-12)
  const notes = near.flatMap((note, i) => [note, far[i]!])
  const around = { ...corner, width: canvas.area.width, height: canvas.area.height }
  const others = await canvas.bringOthers(notes, around)
  const stop = await tick(canvas.page)
  const trace = await traced(browser, async () => {
    const arrived = await others.move(seconds)
    if (arrived < seconds * 45) throw new Error(`of others' moves only ${arrived} arrived`)
  })
  await stop()
  others.leave()
  return paceOf(trace)
}

/** Changes a dot in every frame that the screen can show, so that a gap between two is a frame that was missed. */
export async function tick(page: Page): Promise<() => Promise<void>> {
  const dot = await page.evaluateHandle(() => {
    const element = document.createElement('div')
    element.style.cssText = 'position:fixed;inset-block-start:0;inset-inline-start:0;width:2px;height:2px'
    document.body.append(element)
    // A width is animated by the main thread, where all that is measured here is done as well.
    element.animate(
      { background: ['black', 'white'], width: ['2px', '9px'] },
      { duration: 150, iterations: Infinity },
    )
    return element
  })
  return () =>
    dot.evaluate((element) => {
      element.remove()
    })
}

export const p95 = (sample: readonly number[]): number => quantile(sample, 0.95)

export type Measured = {
  readonly heapBytes: number
  readonly elements: number
  readonly pan: Motion
  readonly zoom: Motion
  readonly panFar: Motion
  readonly dragMs: number
  readonly noteKeyMs: number
  readonly others: Pace
}

/** Everything that is measured on every canvas, in one visit. Latencies and intervals are 95th percentiles. */
export async function measureCanvas(browser: Browser, canvas: OpenCanvas, plan: Plan): Promise<Measured> {
  const heapBytes = await heapOf(canvas.session)
  const elements = await canvas.page.evaluate(() => document.querySelectorAll('*').length)
  return {
    heapBytes,
    elements,
    pan: await panNear(browser, canvas),
    zoom: await zoom(browser, canvas),
    panFar: await panFar(browser, canvas),
    dragMs: p95(await dragNote(browser, canvas, plan)),
    noteKeyMs: p95(await writeNote(browser, canvas, plan)),
    others: await whileOthersMove(browser, canvas, plan, 3),
  }
}
