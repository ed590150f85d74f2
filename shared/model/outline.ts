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
  const steps = outlining(rows, previous)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Placements, or notes of themes, that are looked at in one step: about a millisecond's work. */
const AT_ONCE = 2000

/** The same in steps, for whoever may not be held up by a large board. The rows may not change between them. */
export function* outlining(rows: OutlineRows, previous?: Outline): Generator<undefined, Outline, undefined> {
  const shown = [...rows.notes.keys()].filter((id) => !rows.hidden.has(id))
  yield
  const notes = sortedByAge(shown, rows.notes)
  yield
  const themes = sortedByAge([...rows.themes.keys()], rows.themes)
  const isOpen = (id: ThemeId) => rows.themes.get(id)?.state === 'open'

  const notesOf = new Map<ThemeId, NoteId[]>()
  const themesOf = new Map<NoteId, ThemeId[]>()
  let looked = 0
  for (const [key, placement] of rows.placements) {
    if (++looked % AT_ONCE === 0) yield
    if (!placement.present) continue
    const [note, theme] = splitPair(key)
    if (!isVisible(rows, note) || !rows.themes.has(theme)) continue
    listIn(notesOf, theme).push(note)
    if (isOpen(theme)) listIn(themesOf, note).push(theme)
  }
  looked = 0
  for (const [theme, members] of notesOf) {
    notesOf.set(theme, sortedByOrder(members, theme, rows))
    looked += members.length
    if (looked < AT_ONCE) continue
    looked = 0
    yield
  }
  for (const list of themesOf.values()) if (list.length > 1) list.sort()
  yield

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

/** What one is sorted by, looked up once: a comparison is made many times for each. */
type Aged<Id> = { readonly id: Id; readonly addedAtMs: number }

const byAge = <Id extends string>(a: Aged<Id>, b: Aged<Id>) =>
  a.addedAtMs - b.addedAtMs || (a.id < b.id ? -1 : 1)

function sortedByAge<Id extends string>(
  ids: readonly Id[],
  rows: ReadonlyMap<Id, { readonly addedAtMs: number }>,
): Id[] {
  const aged = ids.map((id) => ({ id, addedAtMs: rows.get(id)!.addedAtMs }))
  return aged.sort(byAge).map(({ id }) => id)
}

/** Notes without an order key come after those that have one, oldest first. */
function sortedByOrder(notes: readonly NoteId[], theme: ThemeId, rows: OutlineRows): NoteId[] {
  const ordered = notes.map((id) => ({
    id,
    addedAtMs: rows.notes.get(id)!.addedAtMs,
    index: rows.orders.get(`${id}/${theme}`)?.index,
  }))
  ordered.sort((a, b) => {
    if (a.index === b.index) return a.index === undefined ? byAge(a, b) : a.id < b.id ? -1 : 1
    if (a.index === undefined) return 1
    if (b.index === undefined) return -1
    return a.index < b.index ? -1 : 1
  })
  return ordered.map(({ id }) => id)
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
