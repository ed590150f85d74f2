import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/chromium.ts'
import { browserOf } from '../support/httpBrowser.ts'
import { startProduct, type Product } from '../support/product.ts'
import { join, someone } from './person.ts'

/** Bytes of JavaScript, as they cross the network with their headers, that a newcomer may have to wait for. */
const MOST_JAVASCRIPT = 155_000

describe('the first load of a board', () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    product = await startProduct()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await product.stop()
  })

  it('asks for at most 155 KB of JavaScript, and none of it is for reports or imports', async () => {
    const made = await browserOf(product.url).post('/api/boards', {
      title: 'Example',
      name: 'Amina',
      example: true,
    })
    const { id, links } = made.json as { id: string; links: { member: string } }
    // Joined in one tab, measured in another with an empty cache: joining is not the board page.
    const jo = await someone(browser, product.url, 'laptop')
    await join(jo, links.member, 'Jo')
    const page = await jo.context.newPage()
    const session = await jo.context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    await session.send('Network.setBypassServiceWorker', { bypass: true })
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector('[data-note-id]')) return
        observer.disconnect()
        performance.mark('first note')
      }).observe(document, { childList: true, subtree: true })
    })
    await page.goto(`${product.url}/b/${id}/themes`)
    await page.locator('[data-note-id]').first().waitFor()
    // What is asked for after this moment, while nothing else is to do, keeps nobody waiting.
    const scripts = await page.evaluate(() => {
      const seenMs = performance.getEntriesByName('first note')[0]!.startTime
      const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      return all
        .filter(({ name, startTime }) => new URL(name).pathname.endsWith('.js') && startTime < seenMs)
        .map(({ name, transferSize }) => ({ name, transferSize }))
    })
    const total = scripts.reduce((sum, { transferSize }) => sum + transferSize, 0)
    const names = scripts.map(({ name }) => name.split('/').at(-1))
    expect(names.length).toBeGreaterThan(3)
    expect(names.filter((name) => /^(Findings|Import|Vote|Invite)/.test(name ?? ''))).toEqual([])
    expect(total).toBeGreaterThan(100_000)
    expect(total).toBeLessThan(MOST_JAVASCRIPT)
  })
})
