import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/chromium.ts'
import { networkAddress, startProduct, type Product } from '../support/product.ts'
import {
  anotherTab,
  changePerson,
  join,
  makeBoard,
  notesSaying,
  picturesOf,
  shareNote,
  someone,
  untilListed,
  type Person,
} from './person.ts'
import { signalOf, type Signal } from './signal.ts'

/*
 * What becomes of words that the board does not take: the round was opened, the stage moved on, while somebody wrote
 * without a connection. On loopback, and over plain http at an address that is not.
 */

const hosts = ['127.0.0.1', networkAddress()].filter((host) => host !== undefined)
const WORDING = 'What we ask for, in plain words'

describe.each(hosts)('refused words over http at %s', (host) => {
  let product: Product
  let browser: Browser
  let amina: Person
  let jo: Person
  let sam: Person
  let signal: Signal
  let member = ''

  beforeAll(async () => {
    product = await startProduct(host)
    browser = await launchBrowser()
    amina = await someone(browser, product.url, 'laptop')
    const made = await makeBoard(amina, product.url)
    member = made.member
    await amina.page.goto(`${product.url}/b/${made.id}/recommend`)
    await amina.untilSaved()
    await amina.page.getByRole('button', { name: 'Add a request' }).first().click()
    await amina.page.getByLabel(WORDING).fill('Serve warm food.')
    await amina.untilSaved()
    jo = await someone(browser, product.url, 'laptop')
    signal = await signalOf(jo)
    sam = await someone(browser, product.url, 'laptop')
    await join(jo, member, 'Jo')
    await join(sam, member, 'Sam')
    // Over plain http nothing keeps the parts of the page that were not looked at yet.
    await jo.goTo('notes')
    await jo.page.getByLabel('What was said').waitFor()
    await sam.goTo('recommend')
  })
  afterAll(async () => {
    await browser.close()
    await product.stop()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picturesOf({ amina, jo, sam }, `refused ${host} ${task.name}`)
  })

  it('keeps words for a request that is voted on by now, and shares the note written beside them', async () => {
    await jo.goTo('recommend')
    await jo.untilSaved()
    await signal.lose()
    await wordIt(jo, ' Every day.')
    await addNote(jo, 'No bus after six.')
    await openRound(amina)
    await signal.find()
    await jo.untilSaved()
    await jo.page.getByText('1 change of yours was not taken.').waitFor()
    await sam.goTo('notes')
    await untilListed(sam, 'No bus after six.')
    const dialog = await lookAtKept(jo)
    await dialog.getByText('This is being voted on').waitFor()
    expect(await dialog.getByRole('blockquote').innerText()).toBe('Serve warm food. Every day.')
    expect(await dialog.locator('ins').innerText()).toBe(' Every day.')
  })

  it('says so once more when they are brought back too early, and keeps them over a reload', async () => {
    await jo.page.getByRole('button', { name: 'Bring back' }).click()
    await jo.page.getByText('Not taken this time either').waitFor()
    await jo.page.getByRole('button', { name: 'Copy' }).click()
    await jo.page.getByText('Copied').first().waitFor()
    await jo.page.reload()
    await jo.page.getByText('1 change of yours was not taken.').waitFor()
  })

  it('takes them when the round has closed', async () => {
    await closeRound(amina)
    await jo.goTo('recommend')
    await jo.untilSaved()
    const dialog = await lookAtKept(jo)
    await dialog.getByRole('button', { name: 'Bring back' }).click()
    await dialog.getByText('Nothing waits here any more.').waitFor()
    await sam.goTo('recommend')
    await expect.poll(() => wordingOf(sam)).toBe('Serve warm food. Every day.')
  })

  it('keeps them once, not twice, with two tabs open, and both tabs recover', async () => {
    const { page } = jo
    await page.getByRole('button', { name: 'Close' }).click()
    const second = await anotherTab(jo)
    await second.page.goto(page.url())
    await second.page.getByLabel(WORDING).waitFor()
    // Only then the page opens without a connection; over plain http it never does.
    if (host === '127.0.0.1')
      await second.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await signal.lose()
    await wordIt(jo, ' And tea.')
    await addNote(jo, 'The lift is broken.')
    if (host === '127.0.0.1') {
      await second.page.reload()
      await expect.poll(() => wordingOf(second)).toContain('And tea.')
    }
    await openRound(amina)
    await signal.find()
    for (const tab of [jo, second]) {
      await tab.untilSaved()
      await tab.page.getByText('1 change of yours was not taken.').waitFor()
    }
    for (const tab of [jo, second]) {
      await tab.page.reload()
      await tab.untilSaved()
      await tab.page.getByText('1 change of yours was not taken.').waitFor()
    }
    await second.page.close()
    await sam.goTo('notes')
    await expect.poll(() => notesSaying(sam, /^The lift is broken\./)).toEqual(['The lift is broken.'])
  })

  it('lets whoever was taken off the board see and copy what they had not sent', async () => {
    const { page } = jo
    await signal.lose()
    await addNote(jo, 'Nobody told us.')
    await changePerson(amina, 'Jo', { do: 'remove' })
    await signal.find()
    await page.reload()
    await page.getByRole('heading', { name: 'Your words, kept' }).waitFor()
    await page.getByText('Nobody told us.').waitFor()
    await join(jo, member, 'Jo')
    await page.getByText(/of yours w(as|ere) not taken/).waitFor()
    const dialog = await lookAtKept(jo)
    const note = dialog.getByRole('listitem').filter({ hasText: 'Nobody told us.' })
    await note.getByRole('button', { name: 'Bring back' }).click()
    await note.waitFor({ state: 'detached' })
    await jo.untilSaved()
    await sam.goTo('notes')
    await untilListed(sam, 'Nobody told us.')
  })

  it('was noticed by nobody else', () => {
    for (const person of [amina, sam]) expect(person.complaints).toEqual([])
  })
})

const wordingOf = ({ page }: Pick<Person, 'page'>) => page.getByLabel(WORDING).inputValue()

async function wordIt({ page }: Person, words: string): Promise<void> {
  await page.getByLabel(WORDING).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(words)
}

/** Adds a note from wherever one is, by the address of its stage without loading the page. */
async function addNote(person: Person, words: string): Promise<void> {
  await person.page
    .getByRole('link', { name: /Bring notes/ })
    .first()
    .click()
  await shareNote(person, words)
}

async function lookAtKept({ page }: Person) {
  await page.getByRole('button', { name: 'Look at it' }).click()
  return page.getByRole('dialog', { name: 'Your words, kept' })
}

async function openRound(person: Person): Promise<void> {
  const { page } = person
  await person.goTo('recommend')
  await page.getByRole('button', { name: 'Put to the vote…' }).first().click()
  await page.getByRole('button', { name: 'Open the round' }).click()
  await page.getByText('The round is open.').waitFor()
}

async function closeRound(person: Person): Promise<void> {
  const { page } = person
  await person.goTo('vote')
  await page.getByRole('button', { name: 'Close this round…' }).click()
  await page.getByRole('button', { name: 'Close the round' }).click()
  await page.getByRole('button', { name: 'Close the round' }).waitFor({ state: 'detached' })
}
