import * as v from 'valibot'
import { limits } from '../../shared/model/limits.ts'
import { presenceState } from '../../shared/protocol/presence.ts'
import type { Connection } from './Connection.ts'
import { awarenessFrame, readAwareness, type AwarenessEntry } from './framing.ts'

const GONE = 'null'

type Known = AwarenessEntry & { readonly speaker: Connection | undefined }

/**
 * Who is in the room and what is in flight. Never kept. What people do is gathered and leaves at most once a
 * tick as one frame for everyone, so that cost grows with people and not with people squared.
 */
export class Presence {
  readonly #broadcast: (frame: Uint8Array) => void
  readonly #tickMs: number
  /** By awareness client id. Those who went stay listed as gone, so that an echo cannot bring them back. */
  readonly #known = new Map<number, Known>()
  readonly #idOf = new Map<Connection, number>()
  readonly #changed = new Set<number>()
  #tick: NodeJS.Timeout | undefined

  constructor(broadcast: (frame: Uint8Array) => void, tickMs: number) {
    this.#broadcast = broadcast
    this.#tickMs = tickMs
  }

  /**
   * Takes what a connection says about itself. It may speak under one awareness id, the first it used, and only
   * as its own participant; anything else is passed over: stock clients echo what they hear of others.
   * @param showsPointer false for someone who only reads: listed, but without cursor, drag or selection
   * @throws if the bytes are no awareness update
   */
  hear(connection: Connection, states: Uint8Array, showsPointer: boolean): void {
    for (const entry of readAwareness(states)) {
      const json = this.#isTheirs(connection, entry)
        ? ownState(connection, entry.json, showsPointer)
        : undefined
      if (json === undefined) continue
      if (json === GONE && !this.#idOf.has(connection)) continue
      this.#idOf.set(connection, entry.clientId)
      this.#set({ ...entry, json, speaker: connection })
    }
  }

  /** Shows the others that a connection closed. */
  leave(connection: Connection): void {
    const id = this.#idOf.get(connection)
    this.#idOf.delete(connection)
    const known = id === undefined ? undefined : this.#known.get(id)
    // The same clock: others take a state back on it, and its owner may come back with the next one.
    if (known) this.#set({ ...known, json: GONE, speaker: undefined })
  }

  /** Everyone who is here, for someone who just came; undefined when nobody is. */
  everyone(): Uint8Array | undefined {
    const here = [...this.#known.values()].filter(({ json }) => json !== GONE)
    return here.length > 0 ? awarenessFrame(here) : undefined
  }

  stop(): void {
    clearTimeout(this.#tick)
  }

  #isTheirs(connection: Connection, { clientId, clock, json }: AwarenessEntry): boolean {
    const own = this.#idOf.get(connection)
    if (own !== undefined && own !== clientId) return false
    const known = this.#known.get(clientId)
    if (!known) return true
    if (known.speaker !== undefined && known.speaker !== connection) return false
    return clock > known.clock || (clock === known.clock && json === GONE && known.json !== GONE)
  }

  #set(known: Known): void {
    this.#known.set(known.clientId, known)
    this.#changed.add(known.clientId)
    this.#tick ??= setTimeout(() => {
      this.#tick = undefined
      const entries = [...this.#changed].flatMap((id) => this.#known.get(id) ?? [])
      this.#changed.clear()
      this.#broadcast(awarenessFrame(entries))
    }, this.#tickMs)
  }
}

/** The state as others may see it, as JSON; undefined when it is not one, or speaks for someone else. */
function ownState(connection: Connection, json: string, showsPointer: boolean): string | undefined {
  if (json === GONE) return GONE
  if (Buffer.byteLength(json) > limits.presenceBytes) return undefined
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined // not JSON: passed over like any other state that is not one
  }
  const state = v.safeParse(presenceState, value)
  if (!state.success || state.output.participant !== connection.visitor.participant) return undefined
  const { participant, stage } = state.output
  return JSON.stringify(showsPointer ? state.output : { participant, stage })
}
