import type { ComponentType, LazyExoticComponent } from 'react'
import { late, type Load } from '../ui/late.ts'

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
  () => import('../features/themes/Presence.tsx'),
  () => import('../features/themes/ThemePanel.tsx'),
  () => import('../features/themes/canvas/Dragging.tsx'),
]

/** A part of the page that loads when it is first shown, or before, by {@link fetchAhead}. */
export function part<P>(load: Load<P>): LazyExoticComponent<ComponentType<P>> {
  ahead.push(load)
  return late(load)
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
