import { expect, it } from 'vitest'
import type { NoteId } from '../../../../shared/model/ids.ts'
import { targetAt, type DropTarget } from '../../../../client/features/themes/canvas/dropTarget.ts'
import { sceneKeeper } from '../../../../client/features/themes/canvas/scene.ts'
import { aTable } from './table.ts'

function twoByTwo(count = 4) {
  const table = aTable()
  const notes = table.notes(...Array.from({ length: count }, (_, i) => String.fromCharCode(97 + i)))
  const id = table.theme('Theme', { x: 1000, y: 1000, width: 404 }, ...notes)
  const board = table.board()
  const scene = sceneKeeper()(board)
  const frame = scene.frames.get(id)!
  const drop = (card: number, along: number, held: readonly NoteId[] = []): DropTarget => {
    const box = frame.cards[card]!
    return targetAt(
      scene,
      board.outline.notesOf,
      { x: frame.x + box.x + box.width * along, y: frame.y + box.y + 20 },
      new Set(held),
    )
  }
  return { table, id, notes, scene, board, frame, drop }
}

it('drops a note before the card whose first half it is held over, and after the one whose second half it is', () => {
  const { id, notes, drop } = twoByTwo()
  expect(drop(1, 0.2)).toEqual({ is: 'theme', theme: id, before: notes[1] })
  expect(drop(0, 0.9)).toEqual({ is: 'theme', theme: id, before: notes[1] })
  expect(drop(1, 0.9)).toEqual({ is: 'theme', theme: id, before: notes[2] })
  expect(drop(3, 0.9)).toEqual({ is: 'theme', theme: id, before: null })
})

it('never names a held note as the one to lie before', () => {
  const { id, notes, drop } = twoByTwo()
  expect(drop(1, 0.2, [notes[1]!, notes[2]!])).toEqual({ is: 'theme', theme: id, before: notes[3] })
})

it('keeps a note in sight that is dropped at the end of a theme with more than it shows', () => {
  const { notes, drop } = twoByTwo(14)
  expect(drop(11, 0.9)).toMatchObject({ before: notes[11] })
})

it('begins a theme over a loose note, but not over the one in hand', () => {
  const { table } = twoByTwo()
  const [lone] = table.notes('lone')
  table.layOut(lone!, 0, 0)
  const board = table.board()
  const at = (held: readonly NoteId[]) =>
    targetAt(sceneKeeper()(board), board.outline.notesOf, { x: 20, y: 20 }, new Set(held))
  expect(at([])).toEqual({ is: 'note', note: lone })
  expect(at([lone!])).toEqual({ is: 'canvas' })
})
