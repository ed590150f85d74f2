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
/** Whoever has done nothing for so long does not wait for a letter to appear, nor for a card to follow their hand. */
const QUIET_MS = 700
const INPUTS = ['keydown', 'pointermove', 'wheel'] as const

/**
 * Fetches whatever else a board may need, one after the other, when the page has come to rest and nobody is at it: over
 * plain http nothing else keeps it, and a connection that fails must not take away a stage or a dialogue that one has not
 * opened yet. Each is run as it comes, which takes some of them tens of milliseconds.
 * @returns a function that stops it
 */
export function fetchAhead(): () => void {
  const over = new AbortController()
  const { signal } = over
  let inputMs = 0
  const onInput = () => {
    inputMs = performance.now()
  }
  for (const kind of INPUTS) addEventListener(kind, onInput, { capture: true, passive: true, signal })
  const fetchAll = async () => {
    for (const load of [...forWords, ...lateParts.map(({ ahead }) => ahead)]) {
      while (performance.now() - inputMs < QUIET_MS)
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
      if (signal.aborted) return
      // What does not come now is asked for again when it is needed.
      await load().catch(() => undefined)
    }
    over.abort()
  }
  const timer = setTimeout(() => void fetchAll(), REST_MS)
  return () => {
    over.abort()
    clearTimeout(timer)
  }
}
