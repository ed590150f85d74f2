import type { Rect } from './geometry.ts'

/** Side of a cell, about one frame wide. */
const CELL = 440

/** Cells from a column and row to a column and row, both included. */
export type CellRange = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The cells that a box touches. */
export const cellsOf = (rect: Rect): CellRange => ({
  left: Math.floor(rect.x / CELL),
  top: Math.floor(rect.y / CELL),
  right: Math.floor((rect.x + rect.width) / CELL),
  bottom: Math.floor((rect.y + rect.height) / CELL),
})

/** Boxes by the cells that they touch, so that what is in view is found without asking every one. */
export class Grid<Box extends Rect> {
  private readonly cells = new Map<string, Box[]>()

  constructor(boxes: Iterable<Box>) {
    for (const box of boxes) {
      eachCell(cellsOf(box), (key) => {
        const cell = this.cells.get(key)
        if (cell) cell.push(box)
        else this.cells.set(key, [box])
      })
    }
  }

  /** The boxes that touch these cells, each once. */
  within(range: CellRange): Set<Box> {
    const found = new Set<Box>()
    const count = (range.right - range.left + 1) * (range.bottom - range.top + 1)
    if (count > this.cells.size) {
      // Far out there are more cells in view than hold anything.
      for (const [key, boxes] of this.cells) {
        const [column, row] = key.split(',').map(Number) as [number, number]
        if (column >= range.left && column <= range.right && row >= range.top && row <= range.bottom)
          for (const box of boxes) found.add(box)
      }
    } else {
      eachCell(range, (key) => {
        for (const box of this.cells.get(key) ?? []) found.add(box)
      })
    }
    return found
  }
}

function eachCell(range: CellRange, visit: (key: string) => void): void {
  for (let column = range.left; column <= range.right; column++) {
    for (let row = range.top; row <= range.bottom; row++) visit(`${column},${row}`)
  }
}
