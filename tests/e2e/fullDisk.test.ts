import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/chromium.ts'
import { startProduct, type Product } from '../support/product.ts'
import { mountSmallDisk } from '../support/smallDisk.ts'
import { BACK_WITHIN_MS, join, makeBoard, picturesOf, someone, type Person } from './person.ts'

/* What people see while the server's disk is full, and what becomes of what they write. */

const disk = mountSmallDisk()
if (!disk) console.warn('Not tested: a full disk, since no small one may be mounted here')
const SENTENCE = 'The server cannot store anything just now'
const FULL = `${SENTENCE}: its disk is full.`

describe.skipIf(!disk)('a server whose disk is full', () => {
  let product: Product
  let browser: Browser
  let fay: Person
  let jo: Person
  let late: Person
  let board = ''
  let member = ''

  beforeAll(async () => {
    product = await startProduct('127.0.0.1', { dataDir: disk!.folder, logLevel: 'info' })
    browser = await launchBrowser()
    fay = await someone(browser, product.url, 'laptop')
    const made = await makeBoard(fay, product.url, 'Fay')
    board = `${product.url}/b/${made.id}`
    member = made.member
    await fay.page.goto(`${board}/notes`)
    await fay.untilSaved()
    jo = await someone(browser, product.url, 'phone')
    await join(jo, member, 'Jo')
    await jo.goTo('notes')
    late = await someone(browser, product.url, 'laptop')
  })
  afterAll(async () => {
    await browser.close()
    await product.stop()
    disk?.remove()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picturesOf({ fay, jo, late }, `full disk ${task.name}`)
  })

  it('says so to whoever writes, and to everyone beside them, for as long as it lasts', async () => {
    disk!.fill()
    await write(fay, 'The last bus is at six.')
    for (const { page } of [fay, jo]) await page.getByText(FULL).waitFor()
    const { page } = fay
    // Connections come and go meanwhile: the sentence stays, and nothing is called saved.
    const untilMs = Date.now() + 12_000
    while (Date.now() < untilMs) {
      expect(await page.getByText(FULL).count()).toBe(1)
      expect(await page.getByText(/All changes saved|No connection/).count()).toBe(0)
      await page.waitForTimeout(200)
    }
    await picturesOf({ fay, jo }, 'full disk')
    expect(product.log()).toContain('The disk is full: nothing can be saved, so nothing is accepted.')
    expect((await page.context().request.get(`${product.url}/readyz`)).status()).toBe(503)
  })

  it('lets a page that is opened now tell the same, and take words', async () => {
    await fay.page.reload()
    await fay.page.getByText('The last bus is at six.').first().waitFor()
    await fay.page.getByText(SENTENCE).waitFor()
    await late.page.goto(member)
    await late.page.getByLabel('Your name').fill('Late')
    await late.page.getByRole('button', { name: /^Join as/ }).click()
    await late.page
      .getByText(/cannot save at the moment.*disk is full.*make room.*press the button again/)
      .waitFor()
    await picturesOf({ late }, 'full disk joining')
  })

  it('takes what waited once there is room, without a restart or anyone doing anything', async () => {
    disk!.makeRoom()
    for (const { page } of [fay, jo])
      await page.getByText(SENTENCE).waitFor({ state: 'detached', timeout: 60_000 })
    await fay.untilSaved()
    // The list itself holds still once it is shown, so the note comes first.
    const everyone = jo.page.getByRole('tab', { name: /^Everyone 1/ })
    await everyone.waitFor({ timeout: BACK_WITHIN_MS })
    // Nothing was searched for, so a note that waits behind the button is not one that was not found.
    expect(await jo.page.getByText('No note has these words.').count()).toBe(0)
    await everyone.click()
    await jo.page.getByText('The last bus is at six.').first().waitFor()
    await late.page.getByRole('button', { name: /^Join as/ }).click()
    await late.untilSaved()
  })
})

async function write({ page }: Person, said: string): Promise<void> {
  await page.getByLabel('What was said').fill(said)
  await page.getByRole('button', { name: 'Share this note with the group' }).click()
}
