import type { Browser } from 'playwright-core'

/** What the browser put on the screen, and how long that took, while something went on. Times in milliseconds. */
export type Trace = {
  /** When each frame with something new in it was drawn. */
  readonly framesAtMs: readonly number[]
  /** The refreshes of a screen, counted from the first frame's own, at which it shows something new of the page's. */
  readonly refreshes: readonly number[]
  /** From an input's own time stamp until what it did was on the screen, by kind of input. */
  readonly latenciesMs: ReadonlyMap<string, readonly number[]>
}

/** Chromium's own bookkeeping; nothing else is traced, since tracing costs time too. */
const CATEGORIES = [
  'input.scrolling',
  'disabled-by-default-devtools.timeline.frame',
  'disabled-by-default-display.framedisplayed',
]

type TraceEvent = {
  readonly name: string
  readonly cat: string
  readonly ph: string
  readonly ts: number
  readonly pid: number
  readonly id2?: { readonly local?: string }
  readonly args?: {
    readonly event_latency?: { readonly event_type?: string }
    readonly frame_reporter?: { readonly state?: string }
  }
}

/** Runs something and traces what comes to the screen meanwhile. One at a time in a browser. */
export async function traced(browser: Browser, run: () => Promise<void>): Promise<Trace> {
  const events: TraceEvent[] = []
  const session = await browser.newBrowserCDPSession()
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) events.push(event as unknown as TraceEvent)
  })
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  })
  await run()
  const complete = new Promise<void>((resolve) => {
    session.once('Tracing.tracingComplete', () => {
      resolve()
    })
  })
  await session.send('Tracing.end')
  await complete
  await session.detach()
  // Processes report in turns; `sort` keeps what happened at one moment in the order it was reported.
  events.sort((a, b) => a.ts - b.ts)
  const handedOver = handedOverIn(events)
  return {
    framesAtMs: framesIn(events),
    refreshes: refreshesOf(handedOver),
    latenciesMs: latenciesIn(events, handedOver),
  }
}

const framesIn = (events: readonly TraceEvent[]) =>
  events.filter(({ name }) => name === 'Display::FrameDisplayed').map(({ ts }) => ts / 1000)

/** A frame that the page handed over, which it does only when something has changed in it, and that was shown. */
type HandedOver = {
  /** The refresh for which it was begun. */
  readonly begunUs: number
  readonly handedOverUs: number
  readonly shownUs: number
}

const handedOverIn = (events: readonly TraceEvent[]): HandedOver[] =>
  spansOf(events, 'PipelineReporter')
    .filter(({ begin }) => begin.args?.frame_reporter?.state?.startsWith('STATE_PRESENTED'))
    .flatMap(({ begin, endUs, parts }) => {
      const handedOverUs = parts.get('Commit')?.beginUs
      return handedOverUs === undefined ? [] : [{ begunUs: begin.ts, handedOverUs, shownUs: endUs }]
    })
    .sort((a, b) => a.handedOverUs - b.handedOverUs)

/** Chromium begins frames at this beat when it has no screen. */
const REFRESH_MS = 1000 / 60

/**
 * Without a screen Chromium shows a frame at the moment it is drawn, sooner or later after the beat that began it. A
 * screen shows what is there when it refreshes: two frames drawn 10 and 25 ms apart all come at their own refresh, and
 * of two drawn between the same two refreshes only the later is seen.
 */
function refreshesOf(frames: readonly HandedOver[]): number[] {
  const [first] = frames
  if (!first) return []
  const refreshOf = ({ shownUs }: HandedOver) => Math.ceil((shownUs - first.begunUs) / 1000 / REFRESH_MS)
  return [...new Set(frames.map(refreshOf))].sort((a, b) => a - b)
}

/**
 * Chromium ends an input's own record where it is handled if a frame was asked for already, as while something is
 * dragged. So it is followed by hand: to the first frame that the page handed over after the input was handled, and to
 * when that frame was on the screen.
 */
function latenciesIn(events: readonly TraceEvent[], frames: readonly HandedOver[]): Map<string, number[]> {
  const latencies = new Map<string, number[]>()
  for (const { begin, parts } of spansOf(events, 'EventLatency')) {
    const handledUs = parts.get('RendererMainProcessing')?.endUs
    if (handledUs === undefined) continue
    const frame = frames.find(({ handedOverUs }) => handedOverUs >= handledUs)
    if (!frame) continue
    const kind = begin.args?.event_latency?.event_type ?? ''
    const known = latencies.get(kind) ?? []
    latencies.set(kind, known)
    known.push((frame.shownUs - begin.ts) / 1000)
  }
  return latencies
}

type Part = { readonly beginUs: number; endUs: number }
type Span = { readonly begin: TraceEvent; endUs: number; readonly parts: Map<string, Part> }

/** What was begun and ended under this name, with its parts. Ids are used again, each from its begin to its end. */
function spansOf(events: readonly TraceEvent[], outer: string): Span[] {
  const open = new Map<string, Span>()
  const spans: Span[] = []
  for (const event of events) {
    const { name, ph, ts, cat } = event
    const id = `${event.pid}/${cat}/${event.id2?.local ?? ''}`
    if (name === outer && ph === 'b') open.set(id, { begin: event, endUs: ts, parts: new Map() })
    const span = open.get(id)
    if (!span || name === outer) {
      if (span && ph === 'e') {
        open.delete(id)
        spans.push({ ...span, endUs: ts })
      }
      continue
    }
    if (ph === 'b') span.parts.set(name, { beginUs: ts, endUs: ts })
    const part = span.parts.get(name)
    if (part && ph === 'e') part.endUs = ts
  }
  return spans
}

/** Frames a second, from the first to the last. */
export function framesPerSecond({ framesAtMs }: Trace): number {
  const spanMs = framesAtMs.at(-1)! - framesAtMs[0]!
  return ((framesAtMs.length - 1) * 1000) / spanMs
}

/** From the moment that each frame was drawn to the next. */
export const frameIntervalsMs = ({ framesAtMs }: Trace): number[] =>
  framesAtMs.slice(1).map((atMs, i) => atMs - framesAtMs[i]!)

/** From each refresh of a screen that shows something new to the next. */
export const refreshIntervalsMs = ({ refreshes }: Trace): number[] =>
  refreshes.slice(1).map((refresh, i) => (refresh - refreshes[i]!) * REFRESH_MS)
