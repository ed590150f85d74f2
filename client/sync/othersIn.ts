import * as v from 'valibot'
import type { Awareness } from 'y-protocols/awareness'
import { presenceState, type PresenceState } from '../../shared/protocol/presence.ts'

/** States that were looked at: most are the same ones as a frame ago. */
const known = new WeakMap<object, PresenceState | null>()

/** Everyone connected but this tab. States that make no sense are passed over. */
export function othersIn(awareness: Awareness): PresenceState[] {
  const others: PresenceState[] = []
  for (const [client, state] of awareness.getStates()) {
    const presence = presenceOf(state)
    if (client !== awareness.clientID && presence) others.push(presence)
  }
  return others
}

function presenceOf(state: object): PresenceState | null {
  let presence = known.get(state)
  if (presence === undefined) {
    const parsed = v.safeParse(presenceState, state)
    presence = parsed.success ? parsed.output : null
    known.set(state, presence)
  }
  return presence
}
