import type { Browser } from 'playwright-core'

/** What the browser put on the screen, and how long that took, while something went on. Times in milliseconds. */
export type Trace = {
  /** When each frame with something new in it was on the screen. */
  readonly framesAtMs: readonly number[]
  /** From an input's own time stamp until the frame that shows what it did was on the screen, by kind of input. */
  readonly latenciesMs: ReadonlyMap<string, readonly number[]>
}

/** Chromium's own bookkeeping; nothing else is traced, since tracing costs time too. */
const CATEGORIES = ['input.scrolling', 'disabled-by-default-display.framedisplayed']
/** The part of an input's way that only inputs have whose frame was presented. */
const PRESENTED = 'SwapEndToPresentationCompositorFrame'

type TraceEvent = {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly pid: number
  readonly id2?: { readonly local?: string }
  readonly args?: { readonly event_latency?: { readonly event_type?: string } }
}

/** Runs something and traces what comes to the screen meanwhile. One at a time in a browser. */
export async function traced(browser: Browser, run: () => Promise<void>): Promise<Trace> {
  const events: TraceEvent[] = []
  const session = await browser.newBrowserCDPSession()
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) events.push(event as TraceEvent)
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

function latenciesIn(events: readonly TraceEvent[]): Map<string, number[]> {
  const latencies = new Map<string, number[]>()
  // Ids are used again, so that an input is open from its begin to its end.
  const open = new Map<string, { kind: string; startUs: number; isPresented: boolean }>()
  for (const { name, ph, ts, pid, id2, args } of events) {
    const id = `${pid}/${id2?.local ?? ''}`
    if (name === 'EventLatency' && ph === 'b')
      open.set(id, { kind: args?.event_latency?.event_type ?? '', startUs: ts, isPresented: false })
    const input = open.get(id)
    if (!input) continue
    if (name === PRESENTED) input.isPresented = true
    if (name !== 'EventLatency' || ph !== 'e') continue
    open.delete(id)
    if (!input.isPresented) continue
    const known = latencies.get(input.kind)
    const latencyMs = (ts - input.startUs) / 1000
    if (known) known.push(latencyMs)
    else latencies.set(input.kind, [latencyMs])
  }
  return latencies
}

/** Frames a second, from the first to the last. */
export function framesPerSecond({ framesAtMs }: Trace): number {
  const spanMs = framesAtMs.at(-1)! - framesAtMs[0]!
  return ((framesAtMs.length - 1) * 1000) / spanMs
}

/** From each frame to the next. */
export const frameIntervalsMs = ({ framesAtMs }: Trace): number[] =>
  framesAtMs.slice(1).map((atMs, i) => atMs - framesAtMs[i]!)
