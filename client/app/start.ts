import type { BoardId } from '../../shared/model/ids.ts'
import { fetchAhead } from '../sync/ahead.ts'
import { boardPath } from '../sync/boardPath.ts'
import { NARROW } from '../features/themes/narrow.ts'
import { mayGlance } from './mayGlance.ts'
import { secretInAddress } from './secretInAddress.ts'
import { asOf, isRemembered } from './whoWasHere.ts'

/*
 * The first script of every page, small so that it comes at once: it asks for everything else that the page will need,
 * all at the same time. What one asked for only when the other is there would cost a slow phone its way to the server
 * and back each time.
 */

const [, board, stage] = /^\/b\/([^/]+)(?:\/([^/]*))?/.exec(location.pathname) ?? []
const isBoard = board !== undefined && stage !== 'wall' && !secretInAddress()

/** Where the page itself took so long to answer, every kilobyte counts. */
const SLOW_MS = 200
const [loading] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
const isSlow = loading !== undefined && loading.responseStart - loading.requestStart > SLOW_MS

const id = board as BoardId
// Whoever was here before has a copy on the device.
const hasNothing = isBoard && !isRemembered(id)
if (isBoard) void fetchAhead(boardPath(id, asOf(id), '/me'))
const glance = hasNothing && mayGlance() ? fetchAhead(boardPath(id, undefined, '/glance')) : undefined
const main = import('./main.tsx')
if (isBoard) {
  const page = import('./BoardPage.tsx')
  if (stage === 'themes' && matchMedia(NARROW).matches) void import('../features/themes/list/ListView.tsx')
  if (hasNothing)
    void fetchAhead(
      boardPath(id, undefined, '/snapshot'),
      // All of a large board would hold up the scripts that show what one sees of it first.
      isSlow ? glance?.then<unknown>(({ status }) => status === 200 && Promise.all([main, page])) : undefined,
    )
}

// Counts are written with the language's own numbers and plurals, which a browser takes tens of milliseconds to get
// ready; now it would only wait.
setTimeout(() => {
  const { lang } = document.documentElement
  new Intl.NumberFormat(lang).format(2)
  new Intl.PluralRules(lang).select(2)
})
