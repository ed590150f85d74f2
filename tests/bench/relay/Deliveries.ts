import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { Dialect, Heard } from './dialects.ts'
import { Latencies } from './Latencies.ts'

/** Something that was sent, and when: an edit by the clock after it, an awareness state by its own. */
type Sent = { readonly clock: number; readonly atMs: number }
/** From which clock to which a frame brings one sender's. */
type Brought = { readonly sender: number; readonly from: number; readonly clock: number }

/** More than ever wait to be decoded again by the slowest receiver. */
const MOST_REMEMBERED = 20_000

/**
 * Keeps count of what was sent and who has got it. The receivers of a room mostly get the same bytes, so each frame is
 * decoded once and looked up by all others; that leaves a processor to the relay which is measured.
 */
export class Deliveries {
  readonly latencies = new Latencies()
  /** Edits, or states, times receivers. */
  delivered = 0
  readonly #kind: 'update' | 'awareness'
  readonly #sent = new Map<number, Sent[]>()
  readonly #remembered = new Map<string, readonly Brought[]>()

  constructor(kind: 'update' | 'awareness') {
    this.#kind = kind
  }

  /** @param clock of the sender once this is in */
  sent(sender: number, clock: number): void {
    const list = this.#sent.get(sender)
    const one = { clock, atMs: performance.now() }
    if (list) list.push(one)
    else this.#sent.set(sender, [one])
  }

  get sentCount(): number {
    let count = 0
    for (const list of this.#sent.values()) count += list.length
    return count
  }

  /** Forgets what was sent and delivered so far; who has what stays. */
  restart(): void {
    this.#sent.clear()
    this.delivered = 0
    this.latencies.clear()
  }

  /** @param own what this receiver sends itself does not count as delivered to it */
  receiver(dialect: Dialect, own?: number): Receiver {
    return new Receiver(this, dialect, own)
  }

  /** What a frame brings; undefined if it is of the other kind. */
  read(dialect: Dialect, frame: Buffer): readonly Brought[] | undefined {
    // Where an update begins tells it from all others: each struct is sent once.
    const key = `${frame.length} ${frame.toString('latin1', 0, 64)}`
    const known = this.#remembered.get(key)
    if (known) return known
    const heard = dialect.hear(frame)
    if (!heard || (heard.is === 'update') !== (this.#kind === 'update')) return undefined
    const brought = broughtBy(heard)
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear()
    this.#remembered.set(key, brought)
    return brought
  }

  /** @returns how many of this sender's, of those sent since the restart, lie behind one clock and up to another */
  count(sender: number, from: number, to: number, nowMs: number): number {
    const list = this.#sent.get(sender)
    if (!list) return 0
    let count = 0
    for (let i = indexAfter(list, from); i < list.length; i++) {
      const { clock, atMs } = list[i]!
      if (clock > to) break
      this.latencies.add(nowMs - atMs)
      count++
    }
    this.delivered += count
    return count
  }

  /** Of what was sent since the restart, how much this receiver lacks. */
  lacking(has: ReadonlyMap<number, number>, own?: number): number {
    let lacking = 0
    for (const [sender, list] of this.#sent)
      if (sender !== own) lacking += list.length - indexAfter(list, has.get(sender) ?? 0)
    return lacking
  }
}

/** One receiver: which clock of each sender it has reached. */
export class Receiver {
  frames = 0
  bytes = 0
  /** When it heard last, by `performance.now()`. */
  lastMs = 0
  readonly #has = new Map<number, number>()
  readonly #deliveries: Deliveries
  readonly #dialect: Dialect
  readonly #own: number | undefined

  constructor(deliveries: Deliveries, dialect: Dialect, own: number | undefined) {
    this.#deliveries = deliveries
    this.#dialect = dialect
    this.#own = own
  }

  heard(frame: Buffer): void {
    const brought = this.#deliveries.read(this.#dialect, frame)
    if (!brought) return
    const nowMs = performance.now()
    this.frames++
    this.bytes += frame.length
    this.lastMs = nowMs
    for (const { sender, from, clock } of brought) {
      const has = this.#has.get(sender) ?? 0
      // Behind a hole it cannot be applied: it stays lacking.
      if (clock <= has || from > has) continue
      this.#has.set(sender, clock)
      if (sender !== this.#own) this.#deliveries.count(sender, has, clock, nowMs)
    }
  }

  get lacking(): number {
    return this.#deliveries.lacking(this.#has, this.#own)
  }
}

function broughtBy(heard: Heard): Brought[] {
  switch (heard.is) {
    case 'update': {
      const { from, to } = Y.parseUpdateMeta(heard.update)
      return [...to].map(([sender, clock]) => ({ sender, from: from.get(sender) ?? 0, clock }))
    }
    case 'awareness':
      // The state as a string, whose words nobody here needs.
      return statesIn(heard.states, (decoder) => decoding.readVarUint8Array(decoder))
    case 'moved':
      return statesIn(heard.entries, (decoder) => [
        decoding.readVarInt(decoder),
        decoding.readVarInt(decoder),
      ])
  }
}

function statesIn(states: Uint8Array, pass: (decoder: decoding.Decoder) => unknown): Brought[] {
  const decoder = decoding.createDecoder(states)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => {
    const sender = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    pass(decoder)
    return { sender, from: 0, clock }
  })
}

/** The first that lies behind a clock. */
function indexAfter(list: readonly Sent[], clock: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]!.clock <= clock) low = middle + 1
    else high = middle
  }
  return low
}
