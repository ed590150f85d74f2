import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { addNote, writeRow } from '../../shared/document/change.ts'
import { addTheme, moveNotes } from '../../shared/document/placing.ts'
import { newId } from '../../shared/document/newId.ts'
import type { NoteId, ThemeId } from '../../shared/model/ids.ts'
import { connectBrowser, makeBoard, type MadeBoard } from '../bench/client.ts'
import { noteSaying } from '../bench/sampleBoard.ts'
import { launchBrowser } from '../support/chromium.ts'
import { until } from '../support/httpBrowser.ts'
import { startProduct, type Product } from '../support/product.ts'
import { someone, type Person } from './person.ts'

/*
 * A large board, opened over a line on which all of it takes seconds: the notes are long and tell nothing twice, so that
 * few of them are heavy.
 */

const NOTES = 1600
const THEMES = 6
const IN_THEME = 20
const LOOSE = 40
/** 800 kbit/s, a tenth of a second to the server and back. */
const SLOW_LINE = { offline: false, latency: 100, downloadThroughput: 100_000, uploadThroughput: 100_000 }

let product: Product
let browser: Browser
let board: MadeBoard
beforeAll(async () => {
  product = await startProduct()
  browser = await launchBrowser()
  board = await makeBoard(product.url)
  await fill()
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

async function fill(): Promise<void> {
  const client = await connectBrowser(product.url, board.id, board.maker)
  await until(() => client.provider.synced)
  const { document } = client
  const notes = Array.from({ length: NOTES }, () => newId<NoteId>())
  for (let from = 0; from < NOTES; from += 100) {
    document.doc.transact(() => {
      notes.slice(from, from + 100).forEach((id, i) => {
        const note = noteSaying(`What was said as number ${from + i}`, board.author, from + i)
        const isSeenFirst = from < 300 || from >= NOTES - 100
        const impression = isSeenFirst ? '' : randomBytes(300).toString('base64')
        addNote(document, id, { ...note, impression })
      })
    })
  }
  for (let t = 0; t < THEMES; t++) {
    const ids = notes.slice(100 + t * IN_THEME, 100 + (t + 1) * IN_THEME)
    const place = { x: 100 + (t % 3) * 440, y: 60 + Math.floor(t / 3) * 900, width: 404 }
    addTheme(document, newId<ThemeId>(), { title: `Theme ${t}`, colour: 'plum', addedAtMs: t }, place, {
      ids,
      from: null,
    })
  }
  const loose = notes.slice(-LOOSE)
  const points = loose.map((_, i) => ({ x: 1440 + (i % 4) * 230, y: 60 + Math.floor(i / 4) * 180 }))
  moveNotes(document, { notes: loose, from: null, to: { is: 'canvas', points, standsAlone: false } })
  writeRow(document, 'board', 'stage', { stage: 'themes', movedAtMs: 1 })
  const reader = await connectBrowser(product.url, board.id, board.maker)
  await until(
    () => reader.document.tables.notes.size === NOTES && reader.document.tables.positions.size === LOOSE,
  )
  for (const each of [client, reader]) each.close()
}

/** Somebody who is on the board already and has nothing of it, at the end of a slow line. */
async function onSlowLine(screen: 'phone' | 'laptop'): Promise<Person & { readonly sockets: string[] }> {
  const person = await someone(browser, product.url, screen)
  const [name = '', value = ''] = board.maker.cookie().split('=')
  await person.context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  const session = await person.context.newCDPSession(person.page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', SLOW_LINE)
  const sockets: string[] = []
  person.page.on('websocket', (socket) => sockets.push(socket.url()))
  person.page.setDefaultTimeout(60_000)
  return { ...person, sockets }
}

const told = (page: Page) => page.getByRole('status').getByText('The first notes are here')
/** Keeps back all of the board, so that a slow machine has the time to show what comes first. @returns what lets it go */
async function holdBack(page: Page): Promise<() => void> {
  let letGo = () => undefined as void
  const untilThen = new Promise<void>((resolve) => (letGo = resolve))
  await page.route('**/snapshot', async (route) => {
    await untilThen
    await route.continue()
  })
  return letGo
}

/** Where each of these is that one sees, by what it is. */
const placesOf = (page: Page, things: string) =>
  page.evaluate((things) => {
    const seen: Record<string, readonly number[]> = {}
    for (const element of document.querySelectorAll<HTMLElement>(things)) {
      const { x, y, width, height } = element.getBoundingClientRect()
      const isSeen = x < innerWidth && y < innerHeight && x + width > 0 && y + height > 0
      const { row, frame, noteId, themeId } = element.dataset
      if (isSeen) seen[row ?? frame ?? `${noteId} in ${themeId}`] = [x, y, width, height].map(Math.round)
    }
    return seen
  }, things)

/** The same once there are so many of them and they lie where they belong, which takes the canvas some frames. */
async function restingPlacesOf(page: Page, things: string, least: number) {
  let before = await placesOf(page, things)
  await expect
    .poll(async () => {
      const now = await placesOf(page, things)
      const rests = JSON.stringify(now) === JSON.stringify(before)
      before = now
      return rests && Object.keys(now).length
    })
    .toBeGreaterThanOrEqual(least)
  return before
}

describe('a large board, on a slow line', () => {
  for (const [screen, form, things, least] of [
    ['phone', 'list', '[data-row]', 4],
    ['laptop', 'canvas', '[data-frame], [data-note-id]', 30],
  ] as const) {
    it(`is seen as a ${form} before all of it has come, and then stays where it is`, async () => {
      const person = await onSlowLine(screen)
      const { page, sockets, complaints } = person
      const letGo = await holdBack(page)
      await page.goto(`${product.url}/b/${board.id}/themes`, { waitUntil: 'commit' })
      await told(page).waitFor()
      const before = await restingPlacesOf(page, things, least)
      const { title, counts } = await page.evaluate(() => ({
        title: document.querySelector('header p')?.textContent,
        counts: [...document.querySelectorAll('[data-count]')].map(
          (element) => getComputedStyle(element).color,
        ),
      }))
      await page.screenshot({ path: `test-results/glance-${form}.png` })

      // What does not work yet does nothing, neither now nor later.
      const [x = 0, y = 0, width = 0, height = 0] = Object.values(before).at(-1)!
      await page.mouse.click(x + width / 2, Math.min(y + height / 2, y + 20))
      await page.keyboard.press('n')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)
      expect(await page.locator('[role=dialog]').count()).toBe(0)
      expect(sockets).toEqual([])

      expect(title).toBe('A board to measure')
      expect(new Set(counts)).toEqual(new Set(['rgba(0, 0, 0, 0)']))

      letGo()
      await person.untilSaved()
      expect(await told(page).count()).toBe(0)
      expect(await page.locator('[role=dialog]').count()).toBe(0)
      expect(await placesOf(page, things)).toMatchObject(before)
      await page.screenshot({ path: `test-results/glance-${form}-after.png` })
      const inNoTheme = NOTES - THEMES * IN_THEME - (form === 'canvas' ? LOOSE : 0)
      expect(await page.locator('[data-count]').first().innerText()).toMatch(new RegExp(`^${inNoTheme}`))
      // And now it works.
      await page
        .locator(form === 'list' ? '[data-row] button' : '[data-note-id]')
        .first()
        .click()
      await page.getByRole('dialog').waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })
  }

  it('is seen so by whoever comes by a link as well', async () => {
    const person = await onSlowLine('phone')
    const { page } = person
    await page.context().clearCookies()
    const letGo = await holdBack(page)
    await page.goto(`${product.url}/b/${board.id}#${board.memberSecret}`)
    await page.getByLabel('Your name').fill('Jo')
    await page.getByRole('button', { name: /^Join as/ }).click()
    await told(page).waitFor()
    await page.locator('[data-row]').first().waitFor()
    letGo()
    await person.untilSaved()
    expect(await told(page).count()).toBe(0)
    expect(await page.locator('[data-row]').count()).toBeGreaterThan(NOTES / 2)
    await page.context().close()
  })

  it('is there all the same where what one sees first cannot be had, or read', async () => {
    for (const answer of [{ status: 500 }, { status: 200, body: 'no update at all' }]) {
      const person = await onSlowLine('laptop')
      const { page } = person
      const warnings: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'warning') warnings.push(message.text())
      })
      await page.route('**/glance', (route) => route.fulfill(answer))
      await page.goto(`${product.url}/b/${board.id}/themes`)
      await person.untilSaved()
      await page.locator('[data-note-id]').first().waitFor()
      expect(await told(page).count()).toBe(0)
      if (answer.status === 200) expect(warnings.join()).toContain('could not be shown')
      await page.context().close()
    }
  })
})
