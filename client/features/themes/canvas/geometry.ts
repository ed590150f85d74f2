import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { linesOf, widthOf } from './textLines.ts'

/*
 * Where everything on the canvas lies, worked out from the board alone. The numbers are the ones that
 * Canvas.module.css and NoteFace draw by.
 */

export type Point = { readonly x: number; readonly y: number }
export type Rect = Point & { readonly width: number; readonly height: number }

/** Width of a card that lies free on the canvas or in the tray. */
export const LOOSE_WIDTH = 210
/** Width of a frame with two columns, which a new theme has; and how much one column more or less is. */
export const FRAME_WIDTH = 404
export const COLUMN_STEP = 192
/** The room that a theme is given: its first six notes or so grow it to this, and must not cover the theme below. */
export const NEW_FRAME = { width: FRAME_WIDTH, height: 440 } as const
export const NARROWEST_FRAME = FRAME_WIDTH - COLUMN_STEP
export const WIDEST_FRAME = FRAME_WIDTH + 6 * COLUMN_STEP
/** Cards that a frame shows before "n more". */
export const MOST_CARDS = 12
/** The least room between things that are arranged for people. */
export const ROOM = 24

const GAP = 10
const PADDING = 15 // with the border
const SAID = { fontPx: 15, linePx: 20.7, sidesPx: 30 }
const TITLE = { fontPx: 17.28, linePx: 21.6, most: 4 }
const FLAG_HEIGHT = 27
const MORE_HEIGHT = 22
const HINT_HEIGHT = 64
const SLOT_HEIGHT = 84

/** What a card's size depends on. */
export type CardContent = {
  readonly note: NoteId
  readonly said: string
  /** Lines under the words: one for whose voice it is, and one for each further mark. */
  readonly footLines: number
}
export type CardBox = Rect & {
  readonly note: NoteId
  /** Lines after which the words are cut. */ readonly lines: number
}

/** Lines of a note's words that are shown in a frame, and on a card that lies free. */
const LINES_IN_FRAME = 5
const LINES_LOOSE = 6

export type CardSize = { readonly lines: number; readonly height: number }

function cardSize(said: string, footLines: number, width: number, mostLines: number): CardSize {
  const lines = linesOf(said, width - SAID.sidesPx, SAID.fontPx, 'regular', mostLines)
  return { lines, height: Math.ceil(30 + lines * SAID.linePx + footLines * 17 + (footLines - 1) * 4) }
}

/** How large a card is that lies free on the canvas or in the tray: in no theme, it has no mark under its words. */
export const looseSize = (said: string): CardSize => cardSize(said, 1, LOOSE_WIDTH, LINES_LOOSE)

/** What a frame's size depends on. */
export type FrameContent = {
  readonly theme: ThemeId
  readonly x: number
  readonly y: number
  readonly width: number
  readonly title: string
  /** Notes that see the theme differently; null when nobody said that people differ. */
  readonly differing: number | null
  /** All the theme's notes that are to be laid out, in order. */
  readonly cards: readonly CardContent[]
  /** The place among them that is kept free for cards about to be dropped. */
  readonly slotAt?: number
}

/** A theme's frame with everything in it; boxes inside are relative to the frame. */
export type FrameBox = Rect & {
  readonly theme: ThemeId
  readonly title: string
  readonly titleLines: number
  readonly count: number
  readonly differing: number | null
  readonly flagTop: number
  readonly cards: readonly CardBox[]
  readonly slot: Rect | undefined
  readonly more: number
  readonly moreTop: number
  readonly columns: number
}

/** How many columns a frame of this width has. */
export const columnsOf = (width: number): number =>
  Math.max(1, Math.floor((width - 2 * PADDING + GAP) / (172 + GAP)))

/** The frame width with whole columns that is nearest to a wish. */
export function fittingWidth(wish: number): number {
  const columns = Math.round((wish - NARROWEST_FRAME) / COLUMN_STEP)
  return Math.min(WIDEST_FRAME, Math.max(NARROWEST_FRAME, NARROWEST_FRAME + columns * COLUMN_STEP))
}

/** Lays out a theme's frame: cards in rows by columns, twelve at most. */
export function layOutFrame(content: FrameContent): FrameBox {
  const { width, cards } = content
  const columns = columnsOf(width)
  const columnWidth = (width - 2 * PADDING - (columns - 1) * GAP) / columns
  const badge = widthOf(String(cards.length), 13, 'bold') + 18
  const titleLines = linesOf(content.title, width - 2 * PADDING - 8 - badge, TITLE.fontPx, 'bold', TITLE.most)
  let top = PADDING + titleLines * TITLE.linePx + GAP
  const flagTop = top
  if (content.differing !== null) top += FLAG_HEIGHT + GAP

  const boxes: CardBox[] = []
  let slot: Rect | undefined
  const cells: (CardContent | 'slot')[] = cards.slice(0, MOST_CARDS)
  if (content.slotAt !== undefined) cells.splice(content.slotAt, 0, 'slot')
  for (let start = 0; start < cells.length; start += columns) {
    const row = cells.slice(start, start + columns)
    const sizes = row.map((cell) =>
      cell === 'slot'
        ? { lines: 0, height: SLOT_HEIGHT }
        : cardSize(cell.said, cell.footLines, columnWidth, LINES_IN_FRAME),
    )
    const height = Math.max(...sizes.map((size) => size.height))
    row.forEach((cell, column) => {
      const place = { x: PADDING + column * (columnWidth + GAP), y: top, width: columnWidth, height }
      if (cell === 'slot') slot = place
      else boxes.push({ ...place, note: cell.note, lines: sizes[column]!.lines })
    })
    top += height + GAP
  }
  if (cells.length === 0) top += HINT_HEIGHT + GAP
  const more = Math.max(0, cards.length - MOST_CARDS)
  const moreTop = top
  if (more > 0) top += MORE_HEIGHT + GAP
  return {
    theme: content.theme,
    x: content.x,
    y: content.y,
    width,
    height: Math.ceil(top - GAP + PADDING),
    title: content.title,
    titleLines,
    count: cards.length,
    differing: content.differing,
    flagTop,
    cards: boxes,
    slot,
    more,
    moreTop,
    columns,
  }
}

export const contains = (rect: Rect, point: Point): boolean =>
  point.x >= rect.x && point.x <= rect.x + rect.width && point.y >= rect.y && point.y <= rect.y + rect.height

/** Whether two boxes come nearer to each other than `room`. */
export const meets = (a: Rect, b: Rect, room = 0): boolean =>
  a.x < b.x + b.width + room &&
  b.x < a.x + a.width + room &&
  a.y < b.y + b.height + room &&
  b.y < a.y + a.height + room

/** The smallest box around all of them, or undefined around nothing. */
export function boundsOf(rects: readonly Rect[]): Rect | undefined {
  if (rects.length === 0) return undefined
  let left = Infinity,
    top = Infinity,
    right = -Infinity,
    bottom = -Infinity
  for (const { x, y, width, height } of rects) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + width)
    bottom = Math.max(bottom, y + height)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}
