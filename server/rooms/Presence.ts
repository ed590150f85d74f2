import * as v from 'valibot'
import { TokenBucket } from '../TokenBucket.ts'
import { limits } from '../../shared/model/limits.ts'
import { presenceState } from '../../shared/protocol/presence.ts'
import type { Connection } from './Connection.ts'
import { awarenessFrame, movedFrame, readAwareness, type AwarenessEntry, type MovedEntry } from './framing.ts'
import { movedFrom, placeIn, type Placed } from './placed.ts'

const GONE = 'null'
/** So many who went are remembered; an echo comes within seconds. */
const MOST_GONE = 1_000
/**
 * What one connection may show of itself at once, and how much more each second, in bytes. A pointer is some
 * 200 bytes, 15 times a second; with 200 notes selected it is 4 KB. Every byte goes to everyone in the room.
 */
const SHOWN_BURST_BYTES = 256 * 1024
const SHOWN_BYTES_PER_SECOND = 32 * 1024

type Known = AwarenessEntry & {
  readonly speaker: Speaker | undefined
  /** Where they are, if that is all that a further state of theirs need tell. */
  readonly placed: Placed | undefined
}
type Speaker = { readonly connection: Connection; readonly clientId: number; readonly shown: TokenBucket }

/**
 * @param frames for those who understand messages of our own
 * @param whole the same as one frame that every client understands; made when it is asked for
 */
type Broadcast = (frames: readonly Uint8Array[], whole: () => Uint8Array) => void

/**
 * Who is in the room and what is in flight. Never kept. What people do is gathered and leaves at most once a
 * tick as one frame for everyone, so that cost grows with people and not with people squared.
 */
export class Presence {
  readonly #broadcast: Broadcast
  readonly #tickMs: number
  /** By awareness client id. Those who went stay listed as gone, so that an echo cannot bring them back. */
  readonly #known = new Map<number, Known>()
  readonly #gone = new Set<number>()
  readonly #speakers = new Map<Connection, Speaker>()
  /** Whose state has changed since the last tick, or only its place. */
  readonly #changed = new Map<number, 'state' | 'place'>()
  #everyone: Uint8Array | undefined
  #tick: NodeJS.Timeout | undefined
  /** When the last tick was. */
  #lastMs = -Infinity

  constructor(broadcast: Broadcast, tickMs: number) {
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
      if (!this.#isTheirs(connection, entry)) continue
      const { clientId, clock } = entry
      const before = this.#known.get(clientId)
      // Nearly always: then it need not be read as JSON, nor judged again.
      const moved = showsPointer && before?.placed && movedFrom(before.placed, entry.json)
      if (moved) {
        this.#set({ ...before, clock, json: moved.json, placed: moved }, 'place')
        continue
      }
      const json = ownState(connection, entry.json, showsPointer)
      if (json === undefined) continue
      if (json === GONE && !this.#speakers.has(connection)) continue
      const speaker = this.#speakerOf(connection, clientId)
      this.#set({ clientId, clock, json, speaker, placed: placeIn(entry.json, json) }, 'state')
    }
  }

  /** Shows the others that a connection closed. */
  leave(connection: Connection): void {
    const speaker = this.#speakers.get(connection)
    this.#speakers.delete(connection)
    const known = speaker && this.#known.get(speaker.clientId)
    // The same clock: others take a state back on it, and its owner may come back with the next one.
    if (known) {
      const { clientId, clock } = known
      this.#set({ clientId, clock, json: GONE, speaker: undefined, placed: undefined }, 'state')
    }
  }

  /** Everyone who is here, for someone who just came; undefined when nobody is. */
  everyone(): Uint8Array | undefined {
    const here = [...this.#known.values()].filter(({ json }) => json !== GONE)
    if (here.length > 0) this.#everyone ??= awarenessFrame(here)
    return this.#everyone
  }

  stop(): void {
    clearTimeout(this.#tick)
  }

  #isTheirs(connection: Connection, { clientId, clock, json }: AwarenessEntry): boolean {
    const own = this.#speakers.get(connection)
    if (own && own.clientId !== clientId) return false
    const known = this.#known.get(clientId)
    if (!known) return true
    if (known.speaker && known.speaker.connection !== connection) return false
    return clock > known.clock || (clock === known.clock && json === GONE && known.json !== GONE)
  }

  #speakerOf(connection: Connection, clientId: number): Speaker {
    const known = this.#speakers.get(connection)
    if (known) return known
    const shown = new TokenBucket(SHOWN_BURST_BYTES, SHOWN_BYTES_PER_SECOND, performance.now())
    const speaker = { connection, clientId, shown }
    this.#speakers.set(connection, speaker)
    return speaker
  }

  #set(known: Known, change: 'state' | 'place'): void {
    this.#known.set(known.clientId, known)
    if (change === 'state' || !this.#changed.has(known.clientId)) this.#changed.set(known.clientId, change)
    this.#everyone = undefined
    this.#gone.delete(known.clientId)
    if (known.json === GONE) this.#gone.add(known.clientId)
    this.#setTick()
  }

  /** At once after a quiet while; else a whole tick after the last, whatever that one took. */
  #setTick(): void {
    this.#tick ??= setTimeout(this.#leaveTogether, Math.ceil(this.#lastMs + this.#tickMs - performance.now()))
  }

  #leaveTogether = () => {
    this.#tick = undefined
    const nowMs = (this.#lastMs = performance.now())
    const all: AwarenessEntry[] = []
    const states: AwarenessEntry[] = []
    const moved: MovedEntry[] = []
    for (const [id, change] of this.#changed) {
      const known = this.#known.get(id)
      // Who shows more than their share is shown less often; the last state always comes.
      if (known && (known.speaker?.shown.left(nowMs) ?? 1) <= 0) continue
      this.#changed.delete(id)
      if (!known) continue
      known.speaker?.shown.take(known.json.length, nowMs)
      all.push(known)
      if (change === 'place' && known.placed)
        moved.push({ clientId: id, clock: known.clock, at: known.placed.at })
      else states.push(known)
    }
    if (all.length > 0) {
      const frames = [
        ...(states.length > 0 ? [awarenessFrame(states)] : []),
        ...(moved.length > 0 ? [movedFrame(moved)] : []),
      ]
      let whole: Uint8Array | undefined
      this.#broadcast(frames, () => (whole ??= awarenessFrame(all)))
    }
    if (this.#changed.size > 0) this.#setTick()
    this.#forgetLongGone()
  }

  #forgetLongGone(): void {
    for (const id of this.#gone) {
      if (this.#gone.size <= MOST_GONE) return
      this.#gone.delete(id)
      this.#known.delete(id)
    }
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
