import { meets, NEW_FRAME, ROOM, type Point, type Rect } from './geometry.ts'

/**
 * The free place that is nearest to the top within a strip, and of those the one farthest to the left.
 * @param origin the strip's top left corner
 * @param stripWidth how far to the right a box may reach; a wider box stands at the left
 */
export function freePlace(
  size: { width: number; height: number },
  taken: readonly Rect[],
  origin: Point,
  stripWidth: number,
): Point {
  const right = origin.x + Math.max(stripWidth, size.width)
  const xs = [...new Set([origin.x, ...taken.map((rect) => rect.x + rect.width + ROOM)])]
    .filter((x) => x >= origin.x && x + size.width <= right)
    .sort((a, b) => a - b)
  let best: Point | undefined
  for (const x of xs) {
    const y = lowestFree({ ...size, x, y: origin.y }, taken)
    if (best === undefined || y < best.y) best = { x, y }
  }
  return best ?? { x: origin.x, y: lowestFree({ ...size, ...origin }, taken) }
}

/** Frames with the room that they need once notes come into them, for placing a new one beside them. */
export const withRoomToGrow = (frames: Iterable<Rect>): readonly Rect[] =>
  [...frames].map(({ x, y, width, height }) => ({ x, y, width, height: Math.max(height, NEW_FRAME.height) }))

/** How far down a box has to go before it meets nothing. */
function lowestFree(box: Rect, taken: readonly Rect[]): number {
  let y = box.y
  for (const rect of taken
    .filter((other) => other.x < box.x + box.width + ROOM && box.x < other.x + other.width + ROOM)
    .sort((a, b) => a.y - b.y)) {
    if (meets({ ...box, y }, rect, ROOM)) y = rect.y + rect.height + ROOM
  }
  return Math.ceil(y)
}

/** Boxes as one reads them: those that begin at about the same height from the left, then the next row. */
export function inReadingOrder<Box extends Rect>(boxes: readonly Box[]): Box[] {
  const byTop = [...boxes].sort((a, b) => a.y - b.y || a.x - b.x)
  const ordered: Box[] = []
  let row: Box[] = []
  for (const box of byTop) {
    if (row[0] && box.y > row[0].y + ROW_SLACK) {
      ordered.push(...row.sort((a, b) => a.x - b.x))
      row = []
    }
    row.push(box)
  }
  return [...ordered, ...row.sort((a, b) => a.x - b.x)]
}
const ROW_SLACK = 90
