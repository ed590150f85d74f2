import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeCodes } from '../../shared/protocol/messages.ts'
import { launchBrowser } from '../support/chromium.ts'
import { startProduct, type Product } from '../support/product.ts'
import { someone, type Person } from './person.ts'

/* What stands on the screen when the server closes: why, and what to do next. */

let product: Product
let browser: Browser
let amina: Person
let board: string
beforeAll(async () => {
  product = await startProduct()
  browser = await launchBrowser()
  amina = await someone(browser, product.url, 'laptop')
  const { page } = amina
  await page.goto(product.url)
  await page.getByLabel('Title').fill('A new era for our borough')
  await page.getByLabel('Your name').fill('Amina')
  await page.getByRole('button', { name: 'Make the board' }).click()
  await amina.untilSaved()
  board = /\/b\/[^/#?]+/.exec(page.url())![0]
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

/** A tab of Amina's on the board, whose socket is closed with a code as soon as it is open; how often it came. */
async function closedWith(code: number): Promise<{ page: Page; attempts: () => number }> {
  const page = await amina.context.newPage()
  let attempts = 0
  await page.routeWebSocket(/\/sync\//, async (socket) => {
    attempts++
    await socket.close({ code })
  })
  await page.goto(`${product.url}${board}/notes`)
  return { page, attempts: () => attempts }
}

const again = 'Load the page again'
const away = 'Go to the first page'

describe('a page that the server will not have back', () => {
  it.each([
    ['malformed', 'The server could not read what this page sent', again],
    ['notSignedIn', 'You are not on this board any more in this browser', again],
    ['removed', 'A facilitator has taken you off this board', away],
    ['noSuchBoard', 'This board has been deleted', away],
    ['tooLarge', 'This page sent far more than anyone writes', again],
    ['reloadForSchema', 'The product has been renewed', again],
    ['tooManyMessages', 'This page sent far more than anyone writes', again],
    ['tooManySockets', 'You have this board open in more tabs', again],
  ] as const)('%s: says why, and what to do next', async (code, sentence, action) => {
    const { page, attempts } = await closedWith(closeCodes[code])
    const notice = page.getByRole('status').filter({ hasText: sentence })
    await notice.waitFor()
    await page.getByRole(action === away ? 'link' : 'button', { name: action }).waitFor()
    await page.getByText('Not connected any more').first().waitFor({ state: 'attached' })
    expect(attempts()).toBe(1)
    await page.close()
  })

  it('boardErased: says that the board is gone, when somebody has deleted it, and takes no words into nowhere', async () => {
    const page = await amina.context.newPage()
    await page.goto(product.url)
    await page.getByLabel('Title').fill('A board for one minute')
    await page.getByLabel('Your name').fill('Amina')
    await page.getByRole('button', { name: 'Make the board' }).click()
    await page.getByText('All changes saved').waitFor()
    const path = /\/b\/([^/#?]+)/.exec(page.url())![1]
    expect(
      await page.evaluate(
        async (id) => (await fetch(`/api/boards/${id}`, { method: 'DELETE' })).status,
        path,
      ),
    ).toBe(204)
    await page
      .getByRole('status')
      .filter({ hasText: 'This board has been deleted' })
      .waitFor({ state: 'attached' })
    await page.getByRole('dialog').waitFor() // the invitation, which opens with a new board
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Bring notes', exact: true }).click()
    await page.getByLabel('What was said').fill('Nobody told us that it would close')
    await page.getByRole('button', { name: 'Share this note' }).click()
    await page.getByText('Your words stay here, on this device').waitFor()
    expect(await page.getByLabel('What was said').inputValue()).toBe('Nobody told us that it would close')
    await page.close()
  })

  it('knows a sentence for every code that is for good', () => {
    const tried = 9
    // Besides these, a refused edit (4409), which is no end.
    expect(Object.values(closeCodes).filter((code) => code < 4500)).toHaveLength(tried + 1)
  })
})

describe('a page that comes back by itself', () => {
  it.each([
    ['shuttingDown', 'No connection'],
    ['tooSlow', 'No connection'],
    ['crowded', 'All places on this board are taken. This page tries again by itself'],
  ] as const)('%s: says that it waits', async (code, sentence) => {
    const { page, attempts } = await closedWith(closeCodes[code])
    await page.getByText(sentence).first().waitFor()
    await expect.poll(attempts).toBeGreaterThan(1)
    await page.close()
  })
})
