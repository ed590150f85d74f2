import * as v from 'valibot'
import { Handful, TokenBucket } from '../TokenBucket.ts'
import { limits } from '../../shared/model/limits.ts'
import { presenceState } from '../../shared/protocol/presence.ts'
import type { Connection } from './Connection.ts'
import {
  awarenessFrame,
  LoneState,
  movedFrame,
  readAwareness,
  type AwarenessEntry,
  type MovedEntry,
} from './framing.ts'
import { Place } from './placed.ts'

const GONE = 'null'
/** So many who went are remembered; an echo comes within seconds. */
const MOST_GONE = 1_000
/**
 * What one connection may show of itself at once, and how much more each second, in bytes. A pointer is some
 * 200 bytes, 15 times a second; with 200 notes selected it is 4 KB. Every byte goes to everyone in the room.
 */
const SHOWN_BURST_BYTES = 256 * 1024
const SHOWN_BYTES_PER_SECOND = 32 * 1024
/** Weighed so many at once: that is some twenty pointers. */
const HANDFUL_BYTES = 4 * 1024

/** One awareness client id, and what is known of it. Written in place: it changes with each move of a pointer. */
type Known = {
  readonly clientId: number
  clock: number
  /** The state as others may see it, as JSON; if they have moved since it came, `place` knows it better. */
  state: string
  /** Where they are, if that is all that a further state of theirs need tell. */
  place: Place | undefined
  /** Undefined for someone who went. */
  speaker: Speaker | undefined
  /** What of it is new since the last tick. */
  news: 'state' | 'place' | undefined
}
type Speaker = {
  readonly connection: Connection
  readonly known: Known
  readonly shown: TokenBucket
  /** What they showed that has not been weighed yet. */
  readonly loose: Handful
  /** Whether they have shown more than their share. */
  isOver: boolean
}

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
  readonly #mayPoint: (connection: Connection) => boolean
  /** By awareness client id. Those who went stay listed as gone, so that an echo cannot bring them back. */
  readonly #known = new Map<number, Known>()
  readonly #gone = new Set<number>()
  readonly #speakers = new Map<Connection, Speaker>()
  readonly #lone = new LoneState()
  /** Those with news, in the order in which it came. */
  #unsaid: Known[] = []
  #everyone: Uint8Array | undefined
  #tick: NodeJS.Timeout | undefined
  /** When the last tick was. */
  #lastMs = -Infinity

  /** @param mayPoint false for someone who only reads: listed, but without cursor, drag or selection */
  constructor(broadcast: Broadcast, tickMs: number, mayPoint: (connection: Connection) => boolean) {
    this.#broadcast = broadcast
    this.#tickMs = tickMs
    this.#mayPoint = mayPoint
  }

  /**
   * Takes what a connection says about itself. It may speak under one awareness id, the first it used, and only
   * as its own participant; anything else is passed over: stock clients echo what they hear of others.
   * @throws if the bytes are no awareness update
   */
  hear(connection: Connection, states: Uint8Array): void {
    for (const entry of readAwareness(states)) this.#take(connection, entry)
  }

  /**
   * Takes a message of any kind if it is what nearly all are: the same state as before, elsewhere. It need not be read
   * as JSON then, nor judged again.
   * @returns whether it was taken
   * @throws if the bytes are no message
   */
  takeMove(connection: Connection, frame: Uint8Array): boolean {
    const known = this.#speakers.get(connection)?.known
    const lone = this.#lone
    if (!known?.place || !lone.find(frame)) return false
    if (lone.clientId !== known.clientId || lone.clock <= known.clock) return false
    if (!known.place.moveTo(frame, lone.jsonAt)) return false
    known.clock = lone.clock
    this.#say(known, 'place')
    return true
  }

  /** Shows the others that a connection closed. */
  leave(connection: Connection): void {
    const speaker = this.#speakers.get(connection)
    this.#speakers.delete(connection)
    if (!speaker || speaker.known.speaker !== speaker) return
    const { known } = speaker
    // The same clock: others take a state back on it, and its owner may come back with the next one.
    known.speaker = undefined
    this.#set(known, GONE)
  }

  /** What somebody may show has changed: it counts from the next that they say. */
  judgeAnew(): void {
    for (const [connection, { known }] of this.#speakers)
      if (known.place && !this.#mayPoint(connection)) fix(known)
  }

  /** Everyone who is here, for someone who just came; undefined when nobody is. */
  everyone(): Uint8Array | undefined {
    const here = [...this.#known.values()].filter(({ state }) => state !== GONE)
    if (here.length > 0) this.#everyone ??= awarenessFrame(here.map(entryOf))
    return this.#everyone
  }

  stop(): void {
    clearTimeout(this.#tick)
  }

  #take(connection: Connection, entry: AwarenessEntry): void {
    if (!this.#isTheirs(connection, entry)) return
    const { clientId, clock, json } = entry
    const state = ownState(connection, json, this.#mayPoint(connection))
    if (state === undefined) return
    if (state === GONE && !this.#speakers.has(connection)) return
    const speaker = this.#speakerOf(connection, clientId)
    const { known } = speaker
    known.clock = clock
    known.speaker = speaker
    this.#set(known, state)
    known.place = Place.in(json, state)
  }

  #isTheirs(connection: Connection, { clientId, clock, json }: AwarenessEntry): boolean {
    const own = this.#speakers.get(connection)
    if (own && own.known.clientId !== clientId) return false
    const known = this.#known.get(clientId)
    if (!known) return true
    if (known.speaker && known.speaker.connection !== connection) return false
    return clock > known.clock || (clock === known.clock && json === GONE && known.state !== GONE)
  }

  #speakerOf(connection: Connection, clientId: number): Speaker {
    const speaker = this.#speakers.get(connection)
    if (speaker) return speaker
    const known: Known = this.#known.get(clientId) ?? {
      clientId,
      clock: 0,
      state: GONE,
      place: undefined,
      speaker: undefined,
      news: undefined,
    }
    const shown = new TokenBucket(SHOWN_BURST_BYTES, SHOWN_BYTES_PER_SECOND, performance.now())
    const made = { connection, known, shown, loose: new Handful(HANDFUL_BYTES), isOver: false }
    this.#speakers.set(connection, made)
    return made
  }

  #set(known: Known, state: string): void {
    known.state = state
    known.place = undefined
    this.#known.set(known.clientId, known)
    this.#gone.delete(known.clientId)
    if (state === GONE) this.#gone.add(known.clientId)
    this.#say(known, 'state')
  }

  #say(known: Known, news: 'state' | 'place'): void {
    if (known.news === undefined) this.#unsaid.push(known)
    if (known.news !== 'state') known.news = news
    this.#everyone = undefined
    this.#setTick()
  }

  /** At once after a quiet while; else a whole tick after the last, whatever that one took. */
  #setTick(): void {
    this.#tick ??= setTimeout(this.#leaveTogether, Math.ceil(this.#lastMs + this.#tickMs - performance.now()))
  }

  #leaveTogether = () => {
    this.#tick = undefined
    const nowMs = (this.#lastMs = performance.now())
    const all: Known[] = []
    const states: AwarenessEntry[] = []
    const moved: MovedEntry[] = []
    const unsaid = this.#unsaid
    this.#unsaid = []
    for (const known of unsaid) {
      const { clientId, clock, place, speaker } = known
      // Who shows more than their share is shown less often; the last state always comes.
      if (speaker && isOver(speaker, nowMs)) {
        this.#unsaid.push(known)
        continue
      }
      if (speaker) weigh(speaker, known.state.length, nowMs)
      all.push(known)
      if (known.news === 'place' && place) moved.push({ clientId, clock, at: place })
      else states.push(entryOf(known))
      known.news = undefined
    }
    if (all.length > 0) {
      const frames = [
        ...(states.length > 0 ? [awarenessFrame(states)] : []),
        ...(moved.length > 0 ? [movedFrame(moved)] : []),
      ]
      let whole: Uint8Array | undefined
      this.#broadcast(frames, () => (whole ??= awarenessFrame(all.map(entryOf))))
    }
    if (this.#unsaid.length > 0) this.#setTick()
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

function isOver(speaker: Speaker, nowMs: number): boolean {
  if (speaker.isOver) speaker.isOver = speaker.shown.left(nowMs) <= 0
  return speaker.isOver
}

function weigh(speaker: Speaker, bytes: number, nowMs: number): void {
  const loose = speaker.loose.add(bytes)
  if (loose > 0) speaker.isOver = speaker.shown.take(loose, nowMs) <= 0
}

function entryOf({ clientId, clock, state, place }: Known): AwarenessEntry {
  return { clientId, clock, json: place?.json ?? state }
}

/** From here on a further state of theirs is read as a whole. */
function fix(known: Known): void {
  known.state = known.place?.json ?? known.state
  known.place = undefined
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
