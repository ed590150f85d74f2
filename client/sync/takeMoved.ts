import * as decoding from 'lib0/decoding'
import type { Awareness } from 'y-protocols/awareness'
import type { PresenceState } from '../../shared/protocol/presence.ts'

/**
 * Takes in where people are now whose state is otherwise as it was ({@link file://../../shared/protocol/messages.ts}), as
 * `applyAwarenessUpdate` does with whole states. Someone who is not known here is passed over: their state comes whole.
 */
export function takeMoved(awareness: Awareness, decoder: decoding.Decoder): void {
  const updated: number[] = []
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const client = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    const at = { x: decoding.readVarInt(decoder), y: decoding.readVarInt(decoder) }
    const state = awareness.states.get(client) as Partial<PresenceState> | undefined
    const meta = awareness.meta.get(client)
    if (!state || !meta || clock <= meta.clock || client === awareness.clientID) continue
    awareness.states.set(client, state.cursor ? { ...state, cursor: at } : dragged(state, at))
    awareness.meta.set(client, { clock, lastUpdated: Date.now() })
    updated.push(client)
  }
  if (updated.length > 0) awareness.emit('change', [{ added: [], updated, removed: [] }, 'moved'])
}

const dragged = (state: Partial<PresenceState>, at: { x: number; y: number }) =>
  state.drag ? { ...state, drag: { ...state.drag, ...at } } : state
