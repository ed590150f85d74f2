import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import {
  choose,
  desk,
  faultsOn,
  focusedName,
  lookAt,
  open,
  phone,
  press,
  startCompany,
} from './accessibleSupport.ts'
import { picturesOf } from './person.ts'

/*
 * Every dialogue for everyone: opened by the keyboard, looked at on a phone and at a desk, closed by Escape, and
 * the focus is back where it was.
 */

const ANY = '[role="dialog"], [role="alertdialog"]'

let company: Awaited<ReturnType<typeof startCompany>>
beforeAll(async () => {
  company = await startCompany()
})
afterAll(() => company.stop())
afterEach(async ({ task }) => {
  const { facilitator, member } = company
  if (task.result?.state === 'fail') await picturesOf({ facilitator, member }, task.name)
})

/**
 * Opens a dialogue, looks at it, and closes it again.
 * @param back what has the focus afterwards: that which opened it
 */
async function visit(
  page: Page,
  name: string | RegExp,
  opens: () => Promise<void>,
  back: RegExp,
  look: typeof lookAt = lookAt,
): Promise<string[]> {
  await opens()
  const dialogue = page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }))
  await dialogue.waitFor()
  const faults = await look(page, `dialogue ${String(name)}`, ANY)
  if (!(await dialogue.evaluate((element) => element.contains(document.activeElement))))
    faults.push(`${String(name)} does not take the focus`)
  await page.keyboard.press('Escape')
  await dialogue.waitFor({ state: 'hidden' })
  await expect
    .poll(() => focusedName(page), { timeout: 1500 })
    .toMatch(back)
    .catch(async () => {
      const now = (await focusedName(page)).slice(0, 60)
      faults.push(`after ${String(name)} the focus is at “${now}”, not at ${String(back)}`)
    })
  return faults
}

it('about the board and its people', async () => {
  const { page } = company.facilitator
  await page.setViewportSize(desk)
  await open(page, `${company.address}/welcome`)
  const faults: string[] = []
  for (const title of ['Invite people', 'People', 'My place', 'About this board', 'Keys and help']) {
    const opens = () => choose(page, 'More', new RegExp(`^${title}$`))
    faults.push(...(await visit(page, title, opens, /^More$/)))
  }
  await press(page, /^Who is here/)
  faults.push(...(await visit(page, 'Jo', () => press(page, 'Look after Jo'), /^Who is here/)))
  expect(faults).toEqual([])
})

it('about notes and themes', async () => {
  const { page } = company.facilitator
  await page.setViewportSize(desk)
  await open(page, `${company.address}/themes`)
  await press(page, /^List$/)
  const said = await page.locator('[data-row]').first().getByRole('button').first().innerText()
  const start = said.slice(0, 20)
  const faults: string[] = []
  for (const [name, button] of [
    ['Add a note', /Add a note$/],
    [/What was heard|Own view/, new RegExp(`^${start}`)],
    ['Move this note to…', new RegExp(`^Move to…: ${start}`)],
    ['A new theme', /^New theme/],
  ] as const) {
    faults.push(...(await visit(page, name, () => press(page, button), button)))
  }
  // One that takes another's place gives the focus back to what opened the first.
  const note = new RegExp(`^${start}`)
  const opens = async () => {
    await press(page, note)
    await page.getByRole('dialog').getByRole('button', { name: 'Move to…' }).press('Enter')
  }
  faults.push(...(await visit(page, 'Move this note to…', opens, note, faultsOn)))
  // Where there is no room beside the list, a theme opens over it.
  await page.setViewportSize(phone)
  const theme = /^The hours we choose$/
  faults.push(...(await visit(page, theme, () => press(page, theme), theme, faultsOn)))
  await page.setViewportSize(desk)
  await open(page, `${company.address}/notes`)
  faults.push(...(await visit(page, 'Change your note', () => press(page, /^Change:/), /^Change:/, faultsOn)))
  expect(faults).toEqual([])
})

it('for an import, and what is behind a figure of the report', async () => {
  const { page } = company.facilitator
  await page.setViewportSize(desk)
  await open(page, `${company.address}/notes`)
  const paste = /^Paste or drop/
  const faults = await visit(page, 'Bring many notes', () => press(page, paste), /./)
  const opens = async () => {
    await press(page, paste)
    await page.getByLabel('Or paste them here').fill('- The bus is late\n- The hall is cold')
    await press(page, 'Look at these notes')
    await page.getByRole('button', { name: 'Add 2 notes' }).waitFor()
  }
  faults.push(...(await visit(page, 'Look before you add', opens, paste, faultsOn)))
  await open(page, `${company.address}/findings`)
  const figure = /^41 notes: show/
  faults.push(...(await visit(page, /^Behind/, () => press(page, figure), figure)))
  expect(faults).toEqual([])
})

it('for words that were kept', async () => {
  const { page } = company.member
  const board = company.address.split('/').at(-1)!
  const answer = await page.request.get(company.address.replace('/b/', '/api/boards/') + '/me')
  const { participant } = (await answer.json()) as { participant: { id: string } }
  const kept = {
    id: 'a',
    reason: 'changed-meanwhile',
    keptAtMs: 1,
    changes: [
      {
        is: 'text',
        key: 'themes/AAAAAAAAAAAAAAAA/summary',
        base: '',
        edits: [{ at: 0, remove: 0, insert: 'What I had written.' }],
      },
    ],
  }
  await page.evaluate(
    ([key, words]) => {
      localStorage.setItem(key!, words!)
    },
    [`common-thread/kept/${board}/${participant.id}`, JSON.stringify([kept])],
  )
  await open(page, `${company.address}/vote`)
  const faults = await visit(page, 'Your words, kept', () => press(page, 'Look at it'), /^Look at it$/)
  faults.push(...(await lookAt(page, 'bar of kept words', 'aside')))
  expect(faults).toEqual([])
})

it('of a vote, and the vote itself, open and closed', async () => {
  const { page } = company.facilitator
  const { page: voter } = company.member
  const { page: reader } = company.guest
  await page.setViewportSize(desk)
  await open(page, `${company.address}/vote`)
  const faults = await visit(page, 'Open a round', () => press(page, 'Open a round…'), /^Open a round/)
  await press(page, 'Open a round…')
  await press(page, 'Open the round')
  await page.getByText('The round is open.').first().waitFor()
  await page.locator('details').evaluateAll((all) => {
    for (const details of all) details.setAttribute('open', '')
  })
  faults.push(...(await lookAt(page, 'open round as facilitator')))
  await open(voter, `${company.address}/vote`)
  await voter.getByRole('radio', { name: 'I have concerns', disabled: false }).first().focus()
  await voter.keyboard.press('Space')
  await voter.getByText('Your vote is in.').first().waitFor()
  faults.push(...(await lookAt(voter, 'ballot')))
  await open(reader, `${company.address}/vote`)
  faults.push(...(await faultsOn(reader, 'open round as guest')))
  const close = /^Close this round/
  faults.push(...(await visit(page, /^Close round/, () => press(page, close), close)))
  await press(page, close)
  await press(page, 'Close the round')
  await voter.getByRole('heading', { name: /^Round 2, closed/ }).waitFor()
  faults.push(...(await lookAt(voter, 'closed round')))
  expect(faults).toEqual([])
})
