import { useDeferredValue, useSyncExternalStore } from 'react'
import { useBoard } from '../../../sync/hooks.ts'
import { useTable } from './parts.ts'
import { rangeOf, type Visible } from './visible.ts'

/**
 * What is to be drawn as elements: everything in the cells in view, and the card that has the focus. Nothing from
 * afar. Changes only when the range of cells does, or what lies in it.
 */
export function useVisible(): Visible {
  const { camera, sceneOf, useReach, visibleOf } = useTable()
  // What comes into view is prepared in slices between the frames of a gesture; a move on the board shows at once.
  const range = useDeferredValue(useSyncExternalStore(camera.subscribe, () => rangeOf(camera)))
  const reached = useReach((reach) => reach.canvas)
  return useBoard((view) => visibleOf(sceneOf(view), range, reached))
}
