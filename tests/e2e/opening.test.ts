import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/chromium.ts'
import { browserOf } from '../support/httpBrowser.ts'
import { startProduct, type Product } from '../support/product.ts'
import { join, someone, untilListed } from './person.ts'
import { signalOf } from './signal.ts'

/** Bytes of HTML and style sheets, as they cross the network, before which nothing may be painted. */
const MOST_SHELL = 15_000

let product: Product
let browser: Browser
let board: { readonly id: string; readonly links: { readonly member: string } }
beforeAll(async () => {
  product = await startProduct()
  browser = await launchBrowser()
  const made = await browserOf(product.url).post('/api/boards', {
    title: 'Example',
    name: 'Amina',
    example: true,
  })
  board = made.json as typeof board
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

describe('the frame that is seen first', () => {
  it('is painted before any script, font or call, of a few kilobytes', async () => {
    const { page, complaints } = await someone(browser, product.url, 'phone')
    const asked: string[] = []
    let bytes = 0
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    page.on('requestfinished', (request) => {
      if (['document', 'stylesheet'].includes(request.resourceType()))
        void request.sizes().then((sizes) => (bytes += sizes.responseBodySize))
    })
    // Scripts never come.
    await page.route('**/*.js', () => undefined)
    await page.goto(`${product.url}/b/${board.id}/themes`, { waitUntil: 'commit' })
    await page.getByText('Common Thread').waitFor()
    await page.getByRole('status').getByText('Loading…').waitFor()
    const painted = () => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length)
    await expect.poll(painted).toBe(1)
    expect(asked.filter((path) => /\.woff2?$|^\/api\//.test(path))).toEqual([])
    await expect.poll(() => bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThan(MOST_SHELL)
    // Its style is allowed by the content security policy.
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(ground).toBe('rgb(247, 244, 238)')
    expect(complaints).toEqual([])
    await page.screenshot({ path: 'test-results/shell.png' })
    await page.context().close()
  })

  it('says without JavaScript that it is needed, and not that something is loading', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${product.url}/b/${board.id}`)
    const words = page.locator('noscript p')
    await words.waitFor()
    expect(await words.innerText()).toContain('needs JavaScript')
    expect(await page.getByText('Loading…').isVisible()).toBe(false)
    await context.close()
  })
})

describe('a return visit', () => {
  it('shows the notes from the device while the network gives nothing, and does not call them saved', async () => {
    const jo = await someone(browser, product.url, 'phone')
    await join(jo, board.links.member, 'Jo')
    await jo.goTo('themes')
    await jo.page.locator('[data-row]').first().waitFor()
    await jo.untilSaved()
    await jo.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await jo.page.close()

    const page = await jo.context.newPage()
    let held = 0
    await page.route('**/*', () => void held++)
    await page.routeWebSocket(/\/sync\//, () => undefined)
    await page.goto(`${product.url}/b/${board.id}/themes`, { waitUntil: 'commit' })
    await page.locator('[data-row]').first().waitFor()
    // Somebody did ask the server who one is, and is waiting for it.
    expect(held).toBeGreaterThan(0)
    expect(await page.getByText(/^(All changes saved|Saved)$/).count()).toBe(0)
    await page.context().close()
  })

  it('takes the board away again when the server says that one is nobody there', async () => {
    const jo = await someone(browser, product.url, 'laptop')
    await join(jo, board.links.member, 'Ben')
    await jo.goTo('themes')
    await jo.page.locator('[data-note-id]').first().waitFor()
    await jo.untilSaved()
    await jo.page.close()
    await jo.context.clearCookies()
    const page = await jo.context.newPage()
    await page.goto(`${product.url}/b/${board.id}/themes`)
    await page.getByText('You are not on this board in this browser').waitFor()
    await page.context().close()
  })

  it('brings to the board what was written without a connection, also where the device had no room for the board itself', async () => {
    const jo = await someone(browser, product.url, 'laptop')
    const signal = await signalOf(jo)
    await join(jo, board.links.member, 'Eve')
    await jo.goTo('notes')
    await jo.untilSaved()
    await signal.lose()
    const said = 'Written on the bus, where there is no signal'
    await jo.page.getByLabel('What was said').fill(said)
    await jo.page.getByRole('button', { name: 'Share this note with the group' }).click()
    await jo.page.getByRole('tabpanel').getByText(said).first().waitFor()
    const left = await jo.page.evaluate(async (id) => {
      const { name } = (await indexedDB.databases()).find(({ name }) => name?.includes(`/${id}/`))!
      const db = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open(name!)
        opening.onsuccess = () => {
          resolve(opening.result)
        }
      })
      const updates = db.transaction('updates', 'readwrite').objectStore('updates')
      return new Promise<number>((resolve) => {
        let kept = 0
        const walking = updates.openCursor()
        walking.onsuccess = () => {
          const cursor = walking.result
          if (!cursor) resolve(kept)
          // The board itself is what takes the room.
          else if ((cursor.value as Uint8Array).length > 5000) cursor.delete()
          else kept++
          cursor?.continue()
        }
      })
    }, board.id)
    expect(left).toBeGreaterThan(0)
    await jo.page.evaluate((id) => {
      localStorage.removeItem(`common-thread/me/${id}`)
    }, board.id)
    await jo.page.close()
    await signal.find()

    const page = await jo.context.newPage()
    await page.goto(`${product.url}/b/${board.id}/notes`)
    await page.getByText(said).first().waitFor()
    const ann = await someone(browser, product.url, 'laptop')
    await join(ann, board.links.member, 'Ann')
    await ann.goTo('notes')
    await untilListed(ann, said)
    expect(ann.complaints).toEqual([])
    await ann.context.close()
    await jo.context.close()
  })
})
