import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { Note } from '../../../../shared/model/tables.ts'
import { tagsOf } from '../../../i18n/noteWords.ts'
import { useTab } from '../../../store/tab.ts'
import type { Session } from '../../../sync/hooks.ts'
import type { TableParts } from '../canvas/parts.ts'
import { differsFrom } from '../canvas/scene.ts'
import { gathering, watchTogether, type Subscribe } from '../facts.ts'

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

/** Where rows learn what they show. */
export type RowSource = {
  readonly subscribe: Subscribe
  /** Makes a function that gathers a row's facts: the same object as long as they are the same. */
  readonly factsOf: (id: NoteId, theme: ThemeId | null) => () => RowFacts
}

export function rowSource(session: Session, selections: TableParts['selections']): RowSource {
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
    subscribe: watchTogether([session.subscribe, session.status.subscribe, useTab.subscribe], inputs),
    factsOf: gathering(partsOf, (_, id) => ({ tags: tagsOf(session.view, id) })),
  }
}
