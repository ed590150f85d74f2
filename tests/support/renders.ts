import type { BrowserContext, Page } from 'playwright-core'

declare global {
  interface Window {
    rendered?: string[]
  }
}

/**
 * React tells its developer tools of every commit, in a production build too. What stands here in their place goes
 * through what the commit has rendered, as they do, and notes each component whose element is a note's card or row.
 *
 * As text, since a function that is passed to the page must not have functions with names in it.
 */
const HOOK = `
const COMPONENTS = new Set([0, 11, 14, 15]) // a function, forwardRef, memo and memo of a plain function
const ELEMENT = 5
const PERFORMED_WORK = 1
window.rendered = []
const elementOf = (fiber) => {
  let at = fiber.child
  while (at && at.tag !== ELEMENT) at = at.child
  return at
}
const note = (fiber) => {
  if (!COMPONENTS.has(fiber.tag) || !(fiber.flags & PERFORMED_WORK)) return
  const props = elementOf(fiber)?.memoizedProps
  if (props?.['data-note-id']) window.rendered.push('card ' + props['data-note-id'])
  else if (props?.['data-row']) window.rendered.push('row ' + props['data-row'].split('/')[1])
}
window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
  supportsFiber: true,
  renderers: new Map(),
  inject: () => 1,
  onScheduleFiberRoot() {},
  onCommitFiberUnmount() {},
  onPostCommitFiberRoot() {},
  onCommitFiberRoot(_, root) {
    const open = [root.current]
    while (open.length > 0) {
      const fiber = open.pop()
      note(fiber)
      // What React left alone below a component is the very same as before.
      if (fiber.alternate && fiber.alternate.child === fiber.child) continue
      for (let child = fiber.child; child; child = child.sibling) open.push(child)
    }
  },
}`

/** Counts in every page of a context which notes' cards and rows React renders. */
export async function countRenders(context: BrowserContext): Promise<void> {
  await context.addInitScript({ content: HOOK })
}

/** What was rendered while something went on: "card" or "row" with the note's id, once for each time. */
export async function rendersDuring(page: Page, run: () => Promise<void>): Promise<string[]> {
  await page.evaluate(() => {
    window.rendered = []
  })
  await run()
  return page.evaluate(() => window.rendered ?? [])
}
