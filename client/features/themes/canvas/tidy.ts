import type { BoardDocument } from '../../../../shared/document/BoardDocument.ts'
import { moveFrames } from '../../../../shared/document/change.ts'
import { freePlace, inReadingOrder } from './arrange.ts'
import { ROOM, type Point, type Rect } from './geometry.ts'
import type { Scene } from './scene.ts'
import { rounded } from './setFrame.ts'

/** Arranges the frames so that none lies over another, as one step. Notes that lie free stay where they are. */
export function tidyFrames(document: BoardDocument, scene: Scene): void {
  const places = tidied([...scene.frames.values()], [...scene.loose.values()])
  moveFrames(
    document,
    new Map([...places].map(([box, place]) => [box.theme, rounded({ ...place, width: box.width })])),
  )
}

/**
 * Places for boxes so that none meets another, in the order in which they are read now (rows, then from the
 * left), in a shape about as wide as a screen.
 * @param others what stays where it is: nothing is laid over it
 */
export function tidied<Box extends Rect>(
  boxes: readonly Box[],
  others: readonly Rect[],
): ReadonlyMap<Box, Point> {
  const places = new Map<Box, Point>()
  if (boxes.length === 0) return places
  const origin = { x: Math.min(...boxes.map((box) => box.x)), y: Math.min(...boxes.map((box) => box.y)) }
  const area = boxes.reduce((sum, box) => sum + (box.width + ROOM) * (box.height + ROOM), 0)
  const stripWidth = Math.max(...boxes.map((box) => box.width), Math.sqrt(area * 1.7))
  const taken: Rect[] = [...others]
  for (const box of inReadingOrder(boxes)) {
    const place = freePlace(box, taken, origin, stripWidth)
    places.set(box, place)
    taken.push({ ...place, width: box.width, height: box.height })
  }
  return places
}
