import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession } from 'playwright-core'
import type { Point } from '../../../client/features/themes/canvas/geometry.ts'

/** Twice as many as a screen has frames, so that each frame has something new to show. */
const WHEEL_PER_SECOND = 120
/** No part of a screen's frames, so that they come at every moment between two of them. */
const MOVES_PER_SECOND = 50
const CTRL = 2

/** No hand goes on for long ahead of a page that does not follow. */
const MOST_WAITING = 8

/**
 * Does something at a pace, whether or not the page keeps up with it. While it is far behind, steps are left out, so
 * that a gesture takes its time and no more.
 */
async function paced(
  times: number,
  perSecond: number,
  act: (n: number) => Promise<unknown>,
  mostWaiting = MOST_WAITING,
): Promise<void> {
  const startMs = performance.now()
  const waiting = new Set<Promise<unknown>>()
  for (let n = 0; n < times; n++) {
    if (waiting.size < mostWaiting) {
      const step = act(n).finally(() => waiting.delete(step))
      waiting.add(step)
    }
    await pause(Math.max(0, startMs + ((n + 1) * 1000) / perSecond - performance.now()))
  }
  await Promise.all(waiting)
}

const wheel = (session: CDPSession, at: Point, deltaX: number, deltaY: number, modifiers = 0) =>
  session.send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...at, deltaX, deltaY, modifiers })

/** Turns the wheel so often by so much. */
export const pan = (session: CDPSession, at: Point, by: Point, times: number): Promise<void> =>
  paced(times, WHEEL_PER_SECOND, () => wheel(session, at, by.x, by.y))

/** Zooms out and in again, `times` steps each. @param step of the wheel, with Ctrl, that zooms out a little */
export async function zoomOutAndIn(
  session: CDPSession,
  at: Point,
  step: number,
  times: number,
): Promise<void> {
  await paced(times, WHEEL_PER_SECOND, () => wheel(session, at, 0, step, CTRL))
  await paced(times, WHEEL_PER_SECOND, () => wheel(session, at, 0, -step, CTRL))
}

const mouse = (
  session: CDPSession,
  type: 'mousePressed' | 'mouseMoved' | 'mouseReleased',
  at: Point,
  isDown: boolean,
) =>
  session.send('Input.dispatchMouseEvent', {
    type,
    ...at,
    button: type === 'mouseMoved' && !isDown ? 'none' : 'left',
    buttons: isDown ? 1 : 0,
    clickCount: type === 'mouseMoved' ? 0 : 1,
  })

/** Takes what lies at a point, carries it in circles (or straight, when they have no radius), and lets it go at another. */
export async function drag(
  session: CDPSession,
  from: Point,
  to: Point,
  moves: number,
  radius = 150,
): Promise<void> {
  await mouse(session, 'mouseMoved', from, false)
  await mouse(session, 'mousePressed', from, true)
  await paced(moves, MOVES_PER_SECOND, (n) => {
    const share = (n + 1) / moves
    const angle = share * 4 * Math.PI
    // Around the straight way from one to the other, which it leaves at the begin and reaches again at the end.
    const out = radius * Math.sin(share * Math.PI)
    return mouse(
      session,
      'mouseMoved',
      {
        x: from.x + (to.x - from.x) * share + out * Math.sin(angle),
        y: from.y + (to.y - from.y) * share + out * (Math.cos(angle) - 1) * 0.5,
      },
      true,
    )
  })
  await mouse(session, 'mouseMoved', to, true)
  await pause(50)
  await mouse(session, 'mouseReleased', to, false)
  await pause(100)
}

/** Clicks, so often. */
export async function click(session: CDPSession, at: Point, times = 1): Promise<void> {
  for (let clickCount = 1; clickCount <= times; clickCount++) {
    for (const type of ['mousePressed', 'mouseReleased'] as const)
      await session.send('Input.dispatchMouseEvent', {
        type,
        ...at,
        button: 'left',
        buttons: type === 'mousePressed' ? 1 : 0,
        clickCount,
      })
  }
}

/** So fast that nobody types faster for long. */
const KEYS_PER_SECOND = 15

/** Types letters, one after another, none of which is left out however far the page is behind. */
export const type = (session: CDPSession, letters: string): Promise<void> =>
  paced(
    letters.length,
    KEYS_PER_SECOND,
    async (n) => {
      const text = letters[n]!
      const key = {
        key: text,
        code: `Key${text.toUpperCase()}`,
        windowsVirtualKeyCode: text.toUpperCase().charCodeAt(0),
      }
      await session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, text, unmodifiedText: text })
      await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
    },
    letters.length,
  )
