import type { Browser } from 'playwright-core'
import { drag } from './gestures.ts'
import { traced } from './trace.ts'
import { keysTyped, latencies, p95, paceOf, tick, type Pace } from './scenarios.ts'

/** 95th percentiles, in ms. */
export type Bare = { readonly dragMs: number; readonly keyMs: number; readonly pace: Pace }

/** As many cards and pointers as others move in view on a canvas. */
const MOVING = 20

/** One card that follows the pointer, and one field for words. */
const PAGE = `<body style="margin:0">
<div style="position:fixed;inset:0 auto auto 0;width:210px;height:150px;background:#fed;will-change:transform"></div>
<textarea style="position:absolute;inset:300px auto auto 300px;width:400px;height:200px"></textarea>
<script>
  const [card] = document.querySelectorAll('div')
  addEventListener('pointermove', ({ clientX, clientY }) => {
    card.style.transform = 'translate(' + clientX + 'px,' + clientY + 'px)'
  })
</script>`

/**
 * The same gestures in a page with nothing else in it, and frames while cards move by themselves: what this browser takes
 * by itself on this machine, below which no canvas can come.
 */
export async function measureBare(
  browser: Browser,
  size: { readonly width: number; readonly height: number },
): Promise<Bare> {
  const context = await browser.newContext({ viewport: size })
  const page = await context.newPage()
  await page.setContent(PAGE)
  const session = await context.newCDPSession(page)
  const from = { x: 500, y: 200 }
  const dragged = await traced(browser, () => drag(session, from, { x: 620, y: 315 }, 100))
  await page.locator('textarea').focus()
  const keys = await keysTyped(browser, { page, session })
  const stop = await tick(page)
  await page.evaluate((count) => {
    const [card] = document.querySelectorAll('div')
    const cards = Array.from({ length: count }, () =>
      document.body.appendChild(card!.cloneNode() as HTMLElement),
    )
    setInterval(() => {
      cards.forEach((moved, n) => {
        const angle = performance.now() / 300 + n
        moved.style.transform = `translate(${500 + 400 * Math.sin(angle)}px, ${300 + 250 * Math.cos(angle)}px)`
      })
    }, 16)
  }, MOVING)
  const moving = await traced(browser, () => page.waitForTimeout(3000))
  await stop()
  await context.close()
  return {
    dragMs: p95(latencies(dragged.latenciesMs, 'MOUSE_DRAGGED')),
    keyMs: p95(keys),
    pace: paceOf(moving),
  }
}
