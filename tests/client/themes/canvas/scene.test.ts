import { expect, it } from 'vitest'
import { saveTheme } from '../../../../shared/document/change.ts'
import { setFrame } from '../../../../client/features/themes/canvas/setFrame.ts'
import { MOST_CARDS } from '../../../../client/features/themes/canvas/geometry.ts'
import { sceneKeeper } from '../../../../client/features/themes/canvas/scene.ts'
import { aTable } from './table.ts'

it('shows a note that rests in two themes in both, one line taller for saying so', () => {
  const table = aTable()
  const [bus] = table.notes('bus')
  table.theme('Transport', { x: 0, y: 0, width: 404 }, bus!)
  const alone = sceneKeeper()(table.board()).frames.values().next().value!.cards[0]!
  table.theme('Safety', { x: 500, y: 0, width: 404 }, bus!)
  const scene = sceneKeeper()(table.board())
  const cards = [...scene.frames.values()].map((frame) => frame.cards[0]!)
  expect(cards.map((card) => card.note)).toEqual([bus, bus])
  expect(cards[0]!.height).toBe(alone.height + 21)
  expect(scene.order).toHaveLength(2)
})

it('shows twelve cards of a theme and counts the rest', () => {
  const table = aTable()
  const notes = table.notes(...Array.from({ length: 15 }, (_, i) => String.fromCharCode(97 + i)))
  const id = table.theme('Large', { x: 0, y: 0, width: 404 }, ...notes)
  const frame = sceneKeeper()(table.board()).frames.get(id)!
  expect(frame.cards.map((card) => card.note)).toEqual(notes.slice(0, MOST_CARDS))
  expect([frame.count, frame.more]).toEqual([15, 3])
})

it('keeps the boxes of what has not changed, so that nothing else is drawn again', () => {
  const table = aTable()
  const [a, b, c] = table.notes('a', 'b', 'c')
  const first = table.theme('First', { x: 0, y: 0, width: 404 }, a!)
  const second = table.theme('Second', { x: 500, y: 0, width: 404 }, b!)
  table.layOut(c!, 0, 900)
  const sceneOf = sceneKeeper()
  const before = sceneOf(table.board())
  saveTheme(table.document, first, { title: 'First, renamed' })
  const after = sceneOf(table.board())
  expect(after.frames.get(first)).not.toBe(before.frames.get(first))
  expect(after.frames.get(second)).toBe(before.frames.get(second))
  expect(after.loose.get(c!)).toBe(before.loose.get(c!))
})

it('gives themes that nobody has placed a place of their own, and leaves them there when one is dragged', () => {
  const table = aTable()
  const ids = ['a', 'b', 'c', 'd'].map((name) => table.theme(name, undefined))
  const sceneOf = sceneKeeper()
  const before = sceneOf(table.board())
  expect(new Set([...before.frames.values()].map(({ x, y }) => `${x},${y}`)).size).toBe(4)
  setFrame(table.document, before, ids[1]!, { x: 5000, y: 5000 })
  const after = sceneOf(table.board())
  const placeOf = (scene: typeof after, id: (typeof ids)[number]) => ({
    x: scene.frames.get(id)!.x,
    y: scene.frames.get(id)!.y,
  })
  for (const id of [ids[0]!, ids[2]!, ids[3]!]) expect(placeOf(after, id)).toEqual(placeOf(before, id))
  expect(placeOf(after, ids[1]!)).toEqual({ x: 5000, y: 5000 })
})
