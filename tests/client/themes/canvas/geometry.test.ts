import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  columnsOf,
  fittingWidth,
  meets,
  NARROWEST_FRAME,
  WIDEST_FRAME,
  type Rect,
} from '../../../../client/features/themes/canvas/geometry.ts'
import { cellsOf, Grid } from '../../../../client/features/themes/canvas/grid.ts'
import { tidied } from '../../../../client/features/themes/canvas/tidy.ts'
import { linesOf, widthOf } from '../../../../client/features/themes/canvas/textLines.ts'

const rect = fc.record({
  x: fc.integer({ min: -4000, max: 4000 }),
  y: fc.integer({ min: -4000, max: 4000 }),
  width: fc.integer({ min: 1, max: 900 }),
  height: fc.integer({ min: 1, max: 1500 }),
})

it('gives a new theme two columns, and a frame width one column more or less', () => {
  expect(columnsOf(404)).toBe(2)
  expect(fittingWidth(404 + 120)).toBe(596)
  expect(columnsOf(596)).toBe(3)
  expect([fittingWidth(-500), fittingWidth(9000)]).toEqual([NARROWEST_FRAME, WIDEST_FRAME])
  expect(columnsOf(NARROWEST_FRAME)).toBe(1)
})

it('finds by the grid everything that is in view', () => {
  fc.assert(
    fc.property(fc.array(rect, { maxLength: 40 }), rect, (boxes, view) => {
      const found = Grid.of<Rect>(boxes).within(cellsOf(view))
      for (const box of boxes) if (meets(box, view)) expect(found.has(box)).toBe(true)
    }),
  )
})

it('tidies any frames so that none lies over another or over what stays', () => {
  fc.assert(
    fc.property(fc.array(rect, { maxLength: 15 }), fc.array(rect, { maxLength: 6 }), (boxes, others) => {
      const places = tidied(boxes, others)
      const laid = boxes.map((box) => ({ ...box, ...places.get(box)! }))
      laid.forEach((box, i) => {
        expect(laid.slice(i + 1).some((other) => meets(box, other))).toBe(false)
        expect(others.some((other) => meets(box, other))).toBe(false)
      })
    }),
  )
})

it('needs no fewer lines in a narrower box, and never more than are shown', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.integer({ min: 40, max: 400 }),
      (words, width) => {
        const lines = linesOf(words, width, 15, 'regular', 6)
        expect(lines).toBeGreaterThanOrEqual(1)
        expect(lines).toBeLessThanOrEqual(6)
        expect(linesOf(words, width * 2, 15, 'regular', 6)).toBeLessThanOrEqual(lines)
      },
    ),
  )
})

it('counts the lines of a card as the browser breaks them', () => {
  // Measured in Chromium with Atkinson Hyperlegible Next at 15 px.
  expect(linesOf('Two buses and a mile’s walk to the clinic.', 152, 15, 'regular', 6)).toBe(3)
  expect(linesOf('The bins by the school are never emptied on a Friday.', 180, 15, 'regular', 6)).toBe(2)
  expect(linesOf('one\n\nthree', 180, 15, 'regular', 6)).toBe(3)
  expect(linesOf('x'.repeat(200), 180, 15, 'regular', 6)).toBe(6)
})

/** The same by whole paragraphs and words, as one would say it. */
function linesByWords(text: string, boxPx: number, most: number): number {
  const space = widthOf(' ', 15, 'regular')
  let lines = 0
  for (const paragraph of text.split('\n')) {
    lines += 1
    let used = 0
    for (const word of paragraph.split(/[ \t]+/)) {
      const width = widthOf(word, 15, 'regular')
      const start = used === 0 ? 0 : used + space
      if (start + width <= boxPx) {
        used = start + width
        continue
      }
      const wholeLines = Math.floor(width / boxPx)
      lines += wholeLines + (used > 0 ? 1 : 0)
      used = width - wholeLines * boxPx
    }
  }
  return Math.min(lines, most)
}

it('counts in one pass what paragraphs of words come to', () => {
  const character = fc.oneof(
    { arbitrary: fc.constantFrom(' ', '\t', '\n'), weight: 1 },
    { arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9 }), weight: 3 },
  )
  fc.assert(
    fc.property(
      fc.array(character, { maxLength: 60 }),
      fc.integer({ min: 20, max: 400 }),
      fc.integer({ min: 1, max: 9 }),
      (parts, width, most) => {
        const text = parts.join('')
        expect(linesOf(text, width, 15, 'regular', most)).toBe(linesByWords(text, width, most))
      },
    ),
    { numRuns: 500 },
  )
})
