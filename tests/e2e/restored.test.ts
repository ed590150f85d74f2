import { execFile } from 'node:child_process'
import { join as joinPath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/chromium.ts'
import { networkAddress, startProduct, type Product } from '../support/product.ts'
import {
  anotherTab,
  join,
  makeBoard,
  notesSaying,
  picturesOf,
  shareNote,
  someone,
  type Person,
} from './person.ts'

/*
 * A real restore, by the command line, while people have the board open: on loopback, and over plain http at an address
 * that is not, where a browser has fewer means.
 */

const run = promisify(execFile)
const main = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))
const hosts = ['127.0.0.1', networkAddress()].filter((host) => host !== undefined)
const OURS = /^(Before the|No bus|This was|Written on)/
const WORDING = 'What we ask for, in plain words'

describe.each(hosts)('a restore over http at %s', (host) => {
  let product: Product
  let browser: Browser
  let amina: Person
  let jo: Person
  let second: Person
  let sam: Person
  let board = ''

  const command = (...words: string[]) =>
    run(process.execPath, [main, ...words], {
      env: { ...process.env, DATA_DIR: product.dataDir, NODE_ENV: 'production' },
    })
  const backup = () => joinPath(product.dataDir, '..', `${board}.backup`)

  beforeAll(async () => {
    product = await startProduct(host)
    browser = await launchBrowser()
    amina = await someone(browser, product.url, 'laptop')
    jo = await someone(browser, product.url, 'laptop')
    sam = await someone(browser, product.url, 'phone')
    const made = await makeBoard(amina, product.url)
    board = made.id
    await amina.page.goto(`${product.url}/b/${board}/recommend`)
    await amina.untilSaved()
    await amina.page.getByRole('button', { name: 'Add a request' }).first().click()
    await amina.page.getByLabel(WORDING).fill('Serve warm food.')
    await amina.untilSaved()
    await join(jo, made.member, 'Jo')
    await join(sam, made.member, 'Sam')
    await jo.goTo('notes')
    await addNote(jo, 'Before the backup.')
    second = await anotherTab(jo)
    await second.page.goto(`${product.url}/b/${board}/recommend`)
    await second.page.getByLabel(WORDING).waitFor()
    await command('backup', backup())
  })
  afterAll(async () => {
    await browser.close()
    await product.stop()
    await run('rm', ['-f', backup()])
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picturesOf({ amina, jo, second, sam }, `restored ${host}`)
  })

  it('is told to whoever has the board open, and what they added since is there again, once', async () => {
    await addNote(jo, 'No bus after six.')
    await addNote(jo, 'This was a mistake.')
    await takeBack(jo, 'This was a mistake.')
    await sam.goTo('notes')
    await addNote(sam, 'Written on a phone.')
    await sam.page.goto('about:blank')
    // Both word the same request after the backup: whose part goes where is not certain any more.
    await word(second, ' Every day.')
    await amina.goTo('recommend')
    await expect.poll(() => wording(amina)).toBe('Serve warm food. Every day.')
    await word(amina, ' With tea.')
    await expect.poll(() => wording(second)).toBe('Serve warm food. Every day. With tea.')
    await amina.untilSaved()

    await command('restore', backup(), '--yes', '--discard-present')

    for (const { page } of [amina, jo, second])
      await page.getByText('This board was restored from a backup of').waitFor({ timeout: 60_000 })
    for (const person of [amina, jo, second]) await person.untilSaved()
    await amina.goTo('notes')
    await expect.poll(() => notesSaying(amina, OURS)).toEqual(['Before the backup.', 'No bus after six.'])
  })

  it('keeps what would change the restored board, with the day of the backup, until its writer decides', async () => {
    await amina.goTo('recommend')
    expect(await wording(amina)).toBe('Serve warm food.')
    for (const tab of [jo, second]) await tab.page.getByText('1 change of yours was not taken.').waitFor()
    await jo.page.getByRole('button', { name: 'Look at it' }).click()
    const dialog = jo.page.getByRole('dialog', { name: 'Your words, kept' })
    await dialog.getByText(/restored from a backup of \w+day/).waitFor()
    expect(await dialog.locator('ins').innerText()).toBe(' Every day.')
    await jo.page.screenshot({ path: `test-results/kept after a restore ${host}.png` })
    await dialog.getByRole('button', { name: 'Bring back' }).click()
    await dialog.getByText('Nothing waits here any more.').waitFor()
    await expect.poll(() => wording(amina)).toBe('Serve warm food. Every day.')
  })

  it('waits for a device that comes later', async () => {
    await sam.page.goto(`${product.url}/b/${board}/notes`)
    await sam.page.getByText('This board was restored from a backup of').waitFor()
    await sam.untilSaved()
    await amina.goTo('notes')
    await expect
      .poll(() => notesSaying(amina, OURS))
      .toEqual(['Before the backup.', 'No bus after six.', 'Written on a phone.'])
  })

  it('leaves no earlier copy on a device, and brings nothing twice when the board is opened again', async () => {
    for (const { page } of [jo, second, sam]) await page.goto(`${product.url}/b/${board}/notes`)
    for (const person of [jo, second, sam]) await person.untilSaved()
    for (const { page } of [jo, sam])
      await expect.poll(() => page.evaluate(copiesHere, board)).toHaveLength(1)
    expect(await notesSaying(amina, OURS)).toEqual([
      'Before the backup.',
      'No bus after six.',
      'Written on a phone.',
    ])
    for (const person of [amina, jo, sam]) expect(person.complaints).toEqual([])
  })
})

const copiesHere = async (board: string) =>
  (await indexedDB.databases()).map(({ name }) => name).filter((name) => name?.includes(board))

const wording = ({ page }: Person) => page.getByLabel(WORDING).inputValue()

async function word({ page }: Person, words: string): Promise<void> {
  await page.getByLabel(WORDING).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(words)
}

async function addNote(person: Person, words: string): Promise<void> {
  await shareNote(person, words)
  await person.untilSaved()
}

async function takeBack({ page }: Person, words: string): Promise<void> {
  const note = page.getByRole('listitem').filter({ hasText: words }).first()
  await note.getByRole('button', { name: 'Take back' }).click()
  await note.getByRole('button', { name: 'Take it back' }).click()
  await page.getByText('Your note is taken back.').first().waitFor()
}
