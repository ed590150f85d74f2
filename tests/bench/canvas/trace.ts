import type { Browser } from 'playwright-core'

/** What the browser put on the screen, and how long that took, while something went on. Times in milliseconds. */
export type Trace = {
  /** When each frame with something new in it was on the screen. */
  readonly framesAtMs: readonly number[]
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
  return { framesAtMs: framesIn(events), latenciesMs: latenciesIn(events) }
}

const framesIn = (events: readonly TraceEvent[]) =>
  events.filter(({ name }) => name === 'Display::FrameDisplayed').map(({ ts }) => ts / 1000)

/**
 * Chromium ends an input's own record where it is handled if a frame was asked for already, as while something is
 * dragged. So it is followed by hand: to the first frame that the page handed over after the input was handled (it
 * hands over none in which nothing has changed), and to when that frame was on the screen.
 */
function latenciesIn(events: readonly TraceEvent[]): Map<string, number[]> {
  const frames = spansOf(events, 'PipelineReporter')
    .filter(({ begin }) => begin.args?.frame_reporter?.state?.startsWith('STATE_PRESENTED'))
    .flatMap(({ endUs, parts }) => {
      const handedOverUs = parts.get('Commit')?.beginUs
      return handedOverUs === undefined ? [] : [{ handedOverUs, shownUs: endUs }]
    })
    .sort((a, b) => a.handedOverUs - b.handedOverUs)
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

/** From each frame to the next. */
export const frameIntervalsMs = ({ framesAtMs }: Trace): number[] =>
  framesAtMs.slice(1).map((atMs, i) => atMs - framesAtMs[i]!)
