import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession } from 'playwright-core'

/*
 * Pages are asked over the browser's own protocol while their opening is measured. Playwright's own way puts a script
 * of its own into a page first, which takes longer to parse than some pages, and a slow phone four times that.
 */

/** Runs a function in the page. It stands for itself: nothing around it is there. @throws what it throws there */
export async function askPage<In, Out>(
  session: CDPSession,
  question: (input: In) => Out,
  input: In,
): Promise<Out> {
  const expression = `(${question.toString()})(${JSON.stringify(input)})`
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    returnByValue: true,
  })
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return result.value as Out
}

/** Asks every 100 ms until it is so. @throws after a minute */
export async function untilInPage<In>(
  session: CDPSession,
  isSo: (input: In) => boolean,
  input: In,
): Promise<void> {
  const deadlineMs = Date.now() + 60_000
  while (!(await askPage(session, isSo, input))) {
    if (Date.now() > deadlineMs) throw new Error(`waited in vain for ${isSo.toString()}`)
    await pause(100)
  }
}
