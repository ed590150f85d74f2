import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

type Load<P> = () => Promise<{ default: ComponentType<P> }>

/**
 * What to fetch ahead. First what saves words that the server refused or that were never sent, then what loads within a
 * part; the parts themselves are added by {@link part}.
 */
const ahead: (() => Promise<unknown>)[] = [
  () => import('../sync/startAfresh.ts'),
  () => import('../sync/sendNext.ts'),
  () => import('../sync/salvage.ts'),
  () => import('../sync/earlierCopies.ts'),
  () => import('../sync/erasedDrafts.ts'),
  () => import('../ui/MenuList.tsx'),
  () => import('../features/themes/list/ListView.tsx'),
  () => import('../features/themes/ThemePanel.tsx'),
  () => import('../features/themes/canvas/Dragging.tsx'),
]

/**
 * A part of the page that loads when it is first shown, or before, by {@link fetchAhead}. Where the server is out of
 * reach it waits for it; it fails only when the server is there and no longer has this build's files.
 */
export function part<P>(load: Load<P>): LazyExoticComponent<ComponentType<P>> {
  ahead.push(load)
  return lazy(() => patiently(load))
}

/**
 * Fetches all parts, one after the other, when the page has come to rest: over plain http nothing else keeps them,
 * and a connection that fails must not take away a stage or a dialogue that one has not opened yet.
 * @returns a function that stops it
 */
export function fetchAhead(): () => void {
  let isOver = false
  const timer = setTimeout(() => {
    void (async () => {
      for (const load of ahead) {
        if (isOver) return
        // One that does not come now is asked for again when it is needed.
        await load().catch(() => undefined)
      }
    })()
  }, REST_MS)
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}

/** Long enough for the board itself to be there on a slow phone. */
const REST_MS = 3000

async function patiently<P>(load: Load<P>): ReturnType<Load<P>> {
  for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 4000)) {
    try {
      return await load()
    } catch (error) {
      if (await isServerThere()) throw error
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}

const isServerThere = (): Promise<boolean> =>
  fetch('/healthz', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
