import { patched } from '../../../sync/patchedMap.ts'
import { contains, type Point, type Rect } from './geometry.ts'

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

/** A cell as one number: words would be made anew for every box. Far more cells than a board reaches. */
const SPAN = 2 ** 22
const keyOf = (column: number, row: number) => (column + SPAN / 2) * SPAN + row + SPAN / 2

/** Boxes by the cells that they touch, so that what is in view is found without asking every one. Never changes. */
export class Grid<Box extends Rect> {
  private constructor(private readonly cells: ReadonlyMap<number, readonly Box[]>) {}

  static of<Box extends Rect>(boxes: Iterable<Box>): Grid<Box> {
    const cells = new Map<number, Box[]>()
    for (const box of boxes) {
      eachCell(cellsOf(box), (key) => {
        const cell = cells.get(key)
        if (cell) cell.push(box)
        else cells.set(key, [box])
      })
    }
    return new Grid(cells)
  }

  /** The same with some boxes gone and others there: what one move costs does not grow with the board. */
  with(gone: readonly Box[], come: readonly Box[]): Grid<Box> {
    const cells = new Map<number, readonly Box[]>()
    const inCell = (key: number) => cells.get(key) ?? this.cells.get(key) ?? []
    for (const box of gone) {
      eachCell(cellsOf(box), (key) => {
        cells.set(
          key,
          inCell(key).filter((other) => other !== box),
        )
      })
    }
    for (const box of come) {
      eachCell(cellsOf(box), (key) => {
        cells.set(key, [...inCell(key), box])
      })
    }
    return new Grid(
      patched(
        this.cells,
        new Map([...cells].map(([key, boxes]) => [key, boxes.length > 0 ? boxes : undefined])),
      ),
    )
  }

  /** The boxes that touch these cells, each once. */
  within(range: CellRange): Set<Box> {
    const found = new Set<Box>()
    const count = (range.right - range.left + 1) * (range.bottom - range.top + 1)
    if (count > this.cells.size) {
      // Far out there are more cells in view than hold anything.
      for (const [key, boxes] of this.cells) {
        const column = Math.floor(key / SPAN) - SPAN / 2
        const row = (key % SPAN) - SPAN / 2
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

  /** The boxes over a point, in no order. */
  at({ x, y }: Point): readonly Box[] {
    const boxes = this.cells.get(keyOf(Math.floor(x / CELL), Math.floor(y / CELL))) ?? []
    return boxes.filter((box) => contains(box, { x, y }))
  }
}

function eachCell(range: CellRange, visit: (key: number) => void): void {
  for (let column = range.left; column <= range.right; column++) {
    for (let row = range.top; row <= range.bottom; row++) visit(keyOf(column, row))
  }
}
