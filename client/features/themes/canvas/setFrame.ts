import type { BoardDocument } from '../../../../shared/document/BoardDocument.ts'
import { moveFrames } from '../../../../shared/document/change.ts'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import type { Frame } from '../../../../shared/model/tables.ts'
import type { Scene } from './scene.ts'

/**
 * Moves or sizes one theme's frame. Themes that nobody has placed yet are placed where everyone sees them now:
 * their computed places would shift.
 */
export function setFrame(
  document: BoardDocument,
  scene: Scene,
  theme: ThemeId,
  change: Partial<Frame>,
): void {
  const box = scene.frames.get(theme)
  if (!box) return
  const frames = new Map<ThemeId, Frame>(
    scene.unplaced.map((other) => [other, frameOf(scene.frames.get(other)!)]),
  )
  moveFrames(document, frames.set(theme, rounded({ ...frameOf(box), ...change })))
}

const frameOf = ({ x, y, width }: Frame): Frame => ({ x, y, width })
/** A frame as it is written: in whole units. */
export const rounded = ({ x, y, width }: Frame): Frame => ({
  x: Math.round(x),
  y: Math.round(y),
  width: Math.round(width),
})
