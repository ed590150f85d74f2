import type { BoardRows } from './board.ts'
import type { NoteId, ThemeId } from './ids.ts'
import { splitPair } from './tableNames.ts'

/**
 * The board as an outline: which notes rest in which themes, in which order, and which in none. Everything
 * here is derived and never stored. Arrays keep their identity from one outline to the next when their
 * members did not change, so that a component that reads one re-renders only then.
 */
export type Outline = {
  /** Open themes, oldest first. */
  readonly openThemes: readonly ThemeId[]
  /** Themes set aside, oldest first. */
  readonly asideThemes: readonly ThemeId[]
  /** The visible notes of each theme (open or set aside), in the theme's order. */
  readonly notesOf: ReadonlyMap<ThemeId, readonly NoteId[]>
  /** The open themes a note rests in; a note in none is missing here. Two or more: placed in several at once. */
  readonly themesOf: ReadonlyMap<NoteId, readonly ThemeId[]>
  /** Visible notes in no open theme, oldest first. */
  readonly unthemed: readonly NoteId[]
  /** Every visible note, oldest first. */
  readonly notes: readonly NoteId[]
}

type OutlineRows = Pick<BoardRows, 'notes' | 'hidden' | 'themes' | 'placements' | 'orders'>

/** Whether a note is there to be seen: neither hidden nor taken back. */
export const isVisible = (rows: Pick<BoardRows, 'notes' | 'hidden'>, id: NoteId): boolean =>
  rows.notes.has(id) && !rows.hidden.has(id)

/**
 * Works out the outline.
 * @param previous the last outline; its arrays are reused where nothing changed
 */
export function outlineOf(rows: OutlineRows, previous?: Outline): Outline {
  const notes = [...rows.notes.keys()].filter((id) => !rows.hidden.has(id))
  sortByAge(notes, rows.notes)
  const themes = [...rows.themes.keys()]
  sortByAge(themes, rows.themes)
  const isOpen = (id: ThemeId) => rows.themes.get(id)?.state === 'open'

  const notesOf = new Map<ThemeId, NoteId[]>()
  const themesOf = new Map<NoteId, ThemeId[]>()
  for (const [key, placement] of rows.placements) {
    if (!placement.present) continue
    const [note, theme] = splitPair(key)
    if (!isVisible(rows, note) || !rows.themes.has(theme)) continue
    listIn(notesOf, theme).push(note)
    if (isOpen(theme)) listIn(themesOf, note).push(theme)
  }
  for (const [theme, members] of notesOf) sortByOrder(members, theme, rows)
  for (const list of themesOf.values()) list.sort()

  const themesOfKept = keepLists(themesOf, previous?.themesOf)
  return {
    openThemes: keep(themes.filter(isOpen), previous?.openThemes),
    asideThemes: keep(
      themes.filter((id) => !isOpen(id)),
      previous?.asideThemes,
    ),
    notesOf: keepLists(notesOf, previous?.notesOf),
    themesOf: themesOfKept,
    unthemed: keep(
      notes.filter((id) => !themesOf.has(id)),
      previous?.unthemed,
    ),
    notes: keep(notes, previous?.notes),
  }
}

function sortByAge<Id extends string>(
  ids: Id[],
  rows: ReadonlyMap<Id, { readonly addedAtMs: number }>,
): void {
  ids.sort((a, b) => rows.get(a)!.addedAtMs - rows.get(b)!.addedAtMs || (a < b ? -1 : 1))
}

/** Notes without an order key come after those that have one, oldest first. */
function sortByOrder(notes: NoteId[], theme: ThemeId, rows: OutlineRows): void {
  const indexOf = (note: NoteId) => rows.orders.get(`${note}/${theme}`)?.index
  notes.sort((a, b) => {
    const indexA = indexOf(a)
    const indexB = indexOf(b)
    if (indexA !== indexB) {
      if (indexA === undefined) return 1
      if (indexB === undefined) return -1
      return indexA < indexB ? -1 : 1
    }
    return indexA === undefined
      ? rows.notes.get(a)!.addedAtMs - rows.notes.get(b)!.addedAtMs || (a < b ? -1 : 1)
      : a < b
        ? -1
        : 1
  })
}

function listIn<K, V>(lists: Map<K, V[]>, key: K): V[] {
  let list = lists.get(key)
  if (!list) lists.set(key, (list = []))
  return list
}

function keep<T>(next: readonly T[], previous: readonly T[] | undefined): readonly T[] {
  return previous?.length === next.length && next.every((item, i) => item === previous[i]) ? previous : next
}

function keepLists<K, V>(
  next: ReadonlyMap<K, readonly V[]>,
  previous: ReadonlyMap<K, readonly V[]> | undefined,
): ReadonlyMap<K, readonly V[]> {
  let same = previous?.size === next.size
  const kept = new Map<K, readonly V[]>()
  for (const [key, list] of next) {
    const before = previous?.get(key)
    const stable = keep(list, before)
    if (stable !== before) same = false
    kept.set(key, stable)
  }
  return same && previous ? previous : kept
}
