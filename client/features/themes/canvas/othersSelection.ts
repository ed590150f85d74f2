import type { NoteId, ParticipantId } from '../../../../shared/model/ids.ts'
import type { PresenceState } from '../../../../shared/protocol/presence.ts'

/** Who else has a note selected: of several the first. */
export type Selections = ReadonlyMap<NoteId, ParticipantId>

/** Makes a function that finds what others have selected; its answer stays the same one while that does. */
export function selectionKeeper(): (others: readonly PresenceState[]) => Selections {
  let known: { others: readonly PresenceState[]; by: Selections } | undefined
  return (others) => {
    if (known?.others !== others) {
      const by = new Map<NoteId, ParticipantId>()
      for (const { participant, selection } of others) {
        for (const selected of selection ?? []) if (!by.has(selected)) by.set(selected, participant)
      }
      known = { others, by: known && isSame(known.by, by) ? known.by : by }
    }
    return known.by
  }
}

const isSame = (one: Selections, other: Selections) =>
  one.size === other.size && [...one].every(([note, person]) => other.get(note) === person)
