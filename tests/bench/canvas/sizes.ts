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
import { measureBare, type Bare } from './bare.ts'
import { drag } from './gestures.ts'
import { atRest, heapOf } from './OpenCanvas.ts'
import { boardOf } from './ourBoard.ts'
import { beginSummary, connectGuest, openOurs, PEOPLE, SCREEN } from './ours.ts'
import { planOf, type Plan } from './plan.ts'
import { dragNote, keysIn, p95, whileOthersMove, writeNote, type Pace } from './scenarios.ts'
import { BARE_SAID, LARGE, manner, OTHERS_DRAWN, OTHERS_SAID, OTHERS_SHOWN, shown, start } from './visits.ts'

const SIZES = [{ notes: 200, themes: 8 }, LARGE, { notes: 10_000, themes: 400 }] as const
const SECONDS = 3

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
