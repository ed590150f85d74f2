/** Allows a burst and then a steady rate. It may run into debt, which has to be waited off. */
export class TokenBucket {
  readonly #burst: number
  readonly #perSecond: number
  #tokens: number
  #atMs: number

  /** @param nowMs the time at which it is full; like every later one it may be of any clock that never goes back */
  constructor(burst: number, perSecond: number, nowMs: number) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#tokens = burst
    this.#atMs = nowMs
  }

  /** Takes tokens, whether they are there or not. @returns what is left, below zero for a debt */
  take(tokens: number, nowMs: number): number {
    this.#tokens = this.left(nowMs) - tokens
    return this.#tokens
  }

  left(nowMs: number): number {
    const gained = (Math.max(0, nowMs - this.#atMs) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#burst, this.#tokens + gained)
    this.#atMs = nowMs
    return this.#tokens
  }

  /** Milliseconds until nothing is owed any more; 0 when nothing is. */
  debtMs(nowMs: number): number {
    return (Math.max(0, -this.left(nowMs)) / this.#perSecond) * 1000
  }

  /** Whether at least half of the burst is there again. */
  isEased(nowMs: number): boolean {
    return this.left(nowMs) >= this.#burst / 2
  }
}

/**
 * Gathers what would be taken until it is worth weighing. A single message means nothing beside what may come in a burst, and
 * with everyone pointing, weighing each would cost more than hearing it.
 */
export class Handful {
  readonly #size: number
  #loose = 0

  constructor(size: number) {
    this.#size = size
  }

  /** @returns all that has come together once that is a handful, else 0 */
  add(tokens: number): number {
    const loose = this.#loose + tokens
    this.#loose = loose < this.#size ? loose : 0
    return loose - this.#loose
  }
}

/** Keys remembered at once, so that an attacker with many cannot fill the memory. */
const MOST_KEYS = 10_000

/** One bucket for each key, such as an address; the one not used for longest is forgotten first. */
export class KeyedBuckets {
  readonly #make: (nowMs: number) => TokenBucket
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(burst: number, perMinute: number) {
    this.#make = (nowMs) => new TokenBucket(burst, perMinute / 60, nowMs)
  }

  /** Counts one more. @returns whether it was still allowed */
  take(key: string, nowMs: number): boolean {
    const bucket = this.#buckets.get(key) ?? this.#make(nowMs)
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    const [oldest] = this.#buckets.keys()
    if (this.#buckets.size > MOST_KEYS && oldest !== undefined) this.#buckets.delete(oldest)
    // No debt: whoever goes on trying is allowed again as soon as whoever waited.
    return bucket.left(nowMs) >= 1 && bucket.take(1, nowMs) >= 0
  }

  isExhausted(key: string, nowMs: number): boolean {
    return (this.#buckets.get(key)?.left(nowMs) ?? 1) < 1
  }
}
