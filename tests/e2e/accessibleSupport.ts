import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/chromium.ts'
import { startProduct, type Product } from '../support/product.ts'
import { join, someone, type Person } from './person.ts'

/** Starts the product with the example board and three people on it. The caller stops both. */
export async function startCompany(): Promise<
  Company & { product: Product; browser: Browser; stop(): Promise<void> }
> {
  const product = await startProduct()
  const browser = await launchBrowser()
  const company = await exampleCompany(browser, product.url)
  return {
    ...company,
    product,
    browser,
    async stop() {
      await browser.close()
      await product.stop()
    },
  }
}

/** What a board is looked at by: its facilitator, a group member and a guest, each in a browser of their own. */
export type Company = {
  readonly address: string
  readonly facilitator: Person
  readonly member: Person
  readonly guest: Person
  readonly links: Readonly<Record<'member' | 'officer' | 'observer', string>>
}

/** The example board, with three people on it. */
async function exampleCompany(browser: Browser, url: string): Promise<Company> {
  const facilitator = await someone(browser, url, 'laptop')
  const answer = await facilitator.context.request.post(`${url}/api/boards`, {
    data: { title: 'An example', name: 'Amina', example: true },
  })
  const made = (await answer.json()) as { id: string; links: Company['links'] }
  const address = `${url}/b/${made.id}`
  const member = await someone(browser, url, 'laptop')
  await join(member, made.links.member, 'Jo')
  const guest = await someone(browser, url, 'laptop')
  await join(guest, made.links.observer, 'Ravi')
  await facilitator.page.goto(`${address}/welcome`)
  await facilitator.untilSaved()
  return { address, facilitator, member, guest, links: made.links }
}

export const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }
/** What 1280 px come to when one zooms to 400 %. */
export const narrowest = { width: 320, height: 640 }

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * Everything that is wrong for someone with a page as it is now, one sentence each: what axe finds, controls too
 * small to hit, and words that one would have to scroll sideways for.
 * @param part the part to look at, such as an open dialogue; all of the page when left out
 */
export async function faultsOn(page: Page, where: string, part?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .withTags(RULES)
    // Measured below: axe takes what is scrolled out of sight for covered by what stands beside the scroller.
    .disableRules(['target-size'])
  if (part !== undefined) axe.include(part)
  const { violations } = await axe.analyze()
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  )
  const size = page.viewportSize()!
  return [...found, ...(await smallTargets(page, part)), ...(await sidewaysScroll(page))].map(
    (fault) => `${where}, ${size.width} px wide: ${fault}`,
  )
}

/** The controls smaller than 24 by 24 px, those aside that stand in the line of a sentence. */
export const smallTargets = (page: Page, part = 'body'): Promise<string[]> =>
  page.locator(part).evaluateAll((parts) => {
    const TARGETS = 'a[href], button, input, select, textarea, summary, [role="button"], [tabindex="0"]'
    const LEAST_PX = 24
    return (
      parts
        .flatMap((part) => [...part.querySelectorAll<HTMLElement>(TARGETS)])
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        // What only the keyboard reaches is shown elsewhere.
        .filter((element) => {
          for (let at: Element | null = element; at; at = at.parentElement)
            if (getComputedStyle(at).clipPath === 'inset(50%)') return false
          return true
        })
        // What decorates a label is hit by its label.
        .map((element) => element.closest('label') ?? element)
        // What lies on the canvas is as large as one zooms it.
        .filter((element) => !element.closest('[data-frame], [data-note-id]'))
        .filter(
          (element) => !(element.closest('p') && getComputedStyle(element).display.startsWith('inline')),
        )
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 1 && (box.width < LEAST_PX || box.height < LEAST_PX))
        .map(
          ({ element, box }) =>
            `“${element.getAttribute('aria-label') ?? element.textContent}” is only ${Math.round(box.width)} by ${Math.round(box.height)} px`,
        )
    )
  })

/** Says so if the page, or the stage in it, stays wider than the screen once it has been laid out for its size. */
export async function sidewaysScroll(page: Page): Promise<string[]> {
  const SETTLED_WITHIN_MS = 3000
  const tooWide = () =>
    page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('main, [role="dialog"] > *')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
        .map(
          (element) =>
            `${element.tagName.toLowerCase()} scrolls sideways: ${element.scrollWidth} px in ${element.clientWidth}`,
        ),
    )
  const until = Date.now() + SETTLED_WITHIN_MS
  for (;;) {
    const faults = await tooWide()
    if (faults.length === 0 || Date.now() > until) return faults
    await page.waitForTimeout(50)
  }
}

/** Looks at the page on a phone and at a desk. */
export async function lookAt(page: Page, where: string, part?: string): Promise<string[]> {
  const faults: string[] = []
  for (const size of [phone, desk]) {
    await page.setViewportSize(size)
    faults.push(...(await faultsOn(page, where, part)))
  }
  return faults
}

/** Goes somewhere and waits until it stands there. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('main h1').first().waitFor({ state: 'attached' })
}

/** Goes to another stage of the board that is open. */
export async function goToStage(page: Page, stage: string, heading: RegExp): Promise<void> {
  await page.locator(`nav a[href$="/${stage}"]`).evaluate((link: HTMLElement) => {
    link.click()
  })
  await page.locator('main h1').filter({ hasText: heading }).waitFor({ state: 'attached' })
}

/** Presses a button by the keyboard. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).first().focus()
  await page.keyboard.press('Enter')
}

/** Chooses something from a menu by the keyboard. */
export async function choose(page: Page, menu: string | RegExp, item: string | RegExp): Promise<void> {
  await press(page, menu)
  await page.getByRole('menuitem', { name: item }).focus()
  await page.keyboard.press('Enter')
}

/** What has the focus, by its name. */
export const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
  })

/** Whether one can see where the focus is: an outline around it that has a colour and a width. */
export const showsFocus = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { activeElement } = document
    // Past the end of the page it is with the browser.
    if (!activeElement || activeElement === document.body) return true
    // A check box that is drawn by its label shows it there.
    const drawn = [
      activeElement,
      activeElement.closest('label'),
      activeElement.closest('label')?.firstElementChild,
    ]
    return drawn.some((element) => {
      if (!element) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow.includes('0px 4px')
    })
  })
