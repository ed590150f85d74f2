import type { ThemeId } from '../../../../shared/model/ids.ts'
import type { Camera } from './camera.ts'
import { cellsOf, type CellRange } from './grid.ts'
import { byAge, type LooseBox, type Scene, type SceneBox } from './scene.ts'

const FAR = 'far'

/** The range of cells in view as words, so that React compares it cheaply. */
export function rangeOf(camera: Camera): string {
  if (camera.isFar) return FAR
  const { left, top, right, bottom } = cellsOf(camera.view)
  return `${left},${top},${right},${bottom}`
}

/** What is to be drawn as elements. */
export type Visible = {
  readonly isFar: boolean
  readonly frames: readonly ThemeId[]
  /** The lowest first. */
  readonly loose: readonly LooseBox[]
}

const NOTHING: Visible = { isFar: true, frames: [], loose: [] }

function visibleIn(scene: Scene, range: string, reached: string | undefined): Visible {
  if (range === FAR) return NOTHING
  const [left, top, right, bottom] = range.split(',').map(Number) as [number, number, number, number]
  const boxes = scene.grid.within({ left, top, right, bottom } satisfies CellRange)
  const isReached = (box: SceneBox) =>
    reached !== undefined &&
    (box.theme === undefined ? reached === `canvas/${box.note}/` : reached.endsWith(`/${box.theme}`))
  const frames = [...scene.frames.values()].filter((box) => boxes.has(box) || isReached(box))
  const loose = [...boxes].filter((box): box is LooseBox => box.theme === undefined)
  const focused =
    reached === undefined ? undefined : scene.loose.get(reached.split('/')[1] as LooseBox['note'])
  if (focused && isReached(focused) && !boxes.has(focused)) loose.push(focused)
  return { isFar: false, frames: frames.map((box) => box.theme), loose: loose.sort(byAge) }
}

/** Makes a function that says what is to be drawn; its answer stays the same while all that is drawn does. */
export function visibleKeeper(): typeof visibleIn {
  // React asks by the old range while it prepares the new one, and must get the same answer as before for each.
  let lasts: readonly { readonly range: string; readonly visible: Visible }[] = []
  return (scene, range, reached) => {
    const next = visibleIn(scene, range, reached)
    const last = lasts.find((known) => known.range === range)?.visible
    const isSame = <T>(a: readonly T[], b: readonly T[]) =>
      a.length === b.length && a.every((item, i) => item === b[i])
    if (last && isSame(next.frames, last.frames) && isSame(next.loose, last.loose)) return last
    lasts = [{ range, visible: next }, ...lasts.filter((known) => known.range !== range)].slice(0, 2)
    return next
  }
}
