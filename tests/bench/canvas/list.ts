import type { Browser } from 'playwright-core'
import { rowOf } from '../../../shared/document/BoardDocument.ts'
import { saveNote } from '../../../shared/document/change.ts'
import { countRenders, rendersDuring } from '../../support/renders.ts'
import type { Closing } from '../closing.ts'
import { timesFor, type Effort } from '../effort.ts'
import type { Relay } from '../relay/contenders.ts'
import type { Hall } from '../relay/halls.ts'
import type { Found } from '../results.ts'
import { median, ratio } from '../statistics.ts'
import { pan } from './gestures.ts'
import { atRest, heapOf, longTasksDuring } from './OpenCanvas.ts'
import { boardOf } from './ourBoard.ts'
import { connectGuest, openOurs, PEOPLE } from './ours.ts'
import { planOf, type Plan } from './plan.ts'
import { framesPerSecond, traced } from './trace.ts'
import { LARGE, manner, shown, start, taskOf } from './visits.ts'

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
