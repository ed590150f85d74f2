import type { Browser } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { saveNote } from '../../shared/document/change.ts'
import { moveNotes } from '../../shared/document/placing.ts'
import { rowOf } from '../../shared/document/BoardDocument.ts'
import { drag } from '../bench/canvas/gestures.ts'
import { boardOf } from '../bench/canvas/ourBoard.ts'
import { connectGuest, openOurPage, openOurs } from '../bench/canvas/ours.ts'
import type { OpenCanvas } from '../bench/canvas/OpenCanvas.ts'
import { planOf } from '../bench/canvas/plan.ts'
import { createClosing } from '../bench/closing.ts'
import { startRelay, type Relay } from '../bench/relay/contenders.ts'
import type { Client } from '../bench/client.ts'
import { launchBrowser } from '../support/chromium.ts'
import { countRenders, rendersDuring } from '../support/renders.ts'

/*
 * How much is rendered for one thing that happens. Counted, not timed: the same on every machine.
 */

const plan = planOf({ notes: 400, themes: 16 })
const hall = boardOf(plan, 1)
const FIRST_LOOSE = plan.notes.findIndex(({ theme }) => theme === null)
const NEAR = FIRST_LOOSE + 1
/** The last of the loose notes lies farthest from the first. */
const FAR = plan.notes.length - 1

let browser: Browser
let relay: Relay
let canvas: OpenCanvas
/** The same person on another device, who may change the notes. */
let other: Client

beforeAll(async () => {
  const closing = createClosing()
  relay = await startRelay('ours', [hall], closing)
  browser = await launchBrowser()
  canvas = await openOurs(browser, relay, hall, plan, countRenders)
  other = await connectGuest(relay, hall, hall.guests[0]!)
  return async () => {
    other.close()
    await browser.close()
    await closing.all()
  }
})

const card = (note: number) => `card ${hall.notes[note]!}`
const row = (note: number) => `row ${hall.notes[note]!}`

/** A loose note is moved by a little on another device. */
function moveElsewhere(note: number, by: number): void {
  const { x, y } = rowOf(other.document, 'positions', hall.notes[note]!)!
  const points = [{ x: x + by, y: y + by }]
  moveNotes(other.document, {
    notes: [hall.notes[note]!],
    from: null,
    to: { is: 'canvas', points, standsAlone: false },
  })
}

/** Waits until a loose note that is in view lies elsewhere. */
async function untilMoved(note: number, before: { x: number }): Promise<void> {
  await expect.poll(async () => (await canvas.placeOf(note)).x).not.toBe(before.x)
}

it('draws at first no more cards than one sees, and those around them at once afterwards', async () => {
  const { page } = await openOurPage(browser, relay, hall, async (context) => {
    await context.addInitScript(() => {
      new MutationObserver((_, observer) => {
        const cards = [...document.querySelectorAll('[role=group] [data-note-id]')]
        if (cards.length === 0) return
        observer.disconnect()
        const { innerWidth, innerHeight } = window
        const seen = cards.filter((card) => {
          const { left, top, right, bottom } = card.getBoundingClientRect()
          return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
        })
        Object.assign(window, { atFirst: [cards.length, seen.length] })
      }).observe(document, { childList: true, subtree: true })
    })
  })
  const [drawn = 0, seen = 0] = await page.evaluate(() => (window as never as { atFirst: number[] }).atFirst)
  expect(seen).toBeGreaterThan(10)
  expect(drawn).toBe(seen)
  await expect.poll(() => page.locator('[role=group] [data-note-id]').count()).toBeGreaterThan(drawn)
  await page.context().close()
})

it('renders two cards at most for a drag, however long it is', async () => {
  await canvas.lookAt({ x: plan.notes[FIRST_LOOSE]!.x - 300, y: -300 }, 1)
  const start = await canvas.middleOf(NEAR)
  const before = await canvas.placeOf(NEAR)
  const rendered = await rendersDuring(canvas.page, async () => {
    await drag(canvas.session, start, { x: start.x, y: start.y - 200 }, 60, 0)
    await expect.poll(async () => (await canvas.placeOf(NEAR)).y).toBeLessThan(before.y - 150)
  })
  expect(rendered).toContain(card(NEAR))
  expect(new Set(rendered).size).toBeLessThanOrEqual(2)
  expect(rendered.length).toBeLessThanOrEqual(5)
})

it('renders one card for an edit from elsewhere that is in view, and none for one out of view', async () => {
  await canvas.lookAt({ x: plan.notes[FIRST_LOOSE]!.x - 300, y: -100 }, 1)
  const before = await canvas.placeOf(FIRST_LOOSE)
  const rendered = await rendersDuring(canvas.page, async () => {
    moveElsewhere(FAR, 30)
    // The later one has come once it is seen, and the earlier one with it.
    moveElsewhere(FIRST_LOOSE, 7)
    await untilMoved(FIRST_LOOSE, before)
  })
  expect(rendered).toEqual([card(FIRST_LOOSE)])
})

it('renders one row of the list for an edit from elsewhere', async () => {
  await canvas.page.getByRole('button', { name: 'List', exact: true }).click()
  // The first rows are drawn before all others, which are no part of what is counted.
  await expect.poll(() => canvas.page.locator('[data-row]').count()).toBe(plan.notes.length)
  const note = FIRST_LOOSE + 3
  const before = rowOf(other.document, 'notes', hall.notes[note]!)!
  const rendered = await rendersDuring(canvas.page, async () => {
    saveNote(other.document, hall.notes[note]!, { ...before, said: 'Said otherwise, elsewhere.' })
    await canvas.page.getByText('Said otherwise, elsewhere.').waitFor()
  })
  expect(rendered).toEqual([row(note)])
})
