import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  desk,
  faultsOn,
  focusedName,
  goToStage,
  lookAt,
  narrowest,
  open,
  phone,
  showsFocus,
  sidewaysScroll,
  startCompany,
} from './accessibleSupport.ts'
import { picturesOf, someone } from './person.ts'

/*
 * Every page for everyone: nothing that axe finds, nothing too small to hit, nothing to scroll sideways for, and a
 * focus that is seen. On the example board, at a desk and on a phone.
 */

/** With how their heading begins. */
const stages = {
  welcome: 'What makes it easy or hard to take part',
  notes: 'Bring notes',
  themes: 'Find themes',
  recommend: 'What we ask for',
  vote: 'Vote',
  findings: 'Findings report',
  'follow-up': 'What happened',
}

let company: Awaited<ReturnType<typeof startCompany>>
beforeAll(async () => {
  company = await startCompany()
})
afterAll(() => company.stop())
afterEach(async ({ task }) => {
  const { facilitator, member, guest } = company
  if (task.result?.state === 'fail') await picturesOf({ facilitator, member, guest }, task.name)
})

describe('outside a board', () => {
  it('has nothing in anyone’s way on the first page, and at each way in', async () => {
    const { browser, product, links, address: board } = company
    const { page, context } = await someone(browser, product.url, 'laptop')
    const faults: string[] = []
    for (const [where, address] of Object.entries({
      'first page': product.url,
      'code page': `${product.url}/join`,
      'join page': links.member,
      'wrong link': `${links.member.slice(0, -4)}AAAA`,
      'nobody here': board,
      'no such page': `${product.url}/nowhere`,
    })) {
      await page.goto('about:blank')
      await open(page, address)
      faults.push(...(await lookAt(page, where)))
      expect(await page.title(), where).toMatch(/\w/)
      expect(await page.locator('h1').count(), where).toBe(1)
    }
    expect(faults).toEqual([])
    await context.close()
  })

  it('has nothing in anyone’s way on the wall, and nothing to press', async () => {
    const { page } = company.guest
    await open(page, `${company.address}/wall`)
    await page.setViewportSize({ width: 1920, height: 1080 })
    expect(await faultsOn(page, 'wall')).toEqual([])
    expect(await page.locator('a, button, input').count()).toBe(0)
  })
})

describe('the stages', () => {
  it.each([
    ['facilitator', [phone, desk], Object.keys(stages)],
    // As far as they see something else than the facilitator.
    ['member', [phone], ['welcome', 'findings', 'follow-up']],
    ['guest', [desk], ['welcome', 'notes', 'themes', 'recommend', 'follow-up']],
  ] as const)('have nothing in the way of a %s', async (role, sizes, which) => {
    const { page } = company[role]
    const faults: string[] = []
    await open(page, `${company.address}/vote`)
    for (const [stage, name] of Object.entries(stages)) {
      if (!which.some((one) => one === stage)) continue
      await goToStage(page, stage, new RegExp(`^${name}`))
      for (const size of sizes) {
        await page.setViewportSize(size)
        faults.push(...(await faultsOn(page, `${stage} as ${role}`)))
      }
      expect(await page.locator('h1').count(), stage).toBe(1)
      expect(await page.title(), stage).toContain('An example · Common Thread')
      await page.setViewportSize(narrowest)
      faults.push(...(await sidewaysScroll(page)).map((fault) => `${stage} as ${role}, 320 px: ${fault}`))
    }
    expect(faults).toEqual([])
  })

  it('have nothing in the way in the view that is not the first one', async () => {
    const { page } = company.facilitator
    await open(page, `${company.address}/themes`)
    await page.setViewportSize(desk)
    await page.getByRole('button', { name: 'List', exact: true }).click()
    await page.getByRole('heading', { name: /^Set aside/ }).waitFor()
    const faults = await faultsOn(page, 'list at a desk')
    await page.getByRole('button', { name: 'Board', exact: true }).click()
    await page.setViewportSize(phone)
    faults.push(...(await faultsOn(page, 'canvas on a phone')))
    await page.setViewportSize(narrowest)
    faults.push(...(await sidewaysScroll(page)).map((fault) => `canvas, 320 px: ${fault}`))
    expect(faults).toEqual([])
  })

  it('say in which language they are, and in which the notes are', async () => {
    const { page } = company.member
    await page.setViewportSize(desk)
    await open(page, `${company.address}/themes`)
    expect(await page.locator('html').getAttribute('lang')).toMatch(/^en/)
    for (const view of ['Board', 'List']) {
      await page.getByRole('button', { name: view, exact: true }).click()
      const note = page.getByText('Nikt nam nie powiedział').first()
      const lang = await note.evaluate((element) => element.closest('[lang]')?.getAttribute('lang'))
      expect(lang, view).toBe('pl')
    }
  })

  it('can be reached past the frame by the skip link', async () => {
    const { page } = company.member
    await open(page, `${company.address}/notes`)
    await page.keyboard.press('Tab')
    expect(await focusedName(page)).toBe('Skip to Bring notes')
    expect(await showsFocus(page)).toBe(true)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
  })

  it('show where the focus is at every step', async () => {
    const { page } = company.facilitator
    await page.setViewportSize(desk)
    const unseen: string[] = []
    for (const stage of ['notes', 'themes', 'recommend', 'findings']) {
      await open(page, `${company.address}/${stage}`)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      for (let step = 0; step < 20; step++) {
        if (!(await showsFocus(page))) unseen.push(`${stage}, step ${step}: ${await focusedName(page)}`)
        await page.keyboard.press('Tab')
      }
    }
    expect(unseen).toEqual([])
  })
})

it('made no browser complain', () => {
  const { facilitator, member, guest } = company
  for (const { complaints } of [facilitator, member, guest]) expect(complaints).toEqual([])
})
