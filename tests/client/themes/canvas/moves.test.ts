import { expect, it } from 'vitest'
import { createUndo } from '../../../../shared/document/undo.ts'
import { saveTheme } from '../../../../shared/document/change.ts'
import { meets } from '../../../../client/features/themes/canvas/geometry.ts'
import { tidyFrames } from '../../../../client/features/themes/canvas/tidy.ts'
import { putNotes, sourcesOf } from '../../../../client/features/themes/canvas/moves.ts'
import { sceneKeeper } from '../../../../client/features/themes/canvas/scene.ts'
import { aTable } from './table.ts'

it('moves several notes from different places into one theme, before a note, as one step of undo', () => {
  const table = aTable()
  const [a, b, c, d] = table.notes('a', 'b', 'c', 'd')
  const first = table.theme('First', undefined, a!)
  const second = table.theme('Second', undefined, b!)
  const goal = table.theme('Goal', undefined, d!)
  const undo = createUndo(table.document)
  putNotes(table.document, table.board(), sourcesOf(table.board(), [a!, b!, c!], first), {
    is: 'theme',
    theme: goal,
    before: d!,
  })
  expect(table.board().outline.notesOf.get(goal)).toEqual([a, b, c, d])
  expect([first, second].map((theme) => table.board().outline.notesOf.get(theme))).toEqual([
    undefined,
    undefined,
  ])
  undo.undo()
  expect(table.board().outline.themesOf.get(b!)).toEqual([second])
  expect(table.board().outline.unthemed).toEqual([c])
})

it('leaves a note in its other theme when it is dragged out of one, and does not lay it out a second time', () => {
  const table = aTable()
  const [bus] = table.notes('bus')
  const transport = table.theme('Transport', undefined, bus!)
  const safety = table.theme('Safety', undefined, bus!)
  putNotes(table.document, table.board(), sourcesOf(table.board(), [bus!], transport), {
    is: 'canvas',
    points: [{ x: 5, y: 5 }],
  })
  expect(table.board().outline.themesOf.get(bus!)).toEqual([safety])
  expect(table.board().positions.size).toBe(0)
})

it('leaves placements in themes that were set aside, so that those come back whole', () => {
  const table = aTable()
  const [bus] = table.notes('bus')
  const aside = table.theme('Aside', undefined, bus!)
  const open = table.theme('Open', undefined, bus!)
  saveTheme(table.document, aside, { state: 'set aside' })
  putNotes(table.document, table.board(), sourcesOf(table.board(), [bus!], open), { is: 'tray' })
  expect(table.board().outline.unthemed).toEqual([bus])
  saveTheme(table.document, aside, { state: 'open' })
  expect(table.board().outline.themesOf.get(bus!)).toEqual([aside])
})

it('tidies the frames as one step, so that none lies over another or over a loose note', () => {
  const table = aTable()
  const notes = table.notes(...Array.from({ length: 9 }, (_, i) => String.fromCharCode(97 + i)))
  for (let i = 0; i < 7; i++)
    table.theme(`Theme ${i}`, { x: i * 50, y: i * 30, width: i % 2 ? 404 : 596 }, ...notes.slice(0, i))
  table.layOut(notes[8]!, 300, 200)
  const sceneOf = sceneKeeper()
  const undo = createUndo(table.document)
  const before = table.board().frames
  tidyFrames(table.document, sceneOf(table.board()))
  const { frames, loose } = sceneOf(table.board())
  const boxes = [...frames.values(), ...loose.values()]
  for (const [i, box] of boxes.entries())
    expect(boxes.slice(i + 1).filter((other) => meets(box, other))).toEqual([])
  undo.undo()
  expect(table.board().frames).toEqual(before)
})
