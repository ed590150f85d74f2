import type { MessageDescriptor } from '@lingui/core'
import type { NoteId, ParticipantId, ThemeId } from '../../../../shared/model/ids.ts'
import { mayWriteTable } from '../../../../shared/model/roles.ts'
import type { Note } from '../../../../shared/model/tables.ts'
import { useTab } from '../../../store/tab.ts'
import type { Session } from '../../../sync/hooks.ts'
import { gathering, watchTogether, type Subscribe } from '../facts.ts'
import { tagOf } from './cardTag.ts'
import type { HoldingStore } from './holding.ts'
import type { matchKeeper } from './matching.ts'
import type { selectionKeeper } from './othersSelection.ts'
import { cardKey, type ReachStore } from './reach.ts'
import { differsFrom, isInSeveral } from './scene.ts'

/** What a card shows, and how it stands there. */
export type CardFacts = {
  /** Undefined when it has been taken away. */
  readonly note: Note | undefined
  readonly tag: MessageDescriptor | undefined
  readonly isTwice: boolean
  readonly isDiffering: boolean
  /** Whether it is not among the notes that are asked for. */
  readonly isFaint: boolean
  readonly isSelected: boolean
  readonly isHeld: boolean
  /** Whether what is held would begin a theme with it. */
  readonly isTarget: boolean
  /** Somebody else who has it selected. */
  readonly selectedBy: ParticipantId | undefined
  readonly nameOfOther: string | undefined
  readonly mayMove: boolean
  /** Whether the Tab key reaches it. */
  readonly isReached: boolean
  /** Whether it takes the focus. */
  readonly isWanted: boolean
}

/** Where cards learn what they show. */
export type CardSource = {
  readonly subscribe: Subscribe
  /** Makes a function that gathers a card's facts: the same object as long as they are the same. */
  readonly factsOf: (note: NoteId, theme: ThemeId | null, where: 'canvas' | 'tray') => () => CardFacts
}

type Stores = {
  readonly selections: ReturnType<typeof selectionKeeper>
  readonly matches: ReturnType<typeof matchKeeper>
  readonly useHolding: HoldingStore
  readonly useReach: ReachStore
}

export function cardSource(
  session: Session,
  { selections, matches, useHolding, useReach }: Stores,
): CardSource {
  const selectedByOthers = () => selections(session.status.getState().others)
  const inputs = (): readonly unknown[] => {
    const { view } = session
    const { filter, selectedNotes } = useTab.getState()
    const { held, target } = useHolding.getState()
    return [
      view.notes,
      view.conversations,
      view.communities,
      view.outline.themesOf,
      view.bearings,
      view.people,
      selectedByOthers(),
      filter,
      selectedNotes,
      held,
      target,
      useReach.getState(),
    ]
  }

  function partsOf(id: NoteId, theme: ThemeId | null, where: 'canvas' | 'tray') {
    const { view, me } = session
    const { filter, selectedNotes } = useTab.getState()
    const { held, target } = useHolding.getState()
    const reach = useReach.getState()
    const key = cardKey(where, { note: id, theme })
    const note = view.notes.get(id)
    const conversation = note?.conversation ? view.conversations.get(note.conversation) : undefined
    const mention = conversation?.communities[0]
    const selectedBy = selectedByOthers().get(id)
    return {
      note,
      conversation,
      community: mention && view.communities.get(mention.community),
      isTwice: isInSeveral(view, id),
      isDiffering: theme !== null && differsFrom(view, id, theme),
      isFaint: matches(view, filter)?.has(id) === false,
      isSelected: selectedNotes.has(id),
      isHeld: held?.is === 'notes' && held.members.has(id),
      isTarget: target?.is === 'note' && target.note === id,
      selectedBy,
      nameOfOther: selectedBy && view.people.get(selectedBy)?.name,
      mayMove: mayWriteTable(view.people.get(me.id)?.role ?? me.role, 'placements'),
      isReached: reach[where] === key,
      isWanted: reach.wanted === key,
    }
  }

  return {
    subscribe: watchTogether(
      [
        session.subscribe,
        session.status.subscribe,
        useTab.subscribe,
        useHolding.subscribe,
        useReach.subscribe,
      ],
      inputs,
    ),
    factsOf: gathering(partsOf, (parts) => ({ tag: tagOf(parts) })),
  }
}
