import { readFileSync } from 'node:fs'
import Papa from 'papaparse'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/chromium.ts'
import { networkAddress, startProduct, type Product } from '../support/product.ts'
import { unzip } from '../support/unzip.ts'
import { join, picturesOf, someone, untilListed, type Person } from './person.ts'

/*
 * The whole journey of one session, by five people in browsers of their own: a facilitator on a laptop, a member
 * on a phone, an officer, a guest, and the wall. Run on loopback, and again over plain http on an address of
 * this machine that is not loopback, where browsers give a page much less.
 */

const file = new URL('../../../shared/data/nhs-feedback-themes/board-120.csv', import.meta.url)
const comments = Papa.parse<{ text: string }>(readFileSync(file, 'utf8'), {
  header: true,
  skipEmptyLines: true,
}).data
const hosts = ['127.0.0.1', networkAddress()].filter((host) => host !== undefined)

describe.each(hosts)('a session over http at %s', (host) => {
  let product: Product
  let browser: Browser
  let amina: Person
  let jo: Person
  let sam: Person
  let ravi: Person
  let wall: Person
  const links: Record<string, string> = {}

  beforeAll(async () => {
    product = await startProduct(host)
    browser = await launchBrowser()
    amina = await someone(browser, product.url, 'laptop')
    jo = await someone(browser, product.url, 'phone')
    sam = await someone(browser, product.url, 'laptop')
    ravi = await someone(browser, product.url, 'laptop')
    wall = await someone(browser, product.url, 'projector')
  })
  afterAll(async () => {
    await browser.close()
    await product.stop()
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await picturesOf({ amina, jo, sam, ravi, wall }, `${host} ${task.name}`)
  })

  it('begins with a board, its links and its code', async () => {
    const { page } = amina
    await page.goto(product.url)
    await page.getByLabel('Title').fill('A new era for our borough')
    await page.getByLabel('What it is for').fill('What would make it easier to be heard?')
    await page.getByLabel('Your name').fill('Amina')
    await page.getByRole('button', { name: 'Make the board' }).click()
    const invite = page.getByRole('dialog', { name: 'Invite people' })
    for (const role of ['Group member', 'Council officer', 'Guest (reads only)']) {
      await invite.getByRole('radio', { name: role }).check({ force: true })
      await invite.getByRole('img', { name: new RegExp('QR code') }).waitFor()
      links[role] = await invite.getByLabel('Link', { exact: true }).inputValue()
    }
    expect(new Set(Object.values(links)).size).toBe(3)
    const warning = invite.getByText('Phones and other computers cannot open these links yet.')
    expect(await warning.isVisible()).toBe(host === '127.0.0.1')
    await invite.getByRole('button', { name: 'Close' }).click()
  })

  it('lets people join, and shows who is here', async () => {
    await join(jo, links['Group member']!, 'Jo')
    await join(sam, links['Council officer']!, 'Sam')
    await join(ravi, links['Guest (reads only)']!, 'Ravi')
    await wall.page.goto(links['Guest (reads only)']!)
    await wall.page.getByLabel('Your name').fill('The wall')
    await wall.page.getByRole('button', { name: /^Join as/ }).click()
    await wall.untilSaved()
    await wall.goTo('wall')
    await amina.page.getByText('4 people here').waitFor()
  })

  it('says in plain words that a link is wrong', async () => {
    const stranger = await someone(browser, product.url, 'phone')
    await stranger.page.goto(`${links['Group member']!.slice(0, -4)}AAAA`)
    await stranger.page.getByRole('heading', { name: /link/i }).waitFor()
    await stranger.context.close()
  })

  it('brings a note from a phone, what was said apart from what was made of it', async () => {
    const { page } = jo
    await jo.goTo('notes')
    await page
      .getByLabel('What was said')
      .fill('The library hours changed and the homework club lost its room.')
    await page.getByLabel('What you made of it').fill('They were sad rather than angry.')
    await page.getByRole('button', { name: 'Share this note with the group' }).click()
    await jo.untilSaved()
    await sam.goTo('notes')
    await untilListed(sam, 'The library hours changed')
  })

  it('imports a file of 120 notes after a look at it', async () => {
    const { page } = sam
    await page.getByRole('button', { name: 'Paste or drop a file' }).first().click()
    await page.setInputFiles('input[type=file]', {
      name: 'board-120.csv',
      mimeType: 'text/csv',
      buffer: readFileSync(file),
    })
    await page.getByRole('button', { name: 'Add 120 notes' }).click()
    await page.getByText('120 notes are on the board').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('tab', { name: 'Everyone 121' }).waitFor()
  })

  it('takes the group along, and leaves whoever writes where they are', async () => {
    await jo.goTo('notes')
    await jo.page.getByLabel('What was said').fill('Half a sentence')
    await ravi.goTo('welcome')
    await amina.page.getByRole('button', { name: /Move everyone to/ }).click()
    await amina.page.getByRole('menuitem', { name: /^Find themes/ }).click()
    await ravi.page
      .getByRole('heading', { name: /Not yet in a theme/ })
      .first()
      .waitFor()
    await jo.page.getByText('The group has moved to: Find themes').first().waitFor()
    expect(await jo.page.getByLabel('What was said').inputValue()).toBe('Half a sentence')
  })

  it('clusters from two browsers at once, and both see the same', async () => {
    await sam.goTo('themes')
    await amina.page.getByRole('button', { name: 'Board' }).click()
    await makeTheme(amina, 'Food')
    await makeTheme(sam, 'Staff')
    // At the edge of the view the canvas moves along with what is carried, so everything comes into view first.
    for (const { page } of [amina, sam]) await page.getByRole('button', { name: 'Fit all' }).click()
    // Slow machines: what is let go must lie where it was let go, however far the picture lags behind.
    const asBefore = await Promise.all([amina, sam].map((person) => slowDown(person, 4)))
    await Promise.all([dragTrayNotes(amina, 'food', 'Food', 3), dragTrayNotes(sam, 'friendly', 'Staff', 3)])
    for (const undo of asBefore) await undo()
    for (const person of [amina, sam]) {
      await person.untilSaved()
      for (const theme of ['Food', 'Staff']) await expect.poll(() => countIn(person, theme)).toBe(3)
    }
    await wall.page.getByText('Food', { exact: true }).first().waitFor()
  })

  it('moves a note by the list alone, on the phone', async () => {
    const { page } = jo
    await page.getByRole('button', { name: 'Go there' }).click()
    await page.getByRole('button', { name: /^Move to…: The library hours/ }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Staff/ })
      .click()
    await jo.untilSaved()
    await expect.poll(() => countIn(sam, 'Staff')).toBe(4)
  })

  it('asks for something, worded by two people at once', async () => {
    for (const person of [amina, sam]) await person.goTo('recommend')
    await amina.page.getByRole('button', { name: 'Add a request' }).click()
    const label = 'What we ask for, in plain words'
    await amina.page.getByLabel(label).fill('Serve warm food.')
    await sam.page.getByLabel(label).waitFor()
    await expect.poll(() => sam.page.getByLabel(label).inputValue()).toBe('Serve warm food.')
    await Promise.all([typeAt(amina, label, 'start', 'Please: '), typeAt(sam, label, 'end', ' Every day.')])
    for (const person of [amina, sam]) {
      await expect
        .poll(() => person.page.getByLabel(label).inputValue())
        .toBe('Please: Serve warm food. Every day.')
    }
    await amina.page.getByLabel('Addressed to').fill('The catering team')
    await amina.page.getByRole('button', { name: 'Add a theme' }).click()
    await amina.page.getByRole('menuitem', { name: 'Food' }).click()
    await amina.untilSaved()
  })

  it('votes in secret, and shows results only after closing', async () => {
    const { page } = amina
    await page.getByRole('button', { name: 'Put to the vote…' }).first().click()
    await page.getByRole('button', { name: 'Open the round' }).click()
    await page.getByText('The round is open.').waitFor()
    for (const person of [jo, sam, ravi]) await person.goTo('vote')
    await jo.page.getByRole('radio', { name: 'I fully support this', disabled: false }).check({ force: true })
    await jo.page.getByText('Your vote is in.').waitFor()
    await sam.page.getByRole('radio', { name: 'I have concerns', disabled: false }).check({ force: true })
    await sam.page.getByLabel('Your reason, if you like').fill('=SUM(1) cooks are few')
    await sam.page.getByText('Your vote is in.').waitFor()
    expect(await ravi.page.getByRole('radio').count()).toBe(0)
    await amina.goTo('vote')
    await page.getByText('2 of 2 have voted.').waitFor()
    expect(await page.getByText('Everyone', { exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Close this round…' }).click()
    await page.getByText('Everyone on the roll has voted.').waitFor()
    await page.getByRole('button', { name: 'Close the round' }).click()
    for (const person of [amina, jo, ravi]) await person.page.getByText('A concern to hear:').waitFor()
  })

  it('keeps what was written without a connection, over a reload, and sends it later', async () => {
    const { page } = jo
    await jo.goTo('notes')
    await jo.untilSaved()
    await product.halt()
    await page.getByLabel('What was said').fill('Written on the bus without a signal.')
    await page.getByRole('button', { name: 'Share this note with the group' }).click()
    await page
      .getByText('No connection: changes wait on this device')
      .filter({ visible: true })
      .first()
      .waitFor()
    // A secure origin keeps the app itself; elsewhere the page can be loaded again once the server is back.
    if (host === '127.0.0.1') {
      await page.reload()
      await page.getByRole('tab', { name: /^My notes/ }).click()
      await page.getByText('Written on the bus without a signal.').first().waitFor()
      await product.resume()
    } else {
      await product.resume()
      await page.reload()
    }
    await jo.untilSaved()
    await sam.goTo('notes')
    await untilListed(sam, 'Written on the bus without a signal.')
  })

  it('gives a report in files that say what the board says', async () => {
    await amina.goTo('findings')
    const { page } = amina
    await page.getByRole('heading', { name: /what we heard/ }).waitFor()
    await page.getByRole('button', { name: '122 notes: show the notes' }).first().waitFor()
    const docx = unzip(await download(amina, 'Download Word')).get('word/document.xml')!
    const text = docx.replace(/<[^>]+>/g, '')
    expect(docx).toMatch(/w:val="Heading1"|w:val="Title"/)
    for (const words of [
      '122 notes',
      'Food',
      'Staff',
      'Please: Serve warm food. Every day.',
      'The catering team',
      'not yet said',
    ]) {
      expect(text.toLowerCase()).toContain(words.toLowerCase())
    }
    // Nobody said yes to being quoted, so no one's words and no name are in the copy for everyone.
    for (const { text: said } of comments.slice(0, 20)) expect(text).not.toContain(said.slice(0, 60))
    expect(text).not.toMatch(/\bSam\b|\bJo\b/)
    const csv = (await download(amina, 'Spreadsheet (CSV)')).toString('utf8')
    expect(csv).toContain('Food')
    expect(csv).not.toContain('The library hours changed')
    expect(csv).not.toMatch(/(^|,|")=SUM/m)

    await page.getByRole('radio', { name: 'Working copy' }).check({ force: true })
    const working = Papa.parse<string[]>((await download(amina, 'Spreadsheet (CSV)')).toString('utf8')).data
    const cells = new Set(working.flat().map((cell) => cell.replace(/^'/, '').trim()))
    const missing = comments.filter(({ text: said }) => !cells.has(said.trim()))
    expect(missing).toEqual([])
  })

  it('left nothing in the log of what anyone wrote, was called or was given', async () => {
    const log = product.log()
    // It was listening, and at its most talkative.
    expect(log).toContain('"route":"/api/boards/:board/rounds/:round/ballot"')
    expect(log).toContain('"msg":"request"')
    const secrets = await Promise.all(
      [amina, jo, sam, ravi, wall].map(async ({ context }) =>
        (await context.cookies(product.url)).map(({ value }) => value),
      ),
    )
    const invite = await amina.page.evaluate(async () => {
      const board = /\/b\/([^/#?]+)/.exec(location.pathname)?.[1] ?? ''
      const [links, back] = await Promise.all([
        fetch(`/api/boards/${board}/invite`),
        fetch(`/api/boards/${board}/way-back`, { method: 'POST' }),
      ])
      return [await links.json(), await back.json()] as [
        { links: Record<string, string>; code: { text: string } },
        { link: string },
      ]
    })
    const [{ links: current, code }, { link }] = invite
    const given = [
      ...secrets.flat(),
      ...[...Object.values(current), ...Object.values(links)].map((one) => one.slice(one.indexOf('#') + 1)),
      link.slice(link.indexOf('back=') + 5),
      code.text,
      code.text.replace('-', ''),
    ]
    expect(given.length).toBeGreaterThan(12)
    const written = [
      ...['Amina', 'Sam', 'Ravi', 'The wall', 'A new era', 'What would make it easier', 'The library hours'],
      ...[
        'sad rather than angry',
        'Half a sentence',
        'Food',
        'Staff',
        'Serve warm food',
        'The catering team',
      ],
      ...['cooks are few', 'Written on the bus', 'board-120.csv'],
      ...comments.map(({ text: said }) => said.trim().slice(0, 40)).filter((said) => said.length > 15),
    ]
    for (const found of [...given, ...written]) expect(product.log()).not.toContain(found)
    // Words that stand in addresses and in the code too: a name of two letters, and the steps of a ballot.
    expect(product.log()).not.toMatch(/\bJo\b|"(full|support|accept|concern|block|unsure)"|I have concerns/)
  })

  it('made no browser complain', () => {
    for (const person of [amina, jo, sam, ravi, wall]) expect(person.complaints).toEqual([])
  })
})

async function makeTheme({ page }: Person, title: string): Promise<void> {
  await page.getByRole('button', { name: 'New theme' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill(title)
  await dialog.getByRole('button', { name: 'Begin this theme' }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** Makes a browser's processor so many times slower. @returns what makes it itself again */
async function slowDown({ context, page }: Person, times: number): Promise<() => Promise<void>> {
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: times })
  return () => session.detach()
}

/** Drags notes out of the tray, by hand, onto a theme on the canvas. */
async function dragTrayNotes({ page }: Person, words: string, theme: string, howMany: number): Promise<void> {
  await page.getByPlaceholder('Search notes…').fill(words)
  for (let i = 0; i < howMany; i++) {
    const first = page.locator('aside [data-note-id]').first()
    const card = page.locator(`aside [data-note-id="${await first.getAttribute('data-note-id')}"]`)
    const from = (await card.boundingBox())!
    const to = (await page.getByRole('region', { name: theme }).first().boundingBox())!
    await page.mouse.move(from.x + 40, from.y + 20)
    await page.mouse.down()
    await page.mouse.move(from.x + 60, from.y + 30, { steps: 3 })
    await page.mouse.move(to.x + to.width / 2, to.y + 30, { steps: 8 })
    await page.mouse.up()
    await card.waitFor({ state: 'detached' })
  }
}

/** How many notes a theme is said to hold. */
async function countIn({ page }: Person, theme: string): Promise<number> {
  const text = await page.getByRole('region', { name: theme }).first().innerText()
  return Number(/\b\d+\b/.exec(text.slice(theme.length))?.[0] ?? 'NaN')
}

async function typeAt({ page }: Person, label: string, place: 'start' | 'end', words: string): Promise<void> {
  const field = page.getByLabel(label)
  await field.focus()
  await page.keyboard.press(place === 'start' ? 'Control+Home' : 'Control+End')
  await page.keyboard.type(words, { delay: 25 })
}

async function download({ page }: Person, name: string): Promise<Buffer> {
  const [got] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()])
  return readFileSync(await got.path())
}
