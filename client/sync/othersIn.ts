import * as v from 'valibot'
import type { Awareness } from 'y-protocols/awareness'
import { presenceState, type PresenceState } from '../../shared/protocol/presence.ts'

/** Everyone connected but this tab. States that make no sense are passed over. */
export function othersIn(awareness: Awareness): PresenceState[] {
  const others: PresenceState[] = []
  for (const [client, state] of awareness.getStates()) {
    const parsed = v.safeParse(presenceState, state)
    if (client !== awareness.clientID && parsed.success) others.push(parsed.output)
  }
  return others
}
