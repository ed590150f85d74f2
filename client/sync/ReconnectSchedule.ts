const MOST_IN_A_MINUTE = 6
const MINUTE_MS = 60_000
/** The first wait is about a second, and each further one twice as long, up to this. */
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 16_000
/** A connection that held for so long was a good one, and the next wait is short again. */
const GOOD_AFTER_MS = 30_000

/**
 * When a tab tries for a connection. Everyone in a hall loses it at the same moment, so each tab comes back at a
 * moment of its own; and never more than six times in any minute, whatever happens, so that a server in trouble
 * is not kept there.
 */
export class ReconnectSchedule {
  readonly #random: () => number
  /** When the last attempts were made, oldest first. */
  #attempts: number[] = []
  #failures = 0

  /** @param random from 0 up to, and without, 1 */
  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** An attempt begins. */
  tried(nowMs: number): void {
    this.#attempts = [...this.#attempts, nowMs].slice(-MOST_IN_A_MINUTE)
  }

  /** The connection has ended, or never came about. @param heldMs how long it was level with the server; 0 if it never was */
  ended(heldMs: number): void {
    this.#failures = heldMs >= GOOD_AFTER_MS ? 1 : this.#failures + 1
  }

  /** Milliseconds to wait from now: half to one and a half of the step it is at, and never a seventh in a minute. */
  waitMs(nowMs: number): number {
    const stepMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, this.#failures - 1))
    return Math.max(stepMs * (0.5 + this.#random()), this.untilAllowedMs(nowMs))
  }

  /** The same when there is reason to hope, such as a network that came back: at once, if the minute allows it. */
  soonMs(nowMs: number): number {
    return Math.max(this.#random() * (FIRST_WAIT_MS / 2), this.untilAllowedMs(nowMs))
  }

  /** Milliseconds until the minute allows another attempt; 0 when it does now. */
  untilAllowedMs(nowMs: number): number {
    const sixthLast = this.#attempts.length < MOST_IN_A_MINUTE ? undefined : this.#attempts[0]
    if (sixthLast === undefined) return 0
    const leftMs = sixthLast + MINUTE_MS - nowMs
    // Spread again: those who began together have all used up their six by the same time.
    return leftMs > 0 ? leftMs + this.#random() * FIRST_WAIT_MS * 4 : 0
  }
}
