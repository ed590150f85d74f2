import { useMemo, useSyncExternalStore } from 'react'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { useBoard } from '../../../sync/hooks.ts'
import type { Camera } from './camera.ts'
import { cellsOf, type CellRange } from './grid.ts'
import { useTable } from './parts.ts'
import type { LooseBox, SceneBox } from './scene.ts'

const FAR = 'far'

/** The range of cells in view as words, so that React compares it cheaply. */
function rangeOf(camera: Camera): string {
  if (camera.isFar) return FAR
  const { left, top, right, bottom } = cellsOf(camera.view)
  return `${left},${top},${right},${bottom}`
}

/**
 * What is to be drawn as elements: everything in the cells in view, and the card that has the focus. Nothing from
 * afar. Changes only when the range of cells does, or what lies in it.
 */
export function useVisible(): {
  readonly isFar: boolean
  readonly frames: readonly ThemeId[]
  readonly loose: readonly LooseBox[]
} {
  const { camera, sceneOf, useReach } = useTable()
  const range = useSyncExternalStore(camera.subscribe, () => rangeOf(camera))
  const scene = useBoard((view) => sceneOf(view))
  const reached = useReach((reach) => reach.canvas)
  return useMemo(() => {
    if (range === FAR) return { isFar: true, frames: [], loose: [] }
    const [left, top, right, bottom] = range.split(',').map(Number) as [number, number, number, number]
    const boxes = scene.grid.within({ left, top, right, bottom } satisfies CellRange)
    const isReached = (box: SceneBox) =>
      reached !== undefined &&
      (box.theme === undefined ? reached === `canvas/${box.note}/` : reached.endsWith(`/${box.theme}`))
    const kept = <Box extends SceneBox>(all: ReadonlyMap<unknown, Box>) =>
      [...all.values()].filter((box) => boxes.has(box) || isReached(box))
    return { isFar: false, frames: kept(scene.frames).map((box) => box.theme), loose: kept(scene.loose) }
  }, [range, scene, reached])
}
