import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { choose, focusedName, open, press, showsFocus, startCompany } from './accessibleSupport.ts'
import { picturesOf } from './person.ts'

/*
 * "Find themes" from end to end without a pointer, in the list and on the canvas, and what those who hear the page
 * are told meanwhile. The focus is never lost on the way.
 */

let company: Awaited<ReturnType<typeof startCompany>>
beforeAll(async () => {
  company = await startCompany()
  await company.guest.context.close()
})
afterAll(() => company.stop())
afterEach(async ({ task }) => {
  const { facilitator, member } = company
  if (task.result?.state === 'fail') await picturesOf({ facilitator, member }, task.name)
})

/** A theme in the list. */
const themeOf = (page: Page, title: string) =>
  page
    .locator('section')
    .filter({ has: page.getByRole('heading', { level: 3, name: title }) })
    .last()
/** The notes that stand in it, in their order. */
const notesIn = (page: Page, title: string): Promise<string[]> =>
  themeOf(page, title)
    .locator('[data-row]')
    .evaluateAll((rows) => rows.map((row) => row.querySelector('[dir="auto"]')?.textContent ?? ''))

describe('in the list', () => {
  const theme = 'Where dogs may run'
  const [ramp, bins] = ['There’s dog mess all along', 'The bins by the school']

  it('makes a theme and moves notes into it', async () => {
    const { page } = company.member
    await open(page, `${company.address}/themes`)
    await press(page, /^List$/)
    await press(page, /^New theme$/)
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type(theme)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 3, name: theme }).waitFor()
    await expect.poll(() => focusedName(page)).toBe('New theme')
    for (const note of [ramp, bins]) {
      await press(page, `Move to…: ${note}`)
      await page.getByRole('dialog').getByRole('button', { name: theme }).press('Enter')
      // The focus goes along with the note.
      await expect.poll(() => focusedName(page)).toContain(note)
      expect((await notesIn(page, theme)).at(-1)).toContain(note)
      expect(await showsFocus(page)).toBe(true)
    }
  })

  it('lets the focus go along with a note on a slow device too', async () => {
    const { page } = company.member
    const device = await page.context().newCDPSession(page)
    await device.send('Emulation.setCPUThrottlingRate', { rate: 20 })
    for (const goal of ['The hours we choose', theme]) {
      await press(page, `Move to…: ${bins}`)
      await page.getByRole('dialog').getByRole('button', { name: goal }).press('Enter')
      await expect.poll(() => focusedName(page)).toContain(bins)
      expect((await notesIn(page, goal)).at(-1)).toContain(bins)
    }
    await device.detach()
  })

  it('orders them, and says that one sees it differently', async () => {
    const { page } = company.member
    await choose(page, `More for: ${bins}`, 'Up')
    await expect.poll(async () => (await notesIn(page, theme))[0]).toContain(bins)
    await expect.poll(() => focusedName(page)).toContain(bins)
    await choose(page, `More for: ${bins}`, 'Sees this theme differently')
    await themeOf(page, theme).getByText('Sees it differently').waitFor()
    await expect.poll(() => focusedName(page)).toContain(bins)
  })

  it('sets the theme aside and brings it back', async () => {
    const { page } = company.member
    await choose(page, `More for the theme ${theme}`, 'Set aside')
    await page.getByRole('button', { name: `Bring back: ${theme}` }).waitFor()
    await expect.poll(() => hasFocus(page)).toBe(true)
    await press(page, `Bring back: ${theme}`)
    await page.getByRole('heading', { level: 3, name: theme }).waitFor()
    expect(await notesIn(page, theme)).toHaveLength(2)
    await expect.poll(() => hasFocus(page)).toBe(true)
  })

  it('takes a step back, and does it again', async () => {
    const { page } = company.member
    await page.keyboard.press('Control+z')
    await page.getByRole('button', { name: `Bring back: ${theme}` }).waitFor()
    await page.keyboard.press('Control+Shift+z')
    await page.getByRole('heading', { level: 3, name: theme }).waitFor()
  })
})

describe('on the canvas', () => {
  it('goes from note to note, opens one, moves it, and takes that back', async () => {
    const { page } = company.member
    await press(page, /^Board$/)
    await page.getByRole('group', { name: /^Canvas/ }).focus()
    for (let step = 0; step < 12 && !(await noteWithFocus(page)); step++) await page.keyboard.press('Tab')
    const first = await noteWithFocus(page)
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => noteWithFocus(page)).not.toBe(first)
    const second = await noteWithFocus(page)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => noteWithFocus(page)).toBe(first)
    await page.keyboard.press('ArrowRight')
    expect(await showsFocus(page)).toBe(true)

    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: /What was heard|Own view/ }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => noteWithFocus(page)).toBe(second)

    const from = await themeWithFocus(page)
    await page.keyboard.press('m')
    const to = 'The hours we choose'
    await page.getByRole('dialog').getByRole('button', { name: to }).press('Enter')
    await expect.poll(() => noteWithFocus(page)).toBe(second)
    expect(await themeWithFocus(page)).not.toBe(from)
    // At a person's pace: the dialogue has settled by then.
    await page.waitForTimeout(300)
    await page.keyboard.press('Control+z')
    await page.locator(`[data-note-id="${second}"][data-theme-id="${from}"]`).waitFor()
    await expect.poll(() => noteWithFocus(page)).toBe(second)
  })
})

it('tells what others move in one sentence at most every five seconds', async () => {
  const { page: listener } = company.member
  const { page: mover } = company.facilitator
  await press(listener, /^List$/)
  await listener.evaluate(() => {
    const heard: { atMs: number; words: string }[] = []
    Object.assign(window, { heard })
    new MutationObserver((changes) => {
      const region = changes.map(({ target }) => target as Element).find(({ id }) => id === 'announcements')
      if (region?.textContent) heard.push({ atMs: Date.now(), words: region.textContent })
    }).observe(document.body, { childList: true, subtree: true })
  })
  await open(mover, `${company.address}/themes`)
  await press(mover, /^List$/)
  const until = Date.now() + 7000
  for (let i = 0; Date.now() < until; i++) {
    await press(mover, /^Move to…: Mae’n haws/)
    const goal = i % 2 === 0 ? 'The hours we choose' : 'Trusted people, not channels'
    await mover.getByRole('dialog').getByRole('button', { name: goal }).press('Enter')
    await mover.getByRole('dialog').waitFor({ state: 'hidden' })
    await mover.waitForTimeout(400)
  }
  const heard = await listener.evaluate(
    () => (window as unknown as { heard: { atMs: number; words: string }[] }).heard,
  )
  expect(heard.length).toBeGreaterThan(0)
  for (const { words } of heard) expect(words).toMatch(/1 note was moved to “/)
  for (const [i, { atMs }] of heard.entries())
    if (i > 0) expect(atMs - heard[i - 1]!.atMs).toBeGreaterThanOrEqual(4900)
})

const hasFocus = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.activeElement !== document.body)
const noteWithFocus = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['noteId'])
const themeWithFocus = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['themeId'])
