import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { Dialect, Heard } from './dialects.ts'
import { Latencies } from './Latencies.ts'

/** Something that was sent, and when: an edit by the clock after it, an awareness state by its own. */
type Sent = { readonly clock: number; readonly atMs: number }
/** From which clock to which a frame brings the edits or states of one. */
type Brought = { readonly sender: Sender; readonly from: number; readonly clock: number }
/**
 * One of those who say something.
 * @property n the place among all of them: receivers look it up millions of times, and a client id is no short number
 */
type Sender = { readonly n: number; list: Sent[] }

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
  readonly #senders = new Map<number, Sender>()
  readonly #remembered = new Map<string, readonly Brought[]>()

  constructor(kind: 'update' | 'awareness') {
    this.#kind = kind
  }

  /** @param clock of the sender once this is in */
  sent(sender: number, clock: number): void {
    this.#senderOf(sender).list.push({ clock, atMs: performance.now() })
  }

  get sentCount(): number {
    let count = 0
    for (const { list } of this.#senders.values()) count += list.length
    return count
  }

  /** Forgets what was sent and delivered so far; who has what stays. */
  restart(): void {
    for (const sender of this.#senders.values()) sender.list = []
    this.delivered = 0
    this.latencies.clear()
  }

  /** @param own what this receiver sends itself does not count as delivered to it */
  receiver(dialect: Dialect, own?: number): Receiver {
    return new Receiver(this, dialect, own === undefined ? undefined : this.#senderOf(own))
  }

  /** What a frame brings; undefined if it is of the other kind. */
  read(dialect: Dialect, frame: Buffer): readonly Brought[] | undefined {
    // Where an update begins tells it from all others: each struct is sent once.
    const key = `${frame.length} ${frame.toString('latin1', 0, 64)}`
    const known = this.#remembered.get(key)
    if (known) return known
    const heard = dialect.hear(frame)
    if (!heard || (heard.is === 'update') !== (this.#kind === 'update')) return undefined
    const brought = broughtBy(heard).map(({ id, from, clock }) => ({
      sender: this.#senderOf(id),
      from,
      clock,
    }))
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear()
    this.#remembered.set(key, brought)
    return brought
  }

  /** Counts what a receiver has now got of one sender: all behind one clock and up to another. */
  count({ list }: Sender, from: number, to: number, nowMs: number): void {
    for (let i = indexAfter(list, from); i < list.length; i++) {
      const { clock, atMs } = list[i]!
      if (clock > to) break
      this.latencies.add(nowMs - atMs)
      this.delivered++
    }
  }

  /** Of what was sent since the restart, how much somebody lacks who has got so far with each. */
  lacking(has: readonly number[], own?: Sender): number {
    let lacking = 0
    for (const sender of this.#senders.values())
      if (sender !== own) lacking += sender.list.length - indexAfter(sender.list, has[sender.n] ?? 0)
    return lacking
  }

  #senderOf(id: number): Sender {
    const known = this.#senders.get(id)
    if (known) return known
    const sender = { n: this.#senders.size, list: [] }
    this.#senders.set(id, sender)
    return sender
  }
}

/** One receiver: which clock of each sender it has reached. */
export class Receiver {
  frames = 0
  bytes = 0
  /** When it heard last, by `performance.now()`. */
  lastMs = 0
  /** By the number of each sender. */
  readonly #has: number[] = []
  readonly #deliveries: Deliveries
  readonly #dialect: Dialect
  readonly #own: Sender | undefined

  constructor(deliveries: Deliveries, dialect: Dialect, own: Sender | undefined) {
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
      const has = this.#has[sender.n] ?? 0
      // Behind a hole it cannot be applied: it stays lacking.
      if (clock <= has || from > has) continue
      this.#has[sender.n] = clock
      if (sender !== this.#own) this.#deliveries.count(sender, has, clock, nowMs)
    }
  }

  get lacking(): number {
    return this.#deliveries.lacking(this.#has, this.#own)
  }
}

type Told = { readonly id: number; readonly from: number; readonly clock: number }

function broughtBy(heard: Heard): Told[] {
  switch (heard.is) {
    case 'update': {
      const { from, to } = Y.parseUpdateMeta(heard.update)
      return [...to].map(([id, clock]) => ({ id, from: from.get(id) ?? 0, clock }))
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

function statesIn(states: Uint8Array, pass: (decoder: decoding.Decoder) => unknown): Told[] {
  const decoder = decoding.createDecoder(states)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => {
    const id = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    pass(decoder)
    return { id, from: 0, clock }
  })
}

/** The first that lies behind a clock. Looked for from the end: what comes is mostly what was sent last. */
function indexAfter(list: readonly Sent[], clock: number): number {
  let i = list.length
  while (i > 0 && list[i - 1]!.clock > clock) i--
  return i
}
