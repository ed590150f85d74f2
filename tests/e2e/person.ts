import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { eventually } from '../support/eventually.ts'

/** Someone at the board: a browser of their own, and what they do in it. */
export type Person = {
  readonly page: Page
  readonly context: BrowserContext
  /** What their browser complained about: errors, and whatever broke the content security policy. */
  readonly complaints: string[]
  /** Opens a stage by its address. */
  goTo(stage: string): Promise<void>
  /** Waits until the one place on the screen says that all is saved. */
  untilSaved(): Promise<void>
}

const screens = {
  laptop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  projector: { viewport: { width: 1920, height: 1080 } },
}

/** A new person with an empty browser. */
export async function someone(browser: Browser, url: string, screen: keyof typeof screens): Promise<Person> {
  const context = await browser.newContext({
    ...screens[screen],
    acceptDownloads: true,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A server, or a signal, that is away on purpose is no complaint.
    if (
      message.type() === 'error' &&
      !/ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|WebSocket (connection|is already)/.test(
        message.text(),
      )
    ) {
      complaints.push(message.text())
    }
  })
  return {
    page,
    context,
    complaints,
    async goTo(stage) {
      const board = /\/b\/[^/#?]+/.exec(page.url())?.[0]
      await page.goto(`${url}${board}/${stage}`)
    },
    untilSaved: () => untilSavedOn(page),
  }
}

/** A tab tries six times in any minute for a connection: on a slow machine they may be used up, and it waits for the seventh. */
export const BACK_WITHIN_MS = 90_000

async function untilSavedOn(page: Page): Promise<void> {
  await page
    .getByText(/^(All changes saved|Saved)$/)
    .filter({ visible: true })
    .first()
    .waitFor({ timeout: BACK_WITHIN_MS })
}

/** The same person in another tab. */
export async function anotherTab(person: Person): Promise<Person> {
  const page = await person.context.newPage()
  return { ...person, page, untilSaved: () => untilSavedOn(page) }
}

/** Somebody makes a board, by the call that the first page makes, and is its facilitator. */
export async function makeBoard(
  { context }: Person,
  url: string,
  name = 'Amina',
): Promise<{ readonly id: string; readonly member: string }> {
  const made = await context.request.post(`${url}/api/boards`, { data: { title: 'Our town', name } })
  const { id, links } = (await made.json()) as { id: string; links: { member: string } }
  return { id, member: links.member }
}

/** Joins by a link, as people do. */
export async function join(person: Person, link: string, name: string): Promise<void> {
  await person.page.goto(link)
  await person.page.getByLabel('Your name').fill(name)
  await person.page.getByRole('button', { name: /^Join as/ }).click()
  await person.untilSaved()
  expect(person.page.url()).not.toContain('#')
}

/** Shares a note from the form that is on the screen; the form is empty afterwards. */
export async function shareNote({ page }: Person, words: string): Promise<void> {
  const said = page.getByLabel('What was said')
  await said.fill(words)
  await page.getByRole('button', { name: 'Share this note with the group' }).click()
  // Vitest's own polling is for tests alone; this is done in hooks too.
  await eventually(async () => {
    expect(await said.inputValue()).toBe('')
  })
}

const everyonesNotes = (page: Page) => page.getByRole('tab', { name: /^Everyone/ })

/** Shows what has come since one began to read: it waits behind a button, so that nothing moves. */
async function showArrived(page: Page): Promise<void> {
  const arrived = page.getByRole('button', { name: /^Show \d+ new note/ })
  if (await arrived.isVisible()) await arrived.click()
}

/** What everyone's notes say, as one reads them in the list; those that begin so. */
export async function notesSaying({ page }: Person, beginning: RegExp): Promise<string[]> {
  await everyonesNotes(page).click()
  await showArrived(page)
  return (await page.getByRole('tabpanel').getByText(beginning).allInnerTexts()).sort()
}

/** Reads everyone's notes until there is one with these words. @returns its card */
export async function untilListed({ page }: Person, words: string): Promise<Locator> {
  await everyonesNotes(page).click()
  const card = page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: words }).first()
  await eventually(async () => {
    await showArrived(page)
    expect(await card.isVisible()).toBe(true)
  })
  return card
}

/** Does something about somebody as a facilitator, by the call that the page makes. */
export async function changePerson(
  { page, context }: Person,
  name: string,
  change: Readonly<Record<string, string>>,
): Promise<void> {
  const board = /\/b\/([^/#?]+)/.exec(page.url())?.[1] ?? ''
  const calls = `${new URL(page.url()).origin}/api/boards/${board}`
  const { authors } = (await (await context.request.get(`${calls}/authors`)).json()) as {
    authors: Record<string, { participant: string; name: string }>
  }
  const person = Object.values(authors).find((author) => author.name === name)!
  const changed = await context.request.post(`${calls}/participants/${person.participant}`, { data: change })
  expect(changed.ok()).toBe(true)
}

/** Keeps what everyone saw when a story broke off, in test-results. */
export async function picturesOf(people: Readonly<Record<string, Person>>, moment: string): Promise<void> {
  for (const [name, { page }] of Object.entries(people)) {
    await page.screenshot({ path: `test-results/${moment} - ${name}.png` })
  }
}
