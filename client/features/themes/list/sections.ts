import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { Outline } from '../../../../shared/model/outline.ts'

/** One heading of the list with the notes under it; theme null is "Not yet in a theme". */
export type Section = { readonly theme: ThemeId | null; readonly notes: readonly NoteId[] }

/**
 * The list's sections: first what is not yet in a theme, then the open themes.
 * @param matches the notes asked for; undefined when all are
 */
export function sectionsOf(outline: Outline, matches: ReadonlySet<NoteId> | undefined): Section[] {
  const asked = (notes: readonly NoteId[]) => (matches ? notes.filter((note) => matches.has(note)) : notes)
  return [
    { theme: null, notes: asked(outline.unthemed) },
    ...outline.openThemes.map((theme) => ({ theme, notes: asked(outline.notesOf.get(theme) ?? []) })),
  ]
}

/** The row that has one's focus, and where it stood when it got it. */
export type HeldRow = {
  readonly theme: ThemeId | null
  readonly note: NoteId
  /** Where its section stood. */
  readonly sectionAt: number
  /** The notes above it in its section, the nearest last. */
  readonly above: readonly NoteId[]
}

/** The row's place in these sections; undefined when it is not there. */
export function placeOf(
  sections: readonly Section[],
  theme: ThemeId | null,
  note: NoteId,
): HeldRow | undefined {
  const sectionAt = sections.findIndex((section) => section.theme === theme)
  const notes = sections[sectionAt]?.notes ?? []
  const at = notes.indexOf(note)
  return at < 0 ? undefined : { theme, note, sectionAt, above: notes.slice(0, at) }
}

/**
 * The sections with the held row where it stood: below the same neighbour, under the same heading, whatever others
 * did to it meanwhile. So nothing is ever taken from under a finger or a screen reader's cursor.
 */
export function holdRow(sections: readonly Section[], held: HeldRow | undefined): readonly Section[] {
  if (!held) return sections
  const at = sections.findIndex((section) => section.theme === held.theme)
  const gone = sections[at]
  if (!gone) {
    // Its theme was set aside: the heading stays as well, for this one row.
    const kept: Section = { theme: held.theme, notes: [held.note] }
    return [...sections.slice(0, held.sectionAt), kept, ...sections.slice(held.sectionAt)]
  }
  const rest = gone.notes.filter((note) => note !== held.note)
  const neighbour = held.above.findLast((note) => rest.includes(note))
  const index = neighbour === undefined ? 0 : rest.indexOf(neighbour) + 1
  if (gone.notes[index] === held.note) return sections
  const notes = [...rest.slice(0, index), held.note, ...rest.slice(index)]
  return sections.map((section, i) => (i === at ? { theme: held.theme, notes } : section))
}

/** More than fit on a screen. */
const FIRST_ROWS = 24

/** The sections up to their first rows; of those after them nothing but the headings. */
export function firstRows(sections: readonly Section[]): readonly Section[] {
  let left = FIRST_ROWS
  return sections.map(({ theme, notes }) => {
    const first = notes.slice(0, left)
    left -= first.length
    return { theme, notes: first }
  })
}
