import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { Note } from '../../../../shared/model/tables.ts'
import { tagsOf } from '../../../i18n/noteWords.ts'
import { useTab } from '../../../store/tab.ts'
import type { Session } from '../../../sync/hooks.ts'
import type { TableParts } from '../canvas/parts.ts'
import { differsFrom } from '../canvas/scene.ts'

/** What a row shows. */
export type RowFacts = {
  /** Undefined when it has been taken away. */
  readonly note: Note | undefined
  readonly tags: readonly string[]
  readonly restsIn: readonly ThemeId[] | undefined
  readonly differs: boolean
  readonly standsAlone: boolean
  /** The name of somebody else who has it selected. */
  readonly selectedBy: string | undefined
  readonly isSelected: boolean
  readonly isSelecting: boolean
}

/**
 * Where rows learn what they show. Each of thousands keeps its subscription for as long as the list is open, so there is
 * one for a row and not one for each of its facts; and none is asked when nothing has changed that any row shows, as
 * while pointers move.
 */
export type RowSource = {
  /** Reports that some row may show something else. @returns a function that stops it */
  readonly subscribe: (listener: () => void) => () => void
  /** Makes a function that gathers a row's facts: the same object as long as they are the same. */
  readonly factsOf: (id: NoteId, theme: ThemeId | null) => () => RowFacts
}

export function rowSource(session: Session, selections: TableParts['selections']): RowSource {
  const listeners = new Set<() => void>()
  let stop: (() => void) | undefined

  const selectedByOthers = () => selections(session.status.getState().others)
  const inputs = (): readonly unknown[] => {
    const { view } = session
    const { selectedNotes, isSelecting } = useTab.getState()
    return [
      view.notes,
      view.hidden,
      view.conversations,
      view.communities,
      view.outline.themesOf,
      view.bearings,
      view.positions,
      view.people,
      selectedByOthers(),
      selectedNotes,
      isSelecting,
    ]
  }
  function watch(): () => void {
    let last = inputs()
    const look = () => {
      const next = inputs()
      if (next.every((input, i) => input === last[i])) return
      last = next
      for (const listener of [...listeners]) listener()
    }
    const stops = [session.subscribe(look), session.status.subscribe(look), useTab.subscribe(look)]
    return () => {
      for (const stopOne of stops) stopOne()
    }
  }

  function partsOf(id: NoteId, theme: ThemeId | null) {
    const { view } = session
    const { selectedNotes, isSelecting } = useTab.getState()
    const note = view.hidden.has(id) ? undefined : view.notes.get(id)
    const person = selectedByOthers().get(id)
    return {
      note,
      conversation: note?.conversation ? view.conversations.get(note.conversation) : undefined,
      communities: view.communities,
      restsIn: view.outline.themesOf.get(id),
      differs: theme !== null && differsFrom(view, id, theme),
      standsAlone: theme === null && view.positions.get(id)?.standsAlone === true,
      selectedBy: person && view.people.get(person)?.name,
      isSelected: selectedNotes.has(id),
      isSelecting,
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      stop ??= watch()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.()
        stop = undefined
      }
    },
    factsOf(id, theme) {
      let last: { readonly parts: ReturnType<typeof partsOf>; readonly facts: RowFacts } | undefined
      return () => {
        const parts = partsOf(id, theme)
        const isSame =
          last &&
          (Object.keys(parts) as (keyof typeof parts)[]).every((part) => parts[part] === last!.parts[part])
        if (!last || !isSame) last = { parts, facts: { ...parts, tags: tagsOf(session.view, id) } }
        return last.facts
      }
    },
  }
}
