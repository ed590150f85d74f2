import type { NoteId, ParticipantId } from '../../../../shared/model/ids.ts'
import type { PresenceState } from '../../../../shared/protocol/presence.ts'

/** Finds who else has selected a note: the first of them. Worked out once for each change of who is there. */
export function selectionKeeper(): (
  others: readonly PresenceState[],
  note: NoteId,
) => ParticipantId | undefined {
  let known: { others: readonly PresenceState[]; by: Map<NoteId, ParticipantId> } | undefined
  return (others, note) => {
    if (known?.others !== others) {
      const by = new Map<NoteId, ParticipantId>()
      for (const { participant, selection } of others) {
        for (const selected of selection ?? []) if (!by.has(selected)) by.set(selected, participant)
      }
      known = { others, by }
    }
    return known.by.get(note)
  }
}
