import { lateParts } from '../ui/late.tsx'

/** What saves words that the server refused or that were never sent: it is fetched before anything else. */
const forWords: readonly (() => Promise<unknown>)[] = [
  () => import('../sync/startAfresh.ts'),
  () => import('../sync/sendNext.ts'),
  () => import('../sync/salvage.ts'),
  () => import('../sync/earlierCopies.ts'),
  () => import('../sync/erasedDrafts.ts'),
]

/** Long enough for the board itself to be there on a slow phone. */
const REST_MS = 3000

/**
 * Fetches whatever else a board may need, one after the other, when the page has come to rest: over plain http nothing
 * else keeps it, and a connection that fails must not take away a stage or a dialogue that one has not opened yet.
 * @returns a function that stops it
 */
export function fetchAhead(): () => void {
  let isOver = false
  const timer = setTimeout(() => {
    void (async () => {
      // What does not come now is asked for again when it is needed.
      for (const load of forWords) if (!isOver) await load().catch(() => undefined)
      for (const { ahead } of lateParts) if (!isOver) await ahead().catch(() => undefined)
    })()
  }, REST_MS)
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
