import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { startProduct, type Product } from '../support/product.ts'
import { faultsOn, focusedName, narrowest } from './accessibleSupport.ts'
import { join, makeBoard, picturesOf, someone, untilListed, type Person } from './person.ts'

/*
 * Words that have to go: blacked out by a facilitator or taken back by their author, while others have them open, have
 * them in a draft, or have closed the board. Each browser is searched afterwards, byte by byte.
 */

const NAME = 'Quillfeather'
const STREET = 'Larkspur Close'
const SAID = `Ask Mrs ${NAME} of ${STREET}. The lift is broken, says ${NAME}.`
const MADE_OF_IT = `We think that ${NAME} is right.`
const BEFORE = 'A warden called Bartholomew shouted.'
const TAKEN_BACK = 'A warden called Zylinski shouted.'
const REMAINS = 'No bus after six.'
const URDU = 'تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔'

let product: Product
let browser: Browser
let amina: Person
let jo: Person
let sam: Person
let ravi: Person
let address = ''

beforeAll(async () => {
  product = await startProduct()
  browser = await launchBrowser()
  amina = await someone(browser, product.url, 'laptop')
  const made = await makeBoard(amina, product.url)
  address = `${product.url}/b/${made.id}`
  await amina.page.goto(`${address}/notes`)
  await amina.untilSaved()
  jo = await someone(browser, product.url, 'laptop')
  sam = await someone(browser, product.url, 'phone')
  ravi = await someone(browser, product.url, 'laptop')
  for (const [person, name] of [
    [jo, 'Jo'],
    [sam, 'Sam'],
    [ravi, 'Ravi'],
  ] as const) {
    await join(person, made.member, name)
    await person.goTo('notes')
  }
  await share(jo, SAID, MADE_OF_IT)
  await share(jo, BEFORE)
  await share(jo, REMAINS)
  await share(jo, URDU)
  for (const person of [amina, sam, ravi]) await untilListed(person, URDU.slice(0, 10))
  // Ravi's device rids itself of words that were written over as soon as it may, which is ten seconds after it did so last.
  await ravi.page.reload()
  await eventually(async () => {
    expect(await updatesStoredOn(ravi.page)).toBe(1)
  })
  await changeNote(jo, BEFORE, TAKEN_BACK)
  // Ravi has the board with all its words, and closes it.
  await eventually(async () => {
    for (const words of [NAME, 'Bartholomew', 'Zylinski'])
      expect(await storedOn(ravi.page, words), words).not.toEqual([])
  })
  await ravi.page.goto('about:blank')
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await picturesOf({ amina, jo, sam, ravi }, `erasure ${task.name}`)
})

describe('blacking out', () => {
  it('is done with the keyboard alone, and shows first how the note will read', async () => {
    const { page } = amina
    await openNote(amina, 'Ask Mrs')
    await page.getByRole('button', { name: 'Black out words…' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Black out words' })
    const words = dialog.getByRole('listbox', { name: 'What was said' })
    await words.getByRole('option').first().focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Space', 'Shift+ArrowRight'])
      await page.keyboard.press(key)
    expect(await chosenIn(page)).toEqual(['Larkspur', 'Close'])
    await dialog.getByText('2 words chosen').waitFor()
    await dialog.getByLabel('Or type words').fill(NAME.toLowerCase())
    await page.keyboard.press('Enter')
    await dialog.getByText('Chosen in 3 places.').waitFor()
    expect(await faultsOn(page, 'choosing words', '[role="dialog"]')).toEqual([])
    await dialog.getByRole('button', { name: 'See how it will read' }).press('Enter')
    const preview = page.getByRole('dialog', { name: 'This is how the note will read' })
    await preview.getByText('This cannot be undone').waitFor()
    expect(await focusedName(page)).toContain('This cannot be undone')
    expect(await preview.innerText()).not.toMatch(new RegExp(`${NAME}|${STREET}`))
    expect(await faultsOn(page, 'how it will read', '[role="dialog"]')).toEqual([])
  })

  it('reaches a draft that its author is writing, and loses nothing else of it', async () => {
    await startChanging(jo, 'Ask Mrs')
    const said = jo.page.getByRole('dialog').getByLabel('What was said')
    await said.fill(`${SAID} Every day, ${NAME} says.`)
    await amina.page.getByRole('button', { name: 'Black out for good' }).press('Enter')
    await amina.page.getByText('The words are blacked out for good.').waitFor()
    await expect
      .poll(() => said.inputValue())
      .toBe('Ask Mrs █████ of █████. The lift is broken, says █████. Every day, █████ says.')
    await jo.page.getByRole('button', { name: 'Save the change' }).click()
    await jo.untilSaved()
  })

  it('shows everyone a mark that is read out as such, and never the words', async () => {
    for (const { page } of [amina, jo, sam]) {
      const note = page.getByRole('listitem').filter({ hasText: 'The lift is broken' })
      await expect.poll(() => note.first().textContent()).toContain('Mrs blacked out of blacked out.')
      expect(await page.content()).not.toMatch(new RegExp(`${NAME}|${STREET}`))
    }
    const report = await amina.context.request.get(
      `${address.replace('/b/', '/api/boards/')}/findings.md?for=working`,
    )
    const text = await report.text()
    expect(text).toMatch(/Mrs \\?\[blacked out\\?\] of/)
    expect(text).not.toMatch(new RegExp(`${NAME}|${STREET}`))
  })

  it('leaves nothing in the browsers of its author and of others', async () => {
    for (const person of [amina, jo, sam])
      for (const words of [NAME, STREET]) await expect.poll(() => storedOn(person.page, words)).toEqual([])
    for (const person of [amina, jo, sam]) expect(await storedOn(person.page, REMAINS)).not.toEqual([])
  })

  it('works by touch, in right-to-left words, at 320 px', async () => {
    const { page } = sam
    await page.setViewportSize(narrowest)
    await startChangingByTouch()
    const dialog = page.getByRole('dialog', { name: 'Black out words' })
    await dialog.getByText('Choose a whole stretch').tap()
    await dialog.getByRole('option', { name: 'انسان' }).tap()
    await dialog.getByText('Now choose the last word of the stretch.').waitFor()
    await dialog.getByRole('option', { name: 'حقوق' }).tap()
    expect(await chosenIn(page)).toEqual(['انسان', 'آزاد', 'اور', 'حقوق'])
    expect(await faultsOn(page, 'choosing words', '[role="dialog"]')).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel' }).tap()
    await page.setViewportSize({ width: 390, height: 844 })

    async function startChangingByTouch() {
      await share(sam, URDU)
      await openNote(sam, 'تمام', 'My notes')
      await page.getByRole('button', { name: 'Black out words…' }).tap()
    }
  })
})

describe('taking back', () => {
  it('tells whoever has the note open, and puts the focus on the sentence', async () => {
    await openNote(amina, TAKEN_BACK)
    await amina.page.getByRole('button', { name: 'Move to…' }).focus()
    const mine = await listedAsMine(jo, TAKEN_BACK)
    await mine.getByRole('button', { name: 'Take back' }).click()
    await jo.page.getByRole('button', { name: 'Take it back' }).click()
    const dialog = amina.page.getByRole('dialog', { name: 'This note was taken back' })
    await dialog.waitFor()
    await expect.poll(() => focusedName(amina.page)).toContain('no longer on the board')
    await dialog.getByRole('button', { name: 'Close' }).click()
  })

  it('cannot be undone by its author, and leaves no browser anything of any version', async () => {
    await jo.page.keyboard.press('Escape')
    await jo.page.locator('body').press('Control+z')
    await jo.untilSaved()
    for (const person of [amina, jo, sam])
      for (const words of ['Bartholomew', 'Zylinski'])
        await expect.poll(() => storedOn(person.page, words)).toEqual([])
    for (const { page } of [amina, jo, sam]) expect(await page.getByText('A warden called').count()).toBe(0)
  })

  it('leaves a browser that comes back later nothing either', async () => {
    await ravi.page.goto(product.url)
    for (const words of [NAME, 'Bartholomew', 'Zylinski'])
      expect(await storedOn(ravi.page, words), words).not.toEqual([])
    await ravi.page.goto(`${address}/notes`)
    await ravi.untilSaved()
    for (const words of [NAME, STREET, 'Bartholomew', 'Zylinski'])
      await expect.poll(() => storedOn(ravi.page, words)).toEqual([])
    expect(await storedOn(ravi.page, REMAINS)).not.toEqual([])
    await ravi.page.reload()
    await untilListed(ravi, URDU.slice(0, 10))
    await ravi.page.getByText(REMAINS).first().waitFor()
  })

  it('keeps a draft of a change to it as its author’s own words', async () => {
    await startChanging(jo, REMAINS)
    const { page } = jo
    await page.getByRole('dialog').getByLabel('What was said').fill('No bus after five, say some.')
    const other = await jo.context.newPage()
    await other.goto(`${address}/notes`)
    const mine = await listedAsMine({ ...jo, page: other }, REMAINS)
    await mine.getByRole('button', { name: 'Take back' }).click()
    await other.getByRole('button', { name: 'Take it back' }).click()
    const dialog = page.getByRole('dialog', { name: 'This note was taken back' })
    await dialog.getByText('What you were writing is kept on this device.').waitFor()
    await dialog.getByRole('button', { name: 'Your words, kept' }).click()
    await page.getByRole('dialog', { name: 'Your words, kept' }).getByText('No bus after five').waitFor()
    await other.close()
  })

  it('was no reason for anybody’s browser to complain', () => {
    for (const person of [amina, jo, sam, ravi]) expect(person.complaints).toEqual([])
  })
})

async function share({ page, ...person }: Person, said: string, impression = ''): Promise<void> {
  const add = page.getByRole('tab', { name: 'Add' })
  if (await add.isVisible()) await add.click() // a phone shows one thing at a time
  await page.getByLabel('What was said').fill(said)
  if (impression) await page.getByLabel('What you made of it').fill(impression)
  await page.getByRole('button', { name: 'Share this note with the group' }).click()
  await person.untilSaved()
}

/** A note in the list of one's own, where one's words are at once. */
async function listedAsMine({ page }: Person, words: string) {
  await page.getByRole('tab', { name: /^My notes/ }).click()
  const item = page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: words }).first()
  await item.waitFor()
  return item
}

async function openNote(person: Person, words: string, tab?: 'My notes'): Promise<void> {
  const item = tab ? await listedAsMine(person, words) : await untilListed(person, words)
  await item.getByRole('button', { name: /^Open/ }).click()
  await person.page.getByRole('button', { name: 'Black out words…' }).waitFor()
}

async function startChanging(person: Person, words: string): Promise<void> {
  const item = await listedAsMine(person, words)
  await item.getByRole('button', { name: /^Change/ }).click()
}

async function changeNote(person: Person, words: string, to: string): Promise<void> {
  await startChanging(person, words)
  await person.page.getByRole('dialog').getByLabel('What was said').fill(to)
  await person.page.getByRole('button', { name: 'Save the change' }).click()
  await person.untilSaved()
}

const chosenIn = (page: Page) =>
  page.getByRole('dialog').getByRole('option', { selected: true }).allInnerTexts()

/** Of how many pieces the copy of the board on a device is made up. */
const updatesStoredOn = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const copy = (await indexedDB.databases()).find(({ name }) => /^common-thread\/.+\//.test(name ?? ''))
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result)
        }
        request.onerror = () => {
          reject(new Error('the copy on the device could not be read'))
        }
      })
    const database = await done(indexedDB.open(copy!.name!))
    const count = await done(database.transaction('updates').objectStore('updates').count())
    database.close()
    return count
  })

/** Where in a browser these words lie: every database, both storages, and what the offline shell keeps. */
const storedOn = (page: Page, words: string): Promise<string[]> =>
  page.evaluate(async (wanted) => {
    const found: string[] = []
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result)
        }
        request.onerror = () => {
          reject(new Error('a database of this page could not be read'))
        }
      })
    const holds = (value: unknown): boolean => {
      if (value instanceof Uint8Array)
        return ['utf-8', 'utf-16le', 'utf-16be'].some((form) =>
          new TextDecoder(form).decode(value).includes(wanted),
        )
      if (value instanceof Map) return [...value].some(holds)
      return JSON.stringify(value ?? '').includes(wanted)
    }
    for (const { name } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name!))
      for (const store of database.objectStoreNames) {
        const rows: unknown[] = await asked(database.transaction(store).objectStore(store).getAll())
        if (rows.some(holds)) found.push(`${name}/${store}`)
      }
      database.close()
    }
    for (const [kind, storage] of [
      ['local', localStorage],
      ['session', sessionStorage],
    ] as const)
      for (const [key, value] of Object.entries(storage)) if (holds(value)) found.push(`${kind}/${key}`)
    for (const name of 'caches' in window ? await caches.keys() : []) {
      const cache = await caches.open(name)
      for (const request of await cache.keys())
        if ((await (await cache.match(request))?.text())?.includes(wanted)) found.push(`cache/${request.url}`)
    }
    return found
  }, words)
