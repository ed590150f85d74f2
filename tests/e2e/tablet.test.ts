import { readdir, rm } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/chromium.ts'
import { startProduct, type Product } from '../support/product.ts'
import {
  anotherTab,
  BACK_WITHIN_MS,
  changePerson,
  makeBoard,
  notesSaying,
  picturesOf,
  shareNote,
  someone,
  type Person,
} from './person.ts'
import { signalOf, type Signal } from './signal.ts'

/* A tablet that goes round: what lies on it of several people, and what becomes of it when they leave the board. */

const BOTH = /^(Jo|Sam): /

describe('a tablet of two people', () => {
  let product: Product
  let browser: Browser
  let amina: Person
  let tablet: Person
  let signal: Signal
  let board = ''
  const idOf: Record<string, string> = {}

  beforeAll(async () => {
    product = await startProduct()
    browser = await launchBrowser()
    amina = await someone(browser, product.url, 'laptop')
    const made = await makeBoard(amina, product.url)
    board = made.id
    await amina.page.goto(`${product.url}/b/${board}/notes`)
    await amina.untilSaved()
    tablet = await someone(browser, product.url, 'phone')
    signal = await signalOf(tablet)
    const secret = made.member.split('#')[1]
    for (const name of ['Jo', 'Sam']) {
      const joined = await tablet.context.request.post(`${product.url}/api/boards/${board}/participants`, {
        data: { secret, name },
      })
      idOf[name] = ((await joined.json()) as { participant: { id: string } }).participant.id
    }
    await tablet.page.goto(`${product.url}/b/${board}/notes`)
    await tablet.untilSaved()
    // Once more, so that both have opened it here, and the page opens without a connection.
    await carryOnAs(tablet, 'Jo')
    await tablet.untilSaved()
    await tablet.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  })
  afterAll(async () => {
    await browser.close()
    await product.stop()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picturesOf({ amina, tablet }, `tablet ${task.name}`)
  })

  const onTablet = () => tablet.page.evaluate(liesHere, board)

  it('is handed on and loaded again without a connection, and keeps whose words are whose', async () => {
    const { page } = tablet
    await signal.lose()
    await shareNote(tablet, 'Jo: nobody answers the phone.')
    await carryOnAs(tablet, 'Sam')
    await shareNote(tablet, 'Sam: the ramp is too steep.')
    await page.reload()
    expect(await notesSaying(tablet, BOTH)).toEqual(['Sam: the ramp is too steep.'])
    await page.getByRole('tab', { name: 'Add' }).click()
    // Jo may not write any more when the tablet is back.
    await changePerson(amina, 'Jo', { do: 'role', role: 'observer' })
    await signal.find()
    await tablet.untilSaved()
    await expect.poll(() => notesSaying(amina, BOTH)).toEqual(['Sam: the ramp is too steep.'])
    expect(await page.getByText(/of yours w(as|ere) not taken/).count()).toBe(0)
  })

  it('keeps what was refused for whoever wrote it, over a reload without a connection', async () => {
    const { page } = tablet
    await carryOnAs(tablet, 'Jo')
    await page.getByText('1 change of yours was not taken.').waitFor()
    await signal.lose()
    await page.reload()
    await page.getByText('1 change of yours was not taken.').waitFor()
    await page.getByRole('button', { name: 'Look at it' }).click()
    const dialog = page.getByRole('dialog', { name: 'Your words, kept' })
    await dialog.getByText('Jo: nobody answers the phone.').waitFor()
    await page.screenshot({ path: 'test-results/kept words on a tablet, without a connection.png' })
    await page.getByRole('button', { name: 'Close' }).click()
    await signal.find()
    await tablet.untilSaved()
  })

  it('loses the board of whoever is taken off it meanwhile, and nothing of the other', async () => {
    const { page } = tablet
    await signal.lose()
    await carryOnAs(tablet, 'Sam')
    // What was brought over long ago: the copy of an earlier epoch goes with the other.
    await page.evaluate(copyAside, { board, person: idOf['Jo']! })
    expect((await onTablet()).copies.filter((name) => name.endsWith(idOf['Jo']!))).toHaveLength(2)
    await changePerson(amina, 'Jo', { do: 'remove' })
    await signal.find()
    await tablet.untilSaved()
    await expect
      .poll(async () => (await onTablet()).copies.map((name) => name.split('/').at(-1)))
      .toEqual([idOf['Sam']])
    const { keys } = await onTablet()
    // What was refused, and what was begun, is Jo's still, and shown to nobody who is here.
    const ofJo = keys.filter((key) => key.endsWith(idOf['Jo']!)).map((key) => key.split('/')[1])
    expect(ofJo.sort()).toEqual(['draft', 'kept'])
    expect(await page.getByText(/of yours w(as|ere) not taken/).count()).toBe(0)
  })

  it('keeps what two tabs could not send when their person is taken off, and no copy', async () => {
    const second = await anotherTab(tablet)
    await second.page.goto(tablet.page.url())
    await second.page.getByLabel('What was said').waitFor()
    await signal.lose()
    await shareNote(tablet, 'Sam: in the first tab.')
    await shareNote(second, 'Sam: in the second tab.')
    await changePerson(amina, 'Sam', { do: 'remove' })
    await signal.find()
    for (const { page } of [tablet, second])
      await page.getByText('You are not on this board any more').waitFor({ timeout: BACK_WITHIN_MS })
    await tablet.page.getByRole('button', { name: 'Load the page again' }).click()
    await tablet.page.getByRole('heading', { name: 'Your words, kept' }).waitFor()
    await expect.poll(async () => (await onTablet()).copies).toEqual([])
    for (const words of ['in the first tab', 'in the second tab', 'nobody answers the phone'])
      expect(await tablet.page.getByText(words).count(), words).toBe(1)
    await tablet.page.screenshot({ path: 'test-results/words left on a tablet.png', fullPage: true })
    expect((await onTablet()).keys.map((key) => key.split('/')[1])).not.toContain('wrote')
    await second.page.close()
  })

  it('keeps the board when the server has lost its own, since it may be all that there is of it', async () => {
    await product.halt()
    for (const name of await readdir(product.dataDir))
      if (name.startsWith('boards.db')) await rm(joinPath(product.dataDir, name))
    await product.resume()
    const copies = (await amina.page.evaluate(liesHere, board)).copies
    expect(copies).toHaveLength(1)
    await amina.page.goto(`${product.url}/b/${board}/notes`)
    await amina.page.getByText('You are not on this board').first().waitFor()
    expect((await amina.page.evaluate(liesHere, board)).copies).toEqual(copies)
  })

  it('was no reason for anybody’s browser to complain', () => {
    // Whoever is not on the board is told so with this status.
    for (const { complaints } of [amina, tablet])
      expect(complaints.filter((one) => !one.includes('404'))).toEqual([])
  })
})

/** What the browser holds of a board, as names. */
const liesHere = async (board: string) => ({
  copies: (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.includes(board)),
  keys: Object.keys(localStorage).filter((key) => key.includes(board)),
})

/** Puts the present copy of somebody's beside it, as one of the epoch before. */
const copyAside = ({ board, person }: { board: string; person: string }) =>
  new Promise<void>((resolve, reject) => {
    const open = (name: string, upgrade?: (db: IDBDatabase) => void) =>
      new Promise<IDBDatabase>((opened) => {
        const request = indexedDB.open(name, 1)
        request.onupgradeneeded = () => upgrade?.(request.result)
        request.onsuccess = () => {
          opened(request.result)
        }
      })
    const copy = async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name ?? '')
      const present = names.find((name) => name.includes(board) && name.endsWith(person))!
      const [app, , epoch, schema] = present.split('/')
      const from = await open(present)
      const to = await open([app, board, Number(epoch) - 1, schema, person].join('/'), (db) => {
        db.createObjectStore('updates', { autoIncrement: true })
        db.createObjectStore('custom')
      })
      const updates = from.transaction('updates').objectStore('updates').getAll()
      updates.onsuccess = () => {
        const writing = to.transaction('updates', 'readwrite')
        for (const update of updates.result as unknown[]) writing.objectStore('updates').add(update)
        writing.oncomplete = () => {
          from.close()
          to.close()
          resolve()
        }
      }
    }
    copy().catch(reject)
  })

async function carryOnAs({ page }: Person, name: string): Promise<void> {
  await page.getByRole('button', { name: /^More$/ }).click()
  await page.getByRole('menuitem', { name: /^My place/ }).click()
  await page.getByRole('button', { name: `Carry on as ${name}` }).click()
  await page.getByLabel('What was said').waitFor()
}
