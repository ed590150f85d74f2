import { describe, expect, it } from 'vitest'
import {
  holdRow,
  placeOf,
  sectionsOf,
  type Section,
} from '../../../../client/features/themes/list/sections.ts'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { Outline } from '../../../../shared/model/outline.ts'

const [bus, cafe, form, taxi] = ['bus', 'cafe', 'form', 'taxi'] as NoteId[] as [
  NoteId,
  NoteId,
  NoteId,
  NoteId,
]
const [travel, trust] = ['travel', 'trust'] as ThemeId[] as [ThemeId, ThemeId]
const list = (tray: NoteId[], inTravel: NoteId[], inTrust: NoteId[]): Section[] => [
  { theme: null, notes: tray },
  { theme: travel, notes: inTravel },
  { theme: trust, notes: inTrust },
]
const notesUnder = (sections: readonly Section[], theme: ThemeId | null) =>
  sections.find((section) => section.theme === theme)?.notes

describe('a row that has one’s focus', () => {
  const before = list([taxi], [bus, cafe, form], [])
  const held = placeOf(before, travel, cafe)

  it('stays where it is when others move it to another theme, and is shown there as well', () => {
    const shown = holdRow(list([taxi], [bus, form], [cafe]), held)
    expect(notesUnder(shown, travel)).toEqual([bus, cafe, form])
    expect(notesUnder(shown, trust)).toEqual([cafe])
  })

  it('stays below its neighbour when others reorder it', () => {
    expect(notesUnder(holdRow(list([taxi], [bus, form, cafe], []), held), travel)).toEqual([bus, cafe, form])
  })

  it('lets others’ notes come and go around it', () => {
    expect(notesUnder(holdRow(list([], [bus, taxi, form], [cafe]), held), travel)).toEqual([
      bus,
      cafe,
      taxi,
      form,
    ])
    expect(notesUnder(holdRow(list([bus], [form], [cafe]), held), travel)).toEqual([cafe, form])
  })

  it('stays under its heading when others set the theme aside', () => {
    const shown = holdRow(
      [
        { theme: null, notes: [taxi] },
        { theme: trust, notes: [] },
      ],
      held,
    )
    expect(shown.map((section) => section.theme)).toEqual([null, travel, trust])
    expect(notesUnder(shown, travel)).toEqual([cafe])
  })

  it('goes where it belongs as soon as one leaves it', () => {
    const after = list([taxi], [bus, form], [cafe])
    expect(holdRow(after, undefined)).toBe(after)
  })

  it('changes nothing while nobody touches it', () => {
    expect(holdRow(before, held)).toBe(before)
  })
})

describe('the list', () => {
  it('shows only what is asked for, and keeps every heading', () => {
    const outline = {
      unthemed: [taxi],
      openThemes: [travel, trust],
      notesOf: new Map([[travel, [bus, cafe]]]),
    } as unknown as Outline
    expect(sectionsOf(outline, new Set([cafe]))).toEqual(list([], [cafe], []))
  })
})
