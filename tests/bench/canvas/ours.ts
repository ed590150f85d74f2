import { setTimeout as pause } from 'node:timers/promises'
import * as encoding from 'lib0/encoding'
import { uint32 } from 'lib0/random'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Point, Rect } from '../../../client/features/themes/canvas/geometry.ts'
import { moveNotes } from '../../../shared/document/placing.ts'
import type { PresenceState } from '../../../shared/protocol/presence.ts'
import { browserOf, socketWithCookie, until } from '../../support/httpBrowser.ts'
import { connectClient, type Client } from '../client.ts'
import type { Relay } from '../relay/contenders.ts'
import type { Guest, Hall } from '../relay/halls.ts'
import { paced } from '../relay/pacing.ts'
import { openVisitor } from '../relay/Visitor.ts'
import {
  nudged,
  openAndRest,
  OTHERS,
  wandering,
  watchPages,
  type OpenCanvas,
  type Others,
} from './OpenCanvas.ts'
import { click } from './gestures.ts'
import type { Plan } from './plan.ts'

export const SCREEN = { width: 1440, height: 900 } as const
/** What our wheel takes to halve the size. */
const WHEEL_PER_HALF = 100
const MOVERS = 2
/** Everyone who comes to a board while it is measured: who looks at it, who moves notes, who moves a pointer. */
export const PEOPLE = 1 + MOVERS + OTHERS.cursors

/** Opens our board in a context of its own, as someone who was there before and has nothing on the device. */
export async function openOurPage(
  browser: Browser,
  relay: { readonly origin: string },
  hall: Hall,
  init?: (context: BrowserContext) => Promise<void>,
): Promise<{ readonly page: Page; readonly interactiveMs: number }> {
  const context = await browser.newContext({ viewport: SCREEN })
  const [{ cookie }] = hall.guests as [Guest]
  await context.addCookies([
    { name: 'ct', value: cookie, url: relay.origin, httpOnly: true, sameSite: 'Strict' },
  ])
  await watchPages(context, '[role=group] [data-note-id]')
  await init?.(context)
  const page = await context.newPage()
  return { page, interactiveMs: await openAndRest(page, `${relay.origin}/b/${hall.id}/themes`) }
}

/** Our own product, built and served as it is, with its relay. */
export async function openOurs(
  browser: Browser,
  relay: Relay,
  hall: Hall,
  plan: Plan,
  init?: (context: BrowserContext) => Promise<void>,
): Promise<OpenCanvas> {
  const { page, interactiveMs } = await openOurPage(browser, relay, hall, init)
  const session = await page.context().newCDPSession(page)
  const area = (await page.locator('[role=group]:has([data-note-id])').boundingBox())!
  const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 }
  const wheel = (deltaX: number, deltaY: number, modifiers = 0) =>
    session.send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...middle, deltaX, deltaY, modifiers })
  const cameraOf = () =>
    page.evaluate((outer) => {
      const world = document.querySelector<HTMLElement>('[class*=world]')!
      const { x, y } = world.getBoundingClientRect()
      const zoom = Number(/scale\(([^)]+)\)/.exec(world.style.transform)![1])
      return { x: (outer.x - x) / zoom, y: (outer.y - y) / zoom, zoom }
    }, area)
  const card = (note: number) => `[data-note-id="${hall.notes[note]!}"]`
  const rest = () => page.waitForTimeout(250)

  return {
    page,
    session,
    area,
    interactiveMs,
    async lookAt(corner, zoom) {
      // By the wheel, as everyone does it, in steps as large as it takes them.
      for (let now = (await cameraOf()).zoom; Math.abs(Math.log2(zoom / now)) > 0.001;) {
        const halvings = Math.max(-0.4, Math.min(0.4, Math.log2(now / zoom)))
        await wheel(0, halvings * WHEEL_PER_HALF, 2)
        await page.waitForTimeout(40)
        now = (await cameraOf()).zoom
      }
      const now = await cameraOf()
      await wheel((corner.x - now.x) * zoom, (corner.y - now.y) * zoom)
      await rest()
    },
    async middleOf(note) {
      const box = (await page.locator(card(note)).boundingBox())!
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    },
    placeOf: (note) =>
      page.locator(card(note)).evaluate(({ style }) => ({
        x: Number.parseFloat(style.left),
        y: Number.parseFloat(style.top),
      })),
    async beginWriting(note) {
      await page.locator(card(note)).click()
      await page.getByRole('button', { name: 'Change', exact: true }).click()
      await page.locator('[role=dialog] textarea').first().focus()
      await rest()
    },
    written: () => page.locator('textarea:focus').inputValue(),
    async endWriting() {
      await page.getByRole('button', { name: 'Leave it as it was' }).click()
      await rest()
    },
    zoomStep: (Math.log2(10) * WHEEL_PER_HALF) / 90,
    bringOthers: (notes, around) => bringOthers(relay, hall, plan, { notes, around }),
    close: () => page.context().close(),
  }
}

/** Opens a theme beside the canvas, with the caret in what it says. */
export async function beginSummary(canvas: OpenCanvas, hall: Hall, plan: Plan): Promise<void> {
  const { page, session } = canvas
  const [{ x, y }] = plan.themes as [Plan['themes'][number]]
  await canvas.lookAt({ x: x - 100, y: y - 100 }, 1)
  const title = (await page.locator(`section[data-frame="${hall.themes[0]!}"] h3 button`).boundingBox())!
  await click(session, { x: title.x + 20, y: title.y + title.height - 8 })
  await page.getByLabel('What this theme says, in plain words').focus()
  await page.waitForTimeout(250)
}

/** Someone else at the board, by a stock client; resolves when they have all of it. */
export async function connectGuest(
  { origin }: { readonly origin: string },
  hall: Hall,
  { cookie }: Guest,
): Promise<Client> {
  const client = await connectClient(
    `${origin.replace('http', 'ws')}/sync`,
    hall.id,
    socketWithCookie({ ...browserOf(origin), cookie: () => `ct=${cookie}` }),
  )
  await until(() => client.document.tables.notes.size === hall.notes.length)
  return client
}

/**
 * People with connections of their own, who move notes and pointers over the relay. Their coming in is not measured:
 * each of those who move notes takes in the whole board first.
 */
async function bringOthers(
  relay: Relay,
  hall: Hall,
  plan: Plan,
  { notes, around }: { notes: readonly number[]; around: Rect },
): Promise<Others> {
  const [, ...guests] = hall.guests
  const movers = await Promise.all(guests.slice(0, MOVERS).map((guest) => connectGuest(relay, hall, guest)))
  const pointers = await Promise.all(
    guests.slice(MOVERS, MOVERS + OTHERS.cursors).map(async (guest) => ({
      guest,
      id: uint32(),
      visitor: await openVisitor(relay, hall, guest, { has: null }),
    })),
  )
  await pause(500)

  return {
    async move(seconds) {
      let made = 0
      await paced([
        ...movers.map(({ document }, m) => ({
          perSecond: OTHERS.movesPerSecond / MOVERS,
          times: Math.round((OTHERS.movesPerSecond / MOVERS) * seconds),
          act: (n: number) => {
            const note = notes[(n * MOVERS + m) % notes.length]!
            const to = nudged(plan.notes[note]!, n)
            moveNotes(document, {
              notes: [hall.notes[note]!],
              from: null,
              to: { is: 'canvas', points: [to], standsAlone: false },
            })
            made++
          },
        })),
        ...pointers.map(({ guest, id, visitor }, person) => ({
          perSecond: OTHERS.cursorMovesPerSecond,
          times: OTHERS.cursorMovesPerSecond * seconds,
          act: (n: number) => {
            visitor.say(visitor.dialect.awareness(pointerAt(wandering(around, person, n), id, n + 1, guest)))
          },
        })),
      ])
      return made
    },
    leave() {
      for (const { close } of movers) close()
      for (const { visitor } of pointers) visitor.leave()
    },
  }
}

/** An awareness update about one person, as our client sends it while a pointer moves over the canvas. */
function pointerAt(cursor: Point, id: number, clock: number, { participant }: Guest): Uint8Array {
  const state: PresenceState = { participant, stage: 'themes', cursor }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, id)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, JSON.stringify(state))
  return encoding.toUint8Array(encoder)
}
