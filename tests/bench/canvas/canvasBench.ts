import type { Browser, Page } from 'playwright-core'
import { saveNote } from '../../../shared/document/change.ts'
import { rowOf } from '../../../shared/document/BoardDocument.ts'
import { launchBrowser } from '../../support/chromium.ts'
import { countRenders, rendersDuring } from '../../support/renders.ts'
import type { Closing } from '../closing.ts'
import { timesFor, type Effort } from '../effort.ts'
import { startRelay, type Relay } from '../relay/contenders.ts'
import type { Hall } from '../relay/halls.ts'
import type { Found } from '../results.ts'
import { figure, median, ratio } from '../statistics.ts'
import { measureBare, type Bare } from './bare.ts'
import { drag, pan } from './gestures.ts'
import { atRest, heapOf, longTasksDuring, type OpenCanvas } from './OpenCanvas.ts'
import { boardOf } from './ourBoard.ts'
import { beginSummary, connectGuest, openOurPage, openOurs, PEOPLE, SCREEN } from './ours.ts'
import { openPeer, servePeers, type PeerName } from './peers.ts'
import { planOf, type Plan } from './plan.ts'
import {
  dragNote,
  keysIn,
  measureCanvas,
  p95,
  whileOthersMove,
  writeNote,
  type Measured,
  type Pace,
} from './scenarios.ts'
import { framesPerSecond, traced } from './trace.ts'

/*
 * The canvas in Chromium, 1440 by 900 without a graphics processor: our built product, served by its own server with its
 * relay, and beside it tldraw and Excalidraw with the same notes, on a canvas as large as ours in a page of nothing else.
 *
 * Frames are those that Chromium put on the screen, by its own trace: `requestAnimationFrame` hides what drawing costs.
 * Latencies go from the input's time stamp to the frame that shows what it did. What other people do comes to us from
 * connections of their own, over the relay; to the peers it is handed over in the page, as if it had come just then.
 */

/** Half in themes of a dozen, half loose. */
const LARGE = { notes: 5000, themes: 200 }
const SIZES = [{ notes: 200, themes: 8 }, LARGE, { notes: 10_000, themes: 400 }] as const
const SECONDS = 3

type Ours = { readonly relay: Relay; readonly browser: Browser }

async function start(halls: readonly Hall[], closing: Closing): Promise<Ours> {
  const relay = await startRelay('ours', halls, closing)
  const browser = await launchBrowser()
  closing.add(() => browser.close())
  // Once unmeasured: the browser's own start and the server's first compression are nobody's second visit.
  for (const hall of halls) await (await openOurs(browser, relay, hall, { themes: [], notes: [] })).close()
  return { relay, browser }
}

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

const OTHERS_SHOWN = 'while others move, from one refresh with something new to the next, p95'
const OTHERS_DRAWN = 'while others move, from the moment a frame is drawn to the next, p95'

const rows: readonly Row[] = [
  { label: 'heap', of: ({ heapBytes }) => heapBytes / 1e6, unit: 'MB' },
  { label: 'elements in the page', of: ({ elements }) => elements, unit: '' },
  { label: 'pan, frames a second', of: ({ pan }) => pan.framesPerSecond, unit: '' },
  { label: 'pan, longest task', of: ({ pan }) => pan.longestTaskMs, unit: 'ms' },
  { label: 'zoom, frames a second', of: ({ zoom }) => zoom.framesPerSecond, unit: '' },
  { label: 'zoom, longest task', of: ({ zoom }) => zoom.longestTaskMs, unit: 'ms' },
  { label: 'pan at 10 %, frames a second', of: ({ panFar }) => panFar.framesPerSecond, unit: '' },
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

const shown = (value: number, unit: string) => `${figure(value)} ${unit}`.trim()
/** A task that is not long is not told of. */
const taskOf = (value: number, unit: string) => (value === 0 ? 'none over 50 ms' : shown(value, unit))
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

A key in a theme’s summary is on the screen after ${shown(summary, 'ms')} with us, p95; the peers’ frames have no words of their own. ${manner(repetitions)} Openings by themselves are the median of ${openings.ours.length}. ${OTHERS_SAID} A screen here shows 60 frames a second at most. ${BARE_SAID}
`
}

const OTHERS_SAID =
  'Others make 50 moves a second, half of them in view, and move 20 pointers; a frame is drawn sooner or later within the refresh that it is for, and a screen shows it at the end of that.'
const BARE_SAID =
  'The page of one card is what the browser takes here by itself: a card that follows the pointer, a field, and frames while twenty cards move by themselves.'

const manner = (repetitions: number) =>
  repetitions === 1 ? 'Measured once.' : `Median of ${repetitions} visits, in turns.`

type AtSize = {
  readonly interactiveMs: number
  readonly heapBytes: number
  readonly dragMs: number
  readonly noteKeyMs: number
  readonly summaryKeyMs: number
  readonly others: Pace
}

/** Ours alone on boards of three sizes, and what is rendered for one thing that happens. */
export async function benchSizes(closing: Closing, effort: Effort): Promise<Found> {
  const repetitions = timesFor(effort, 3, 1)
  const boards = SIZES.map((size) => {
    const plan = planOf(size)
    return { size, plan, hall: boardOf(plan, PEOPLE), found: [] as AtSize[] }
  })
  const { relay, browser } = await start(
    boards.map(({ hall }) => hall),
    closing,
  )
  const bare: Bare[] = []
  for (let run = 0; run < repetitions; run++) {
    for (const { plan, hall, found } of boards) {
      const canvas = await openOurs(browser, relay, hall, plan)
      const heapBytes = await heapOf(canvas.session)
      const dragMs = p95(await dragNote(browser, canvas, plan))
      const noteKeyMs = p95(await writeNote(browser, canvas, plan))
      const others = await whileOthersMove(browser, canvas, plan, SECONDS)
      await beginSummary(canvas, hall, plan)
      const summaryKeyMs = p95(await keysIn(browser, canvas))
      const { interactiveMs } = canvas
      found.push({ interactiveMs, heapBytes, dragMs, noteKeyMs, summaryKeyMs, others })
      await canvas.close()
    }
    bare.push(await measureBare(browser, SCREEN))
  }
  const [, large] = boards
  const rendered = await countOnCanvas(browser, relay, large!.hall, large!.plan)
  const line = (
    label: string,
    of: (found: AtSize) => number,
    unit: string,
    bareOf?: (bare: Bare) => number,
  ) => {
    const values = boards.map(({ found }) => median(found.map(of)))
    const [small, , huge] = values as [number, number, number]
    const least = bareOf ? shown(median(bare.map(bareOf)), unit) : ''
    return `| ${label} | ${ratio(huge, small)} | ${values.map((value) => shown(value, unit)).join(' | ')} | ${least} |`
  }
  return {
    chromium: browser.version(),
    markdown: `| ours | 10,000 ÷ 200 notes | ${SIZES.map(({ notes }) => `${notes.toLocaleString('en-GB')} notes`).join(' | ')} | a page of one card |
| --- | --- | --- | --- | --- | --- |
${[
  line('painted and interactive', ({ interactiveMs }) => interactiveMs, 'ms'),
  line('heap', ({ heapBytes }) => heapBytes / 1e6, 'MB'),
  line(
    'drag, input to presented frame, p95',
    ({ dragMs }) => dragMs,
    'ms',
    ({ dragMs }) => dragMs,
  ),
  line(
    'key in a note to presented frame, p95',
    ({ noteKeyMs }) => noteKeyMs,
    'ms',
    ({ keyMs }) => keyMs,
  ),
  line(
    'key in a summary to presented frame, p95',
    ({ summaryKeyMs }) => summaryKeyMs,
    'ms',
    ({ keyMs }) => keyMs,
  ),
  line(
    OTHERS_SHOWN,
    ({ others }) => others.refreshMs,
    'ms',
    ({ pace }) => pace.refreshMs,
  ),
  line(
    OTHERS_DRAWN,
    ({ others }) => others.drawnMs,
    'ms',
    ({ pace }) => pace.drawnMs,
  ),
].join('\n')}

| rendered, of 5,000 notes | cards | times |
| --- | --- | --- |
${rendered.map(({ what, cards }) => `| ${what} | ${new Set(cards).size} | ${cards.length} |`).join('\n')}

${manner(repetitions)} ${OTHERS_SAID} ${BARE_SAID}
`,
  }
}

type Rendered = { readonly what: string; readonly cards: readonly string[] }

/** Which cards are rendered for a drag, and for an edit from another device. */
async function countOnCanvas(browser: Browser, relay: Relay, hall: Hall, plan: Plan): Promise<Rendered[]> {
  const canvas = await openOurs(browser, relay, hall, plan, countRenders)
  const elsewhere = await connectGuest(relay, hall, hall.guests[0]!)
  const first = plan.notes.findIndex(({ theme }) => theme === null)
  const corner = plan.notes[first]!
  await canvas.lookAt({ x: corner.x - 300, y: corner.y - 300 }, 1)
  const edit = async (note: number) => {
    const said = `Said otherwise, for the ${note}th.`
    const id = hall.notes[note]!
    saveNote(elsewhere.document, id, { ...rowOf(elsewhere.document, 'notes', id)!, said })
    await canvas.page.waitForTimeout(500)
    const isShown = (await canvas.page.getByText(said).count()) > 0
    if (isShown !== (note === first)) throw new Error(`"${said}" is ${isShown ? '' : 'not '}on the canvas`)
  }
  const start = await canvas.middleOf(first + 1)
  const before = await canvas.placeOf(first + 1)
  const dragged = await rendersDuring(canvas.page, async () => {
    await drag(canvas.session, start, { x: start.x, y: start.y - 200 }, 60, 0)
    await atRest(canvas.page)
  })
  if ((await canvas.placeOf(first + 1)).y > before.y - 150) throw new Error('a dragged note has not moved')
  const inView = await rendersDuring(canvas.page, () => edit(first))
  const outOfView = await rendersDuring(canvas.page, () => edit(plan.notes.length - 1))
  elsewhere.close()
  await canvas.close()
  return [
    { what: 'a drag of sixty moves', cards: dragged },
    { what: 'an edit from elsewhere, in view', cards: inView },
    { what: 'an edit from elsewhere, out of view', cards: outOfView },
  ]
}

type Listed = {
  readonly shownMs: number
  readonly longestTaskMs: number
  readonly framesPerSecond: number
  readonly longestScrollTaskMs: number
  readonly heapBytes: number
  readonly canvasHeapBytes: number
  readonly rowsRendered: number
}

/** The same board as a list. */
export async function benchList(closing: Closing, effort: Effort): Promise<Found> {
  const repetitions = timesFor(effort, 3, 1)
  const plan = planOf(LARGE)
  const hall = boardOf(plan, PEOPLE)
  const { relay, browser } = await start([hall], closing)
  const found: Listed[] = []
  for (let run = 0; run < repetitions; run++) found.push(await visitList(browser, relay, hall, plan, run))
  const middle = (of: (listed: Listed) => number) => median(found.map(of))
  return {
    chromium: browser.version(),
    markdown: `| 5,000 notes as a list | |
| --- | --- |
| heap, list ÷ canvas | ${ratio(
      middle(({ heapBytes }) => heapBytes),
      middle(({ canvasHeapBytes }) => canvasHeapBytes),
    )} |
| heap | ${shown(middle(({ heapBytes }) => heapBytes) / 1e6, 'MB')} |
| rows in the page | all of ${plan.notes.length.toLocaleString('en-GB')} |
| from the canvas to the list, painted and at rest | ${shown(
      middle(({ shownMs }) => shownMs),
      'ms',
    )} |
| on the way, longest task | ${taskOf(
      middle(({ longestTaskMs }) => longestTaskMs),
      'ms',
    )} |
| scrolling, frames a second | ${shown(
      middle(({ framesPerSecond }) => framesPerSecond),
      '',
    )} |
| scrolling, longest task | ${taskOf(
      middle(({ longestScrollTaskMs }) => longestScrollTaskMs),
      'ms',
    )} |
| rows rendered for an edit from elsewhere | ${middle(({ rowsRendered }) => rowsRendered)} |

${manner(repetitions)}
`,
  }
}

async function visitList(
  browser: Browser,
  relay: Relay,
  hall: Hall,
  plan: Plan,
  run: number,
): Promise<Listed> {
  const canvas = await openOurs(browser, relay, hall, plan, countRenders)
  const { page, session } = canvas
  const canvasHeapBytes = await heapOf(session)
  let shownMs = 0
  const long = await longTasksDuring(page, async () => {
    const startMs = await page.evaluate(() => performance.now())
    await page.getByRole('button', { name: 'List', exact: true }).click()
    // The last of them: a long list is drawn in two goes.
    await page.waitForFunction(
      (rows) => document.querySelectorAll('[data-row]').length === rows,
      plan.notes.length,
    )
    const paintedMs = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          requestAnimationFrame(() => {
            setTimeout(() => {
              resolve(performance.now())
            })
          })
        }),
    )
    await page.waitForFunction(
      (from) => {
        const last = window.canvasWatch.longTasks.at(-1)?.endMs ?? 0
        return performance.now() > Math.max(last, from) + 500
      },
      startMs,
      { polling: 100, timeout: 60_000 },
    )
    shownMs = await page.evaluate(
      ([from, painted]) => {
        const ends = window.canvasWatch.longTasks.map(({ endMs }) => endMs).filter((endMs) => endMs > from)
        return Math.max(painted, ...ends) - from
      },
      [startMs, paintedMs] as const,
    )
  })
  const rowsThere = await page.locator('[data-row]').count()
  if (rowsThere !== plan.notes.length) throw new Error(`the list has ${rowsThere} rows`)
  const heapBytes = await heapOf(session)
  let frames = 0
  const scrolling = await longTasksDuring(page, async () => {
    const trace = await traced(browser, () => pan(session, { x: 700, y: 500 }, { x: 0, y: 60 }, 300))
    frames = framesPerSecond(trace)
    await atRest(page)
  })
  const elsewhere = await connectGuest(relay, hall, hall.guests[0]!)
  const id = hall.notes[plan.notes.length - 1 - run]!
  const said = `Said otherwise on visit ${run}.`
  const rendered = await rendersDuring(page, async () => {
    saveNote(elsewhere.document, id, { ...rowOf(elsewhere.document, 'notes', id)!, said })
    await page.getByText(said).waitFor({ state: 'attached' })
    await page.waitForTimeout(200)
  })
  elsewhere.close()
  await canvas.close()
  return {
    shownMs,
    longestTaskMs: long.longestMs,
    framesPerSecond: frames,
    longestScrollTaskMs: scrolling.longestMs,
    heapBytes,
    canvasHeapBytes,
    rowsRendered: rendered.length,
  }
}
