import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import { launchBrowser } from '../support/chromium.ts'
import { buildNewer } from '../support/newerBuild.ts'
import { builtProduct, startProduct, type Product } from '../support/product.ts'
import { join, notesSaying, picturesOf, shareNote, someone, type Person } from './person.ts'

/*
 * The product is renewed, and the boards' schema with it, while people have it open: the older page is told, writes
 * nothing that it does not understand, and one press brings the new one with all that was written meanwhile.
 */

const THREE = /^(The bus|Written)/

let folder: string
let newer: string
let product: Product
let browser: Browser
let amina: Person
let jo: Person
let member = ''
beforeAll(async () => {
  folder = mkdtempSync(joinPath(tmpdir(), 'common-thread-build-'))
  mkdirSync(joinPath(folder, 'next'))
  newer = buildNewer(joinPath(folder, 'next'))
  cpSync(builtProduct, joinPath(folder, 'dist'), { recursive: true })
  // The build finds its packages beside it.
  symlinkSync(joinPath(builtProduct, '../node_modules'), joinPath(folder, 'node_modules'))
  cpSync(joinPath(builtProduct, '../package.json'), joinPath(folder, 'package.json'))
  product = await startProduct('127.0.0.1', { build: joinPath(folder, 'dist') })
  browser = await launchBrowser()
  amina = await someone(browser, product.url, 'laptop')
  jo = await someone(browser, product.url, 'phone')
}, 240_000)
afterAll(async () => {
  await browser.close()
  await product.stop()
  rmSync(folder, { recursive: true })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await picturesOf({ amina, jo }, `renewed ${task.name}`)
})

/** Puts the newer build in the place of the one that runs, as an update of the product does. */
async function renew(): Promise<void> {
  rmSync(joinPath(folder, 'dist'), { recursive: true })
  cpSync(newer, joinPath(folder, 'dist'), { recursive: true })
  await product.resume()
}

it('begins with a page of the older build, which its service worker holds', async () => {
  const { page } = amina
  await page.goto(product.url)
  await page.getByLabel('Title').fill('Our town')
  await page.getByLabel('Your name').fill('Amina')
  await page.getByRole('button', { name: 'Make the board' }).click()
  await amina.untilSaved()
  await page.getByRole('dialog').waitFor() // the invitation, which opens with a new board
  await page.keyboard.press('Escape')
  const board = /\/b\/([^/#?]+)/.exec(page.url())![1]!
  const invite = await amina.context.request.get(`${product.url}/api/boards/${board}/invite`)
  member = ((await invite.json()) as { links: { member: string } }).links.member
  await page.getByRole('link', { name: 'Bring notes', exact: true }).click()
  await shareNote(amina, 'The bus stops at six.')
  await amina.untilSaved()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await amina.untilSaved()
  expect(await copiesOf(amina)).toEqual([String(SCHEMA_VERSION)])
})

it('is told to load the page again by a server of a newer schema, which takes nothing from it', async () => {
  const { page } = amina
  await product.halt()
  await page
    .getByText(/^No connection/)
    .first()
    .waitFor()
  await shareNote(amina, 'Written while the server was away.')
  await renew()
  await page.getByText('The product has been renewed').waitFor({ timeout: 60_000 })
  await shareNote(amina, 'Written on the older page.')
  await page.screenshot({ path: 'test-results/renewed.png' })
  await join(jo, member, 'Jo')
  await jo.goTo('notes')
  await expect.poll(() => notesSaying(jo, THREE)).toEqual(['The bus stops at six.'])
})

it('brings the new build at the first press, with all that was written meanwhile', async () => {
  const { page } = amina
  await Promise.all([
    page.waitForEvent('load'),
    page.getByRole('button', { name: 'Load the page again' }).click(),
  ])
  await page.getByRole('tab', { name: 'My notes 3' }).waitFor()
  await amina.untilSaved()
  await expect
    .poll(() => notesSaying(jo, THREE))
    .toEqual(['The bus stops at six.', 'Written on the older page.', 'Written while the server was away.'])
  await expect.poll(() => copiesOf(amina)).toEqual([String(SCHEMA_VERSION + 1)])
  for (const { complaints } of [amina, jo]) expect(complaints).toEqual([])
})

/** Of which schemas copies of the board lie in a browser. */
const copiesOf = ({ page }: Person) =>
  page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name?.split('/')[3]).filter((schema) => schema),
  )
