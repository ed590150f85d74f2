import type { Browser } from 'playwright-core'
import { launchBrowser } from '../../support/chromium.ts'
import type { Closing } from '../closing.ts'
import { startRelay, type Relay } from '../relay/contenders.ts'
import type { Hall } from '../relay/halls.ts'
import { figure } from '../statistics.ts'
import { openOurs } from './ours.ts'

/*
 * The canvas in Chromium, 1440 by 900 without a graphics processor: our built product, served by its own server with its
 * relay, and beside it tldraw and Excalidraw with the same notes, on a canvas as large as ours in a page of nothing else.
 *
 * Frames are those that Chromium put on the screen, by its own trace: `requestAnimationFrame` hides what drawing costs.
 * Latencies go from the input's time stamp to the frame that shows what it did. What other people do comes to us from
 * connections of their own, over the relay; to the peers it is handed over in the page, as if it had come just then.
 */

/** Half in themes of a dozen, half loose. */
export const LARGE = { notes: 5000, themes: 200 }

type Ours = { readonly relay: Relay; readonly browser: Browser }

/** Starts our product with these boards, and a browser. */
export async function start(halls: readonly Hall[], closing: Closing): Promise<Ours> {
  const relay = await startRelay('ours', halls, closing)
  const browser = await launchBrowser()
  closing.add(() => browser.close())
  // Once unmeasured: the browser's own start and the server's first compression are nobody's second visit.
  for (const hall of halls) await (await openOurs(browser, relay, hall, { themes: [], notes: [] })).close()
  return { relay, browser }
}

export const OTHERS_SHOWN = 'while others move, from one refresh with something new to the next, p95'
export const OTHERS_DRAWN = 'while others move, from the moment a frame is drawn to the next, p95'

export const shown = (value: number, unit: string) => `${figure(value)} ${unit}`.trim()
/** A task that is not long is not told of. */
export const taskOf = (value: number, unit: string) => (value === 0 ? 'none over 50 ms' : shown(value, unit))

export const OTHERS_SAID =
  'Others make 50 moves a second, half of them in view, and move 20 pointers; a frame is drawn sooner or later within the refresh that it is for, and a screen shows it at the end of that.'
export const BARE_SAID =
  'The page of one card is what the browser takes here by itself: a card that follows the pointer, a field, and frames while twenty cards move by themselves.'

export const manner = (repetitions: number) =>
  repetitions === 1 ? 'Measured once.' : `Median of ${repetitions} visits, in turns.`
