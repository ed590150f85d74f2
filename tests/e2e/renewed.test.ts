import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeCodes } from '../../shared/protocol/messages.ts'
import { launchBrowser } from '../support/chromium.ts'
import { builtProduct, startProduct, type Product } from '../support/product.ts'
import { someone } from './person.ts'

/* The product is renewed while somebody has it open: they are told, and one press brings the new one. */

let folder: string
let product: Product
let browser: Browser
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'common-thread-build-'))
  cpSync(builtProduct, join(folder, 'dist'), { recursive: true })
  // The build finds its packages beside it.
  symlinkSync(join(builtProduct, '../node_modules'), join(folder, 'node_modules'))
  cpSync(join(builtProduct, '../package.json'), join(folder, 'package.json'))
  product = await startProduct('127.0.0.1', { build: join(folder, 'dist') })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await product.stop()
  rmSync(folder, { recursive: true })
})

/** Puts a newer build in the place of the one that is served: the same, but for a mark in its page. */
async function renew(): Promise<void> {
  await product.halt()
  const page = join(folder, 'dist/client/index.html')
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace('<head>', '<head><meta name="build" content="newer">'),
  )
  const worker = join(folder, 'dist/client/sw.js')
  const before = readFileSync(worker, 'utf8')
  const after = before.replace(/(url:"index\.html",revision:")[^"]+/, '$1newer')
  expect(after).not.toBe(before)
  writeFileSync(worker, after)
  await product.resume()
}

it('brings the new build at the first press, with what was written meanwhile', async () => {
  const amina = await someone(browser, product.url, 'laptop')
  const { page, complaints } = amina
  await page.goto(product.url)
  await page.getByLabel('Title').fill('Our town')
  await page.getByLabel('Your name').fill('Amina')
  await page.getByRole('button', { name: 'Make the board' }).click()
  await amina.untilSaved()
  await page.getByRole('dialog').waitFor() // the invitation, which opens with a new board
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Bring notes', exact: true }).click()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await amina.untilSaved()

  // The older page stays, as it does in a tab that nobody looks at; from now on the server sends it away.
  let isOld = true
  await page.routeWebSocket(/\/sync\//, async (socket) => {
    if (isOld) await socket.close({ code: closeCodes.reloadForSchema })
    else socket.connectToServer()
  })
  await page.reload()
  await page.getByText('The product has been renewed').waitFor()
  await page.getByLabel('What was said').fill('The lift is broken.')
  await page.getByRole('button', { name: 'Share this note with the group' }).click()
  await renew()
  isOld = false

  const isNewer = () => page.locator('meta[name="build"][content="newer"]').count()
  expect(await isNewer()).toBe(0)
  await Promise.all([
    page.waitForEvent('load'),
    page.getByRole('button', { name: 'Load the page again' }).click(),
  ])
  expect(await isNewer()).toBe(1)
  await amina.untilSaved()
  await page.getByRole('tab', { name: 'My notes 1' }).waitFor()
  expect(complaints.filter((complaint) => !/ERR_CONNECTION_REFUSED|WebSocket/.test(complaint))).toEqual([])
})
