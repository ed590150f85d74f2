import type { Page } from 'playwright-core'
import type { Closing } from '../closing.ts'
import { timesFor, type Effort } from '../effort.ts'
import type { Found } from '../results.ts'
import { median, ratio } from '../statistics.ts'
import { measureBare, type Bare } from './bare.ts'
import type { OpenCanvas } from './OpenCanvas.ts'
import { boardOf } from './ourBoard.ts'
import { beginSummary, openOurPage, openOurs, PEOPLE } from './ours.ts'
import { openPeer, servePeers, type PeerName } from './peers.ts'
import { planOf } from './plan.ts'
import { keysIn, measureCanvas, p95, type Measured } from './scenarios.ts'
import {
  BARE_SAID,
  LARGE,
  manner,
  OTHERS_DRAWN,
  OTHERS_SAID,
  OTHERS_SHOWN,
  shown,
  start,
  taskOf,
} from './visits.ts'

const peers = ['Excalidraw', 'tldraw'] as const

/** One visit after another to each in turns, at 5,000 notes. */
export async function benchBesidePeers(closing: Closing, effort: Effort): Promise<Found> {
  const repetitions = timesFor(effort, 3, 1)
  const plan = planOf(LARGE)
  const hall = boardOf(plan, PEOPLE)
  const { relay, browser } = await start([hall], closing)
  const ours: (Measured & { readonly summaryKeyMs: number })[] = []
  const theirs: Record<PeerName, Measured[]> = { Excalidraw: [], tldraw: [] }
  const bare: Bare[] = []
  let area: OpenCanvas['area'] | undefined
  let pages: Awaited<ReturnType<typeof servePeers>> | undefined
  for (let run = 0; run < repetitions; run++) {
    const canvas = await openOurs(browser, relay, hall, plan)
    const measured = await measureCanvas(browser, canvas, plan)
    await beginSummary(canvas, hall, plan)
    ours.push({ ...measured, summaryKeyMs: p95(await keysIn(browser, canvas)) })
    ;({ area } = canvas)
    await canvas.close()
    bare.push(await measureBare(browser, area))
    pages ??= await servePeers(browser, plan, { x: -30, y: -30, zoom: 0.8 }, closing)
    for (const name of peers) {
      const peer = await openPeer(browser, name, pages, area)
      theirs[name].push(await measureCanvas(browser, peer, plan))
      await peer.close()
    }
  }
  const openings = await openInTurns(timesFor(effort, 9, 1), {
    ours: () => openOurPage(browser, relay, hall),
    Excalidraw: () => openPeer(browser, 'Excalidraw', pages!, area!),
    tldraw: () => openPeer(browser, 'tldraw', pages!, area!),
  })
  return {
    chromium: browser.version(),
    markdown: tableBeside(ours, theirs, openings, bare, repetitions),
  }
}

type Opened = { readonly page: Page; readonly interactiveMs: number }

/** Opens each as often, and nothing else. @returns when they were painted and interactive */
async function openInTurns<Name extends string>(
  times: number,
  open: Readonly<Record<Name, () => Promise<Opened>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(open) as Name[]
  const found = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  for (let time = 0; time < times; time++) {
    for (const name of names) {
      const { page, interactiveMs } = await open[name]()
      found[name].push(interactiveMs)
      await page.context().close()
    }
  }
  return found
}

type Row = {
  readonly label: string
  readonly of: (measured: Measured) => number
  readonly unit: string
  /** The same in a page of nothing else. */
  readonly bare?: (bare: Bare) => number
}

const rows: readonly Row[] = [
  { label: 'heap', of: ({ heapBytes }) => heapBytes / 1e6, unit: 'MB' },
  { label: 'elements in the page', of: ({ elements }) => elements, unit: '' },
  { label: 'pan, frames a second', of: ({ pan }) => pan.framesPerSecond, unit: '' },
  { label: 'pan, processor time for a frame', of: ({ pan }) => pan.cpuMsPerFrame, unit: 'ms' },
  { label: 'pan, longest task', of: ({ pan }) => pan.longestTaskMs, unit: 'ms' },
  { label: 'zoom, frames a second', of: ({ zoom }) => zoom.framesPerSecond, unit: '' },
  { label: 'zoom, processor time for a frame', of: ({ zoom }) => zoom.cpuMsPerFrame, unit: 'ms' },
  { label: 'zoom, longest task', of: ({ zoom }) => zoom.longestTaskMs, unit: 'ms' },
  { label: 'pan at 10 %, frames a second', of: ({ panFar }) => panFar.framesPerSecond, unit: '' },
  { label: 'pan at 10 %, processor time for a frame', of: ({ panFar }) => panFar.cpuMsPerFrame, unit: 'ms' },
  { label: 'pan at 10 %, longest task', of: ({ panFar }) => panFar.longestTaskMs, unit: 'ms' },
  {
    label: 'drag, input to presented frame, p95',
    of: ({ dragMs }) => dragMs,
    unit: 'ms',
    bare: ({ dragMs }) => dragMs,
  },
  {
    label: 'key in a note to presented frame, p95',
    of: ({ noteKeyMs }) => noteKeyMs,
    unit: 'ms',
    bare: ({ keyMs }) => keyMs,
  },
  {
    label: OTHERS_SHOWN,
    of: ({ others }) => others.refreshMs,
    unit: 'ms',
    bare: ({ pace }) => pace.refreshMs,
  },
  {
    label: OTHERS_DRAWN,
    of: ({ others }) => others.drawnMs,
    unit: 'ms',
    bare: ({ pace }) => pace.drawnMs,
  },
]

/** Beside nothing there is no ratio. */
const share = (one: number, other: number) => (other === 0 || one === 0 ? '–' : ratio(one, other))

function tableBeside(
  ours: readonly (Measured & { readonly summaryKeyMs: number })[],
  theirs: Readonly<Record<PeerName, readonly Measured[]>>,
  openings: Readonly<Record<'ours' | PeerName, readonly number[]>>,
  bare: readonly Bare[],
  repetitions: number,
): string {
  const lines = rows.map(({ label, of, unit, bare: bareOf }) => {
    const middle = (all: readonly Measured[]) => median(all.map(of))
    const [our, excalidraw, tldraw] = [middle(ours), middle(theirs.Excalidraw), middle(theirs.tldraw)]
    const show = label.includes('longest') ? taskOf : shown
    return `| ${label} | ${share(our, excalidraw)} | ${share(our, tldraw)} | ${show(our, unit)} | ${show(excalidraw, unit)} | ${show(tldraw, unit)} | ${bareOf ? show(median(bare.map(bareOf)), unit) : ''} |`
  })
  const opened = (['ours', ...peers] as const).map((name) => median(openings[name])) as [
    number,
    number,
    number,
  ]
  const [our, excalidraw, tldraw] = opened
  lines.unshift(
    `| painted and interactive | ${share(our, excalidraw)} | ${share(our, tldraw)} | ${opened.map((value) => shown(value, 'ms')).join(' | ')} | |`,
  )
  const summary = median(ours.map(({ summaryKeyMs }) => summaryKeyMs))
  return `| 5,000 notes | ours ÷ Excalidraw | ours ÷ tldraw | ours | Excalidraw 0.18.1 | tldraw 5.4.2 | a page of one card |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

A key in a theme’s summary is on the screen after ${shown(summary, 'ms')} with us, p95; the peers’ frames have no words of their own. ${manner(repetitions)} Openings by themselves are the median of ${openings.ours.length}. ${OTHERS_SAID} A screen here shows 60 frames a second at most, however quickly they are made; processor time is that of all of the browser’s processes. ${BARE_SAID}
`
}
