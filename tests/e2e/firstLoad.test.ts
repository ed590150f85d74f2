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
    const scripts = new Map<string, string>()
    const bytes = new Map<string, number>()
    session.on('Network.responseReceived', ({ requestId, type, response }) => {
      if (type === 'Script') scripts.set(requestId, response.url)
    })
    session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
      bytes.set(requestId, (bytes.get(requestId) ?? 0) + encodedDataLength)
    })
    await page.goto(`${product.url}/b/${id}/themes`)
    await page.locator('[data-note-id]').first().waitFor()
    // What comes after this moment, while nothing else is to do, keeps nobody waiting.
    const total = [...scripts.keys()].reduce((sum, request) => sum + (bytes.get(request) ?? 0), 0)
    const names = [...scripts.values()].map((url) => url.split('/').at(-1))
    expect(names.length).toBeGreaterThan(3)
    expect(names.filter((name) => /^(Findings|Import|Vote|Invite)/.test(name ?? ''))).toEqual([])
    expect(total).toBeGreaterThan(100_000)
    expect(total).toBeLessThan(MOST_JAVASCRIPT)
  })
})
