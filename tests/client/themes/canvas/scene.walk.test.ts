import fc from 'fast-check'
import { expect, it } from 'vitest'
import { saveNote, saveTheme, setBearing } from '../../../../shared/document/change.ts'
import { moveNotes } from '../../../../shared/document/placing.ts'
import { rowOf } from '../../../../shared/document/BoardDocument.ts'
import { cellsOf } from '../../../../client/features/themes/canvas/grid.ts'
import { setFrame } from '../../../../client/features/themes/canvas/setFrame.ts'
import { sceneKeeper, type Scene } from '../../../../client/features/themes/canvas/scene.ts'
import { trayKeeper } from '../../../../client/features/themes/canvas/trayNotes.ts'
import { visibleKeeper } from '../../../../client/features/themes/canvas/visible.ts'
import { LiveBoard } from '../../../../client/sync/LiveBoard.ts'
import { aTable } from './table.ts'

const VIEW = { x: 0, y: 0, width: 1200, height: 800 }
const RANGE = '0,0,2,1'

/** All that can be asked of a scene, as values. */
const told = (scene: Scene) => ({
  frames: [...scene.frames],
  loose: new Map(scene.loose),
  unplaced: scene.unplaced,
  bounds: scene.bounds,
  order: scene.order,
  inView: [...scene.grid.within(cellsOf(VIEW))].map((box) => box.theme ?? box.note).sort(),
  seen: visibleKeeper()(scene, RANGE, undefined),
})

const deed = fc.record({
  is: fc.constantFrom('lay out', 'theme', 'tray', 'frame', 'title', 'words', 'bearing', 'aside'),
  note: fc.nat(5),
  theme: fc.nat(2),
  x: fc.integer({ min: -2000, max: 3000 }),
  y: fc.integer({ min: -2000, max: 3000 }),
})

it('is after any number of changes what a board laid out afresh would be', () => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 1, maxLength: 25 }), (deeds) => {
      const { document, notes, theme } = aTable()
      const all = notes('a', 'b', 'c', 'd', 'e', 'f')
      const themes = [theme('One', { x: 0, y: 0, width: 404 }, all[0]!), theme('Two', undefined)]
      themes.push(theme('Three', { x: 900, y: 300, width: 404 }, all[1]!, all[2]!))
      const live = new LiveBoard(document)
      const sceneOf = sceneKeeper()
      const trayOf = trayKeeper()
      const visibleOf = visibleKeeper()
      for (const { is, note: n, theme: t, x, y } of deeds) {
        const [note, into] = [all[n]!, themes[t]!]
        const moved = { notes: [note], from: 'all' as const }
        if (is === 'lay out')
          moveNotes(document, { ...moved, to: { is: 'canvas', points: [{ x, y }], standsAlone: false } })
        else if (is === 'theme')
          moveNotes(document, { notes: [note], from: null, to: { is: 'theme', theme: into, before: null } })
        else if (is === 'tray') moveNotes(document, { ...moved, to: { is: 'tray' } })
        else if (is === 'frame') setFrame(document, sceneOf(live.view), into, { x, y })
        else if (is === 'title') saveTheme(document, into, { title: `A longer title, ${x} ${y}` })
        else if (is === 'words')
          saveNote(document, note, {
            ...rowOf(document, 'notes', note)!,
            said: 'Words '.repeat((x + 2000) / 50),
          })
        else if (is === 'bearing') setBearing(document, note, into, 'differs')
        else saveTheme(document, into, { state: x > 0 ? 'open' : 'set aside' })
        const scene = sceneOf(live.view)
        const afresh = sceneKeeper()(live.view)
        expect(told(scene)).toEqual(told(afresh))
        expect(trayOf(live.view)).toEqual(trayKeeper()(live.view))
        expect(visibleOf(scene, RANGE, undefined)).toEqual(visibleKeeper()(afresh, RANGE, undefined))
      }
      live.destroy()
    }),
    { numRuns: 150 },
  )
})

it('sees the same in view while others move what is out of view', () => {
  const { document, notes, layOut } = aTable()
  const [near, far] = notes('near', 'far')
  layOut(near!, 100, 100)
  layOut(far!, 5000, 5000)
  const live = new LiveBoard(document)
  const sceneOf = sceneKeeper()
  const visibleOf = visibleKeeper()
  const before = visibleOf(sceneOf(live.view), RANGE, undefined)
  layOut(far!, 5100, 5000)
  expect(visibleOf(sceneOf(live.view), RANGE, undefined)).toBe(before)
  layOut(near!, 120, 100)
  expect(visibleOf(sceneOf(live.view), RANGE, undefined)).not.toBe(before)
  live.destroy()
})
