const STEP_MS = 0.1
const STEPS = 600_000

/** How long things took, to a tenth of a millisecond, up to a minute: millions of them in little room. */
export class Latencies {
  #counts = new Uint32Array(STEPS + 1)
  #all = 0

  add(ms: number): void {
    this.#all++
    this.#counts[Math.max(0, Math.min(STEPS, Math.floor(ms / STEP_MS)))]!++
  }

  clear(): void {
    this.#counts = new Uint32Array(STEPS + 1)
    this.#all = 0
  }

  /** The value below which a share lies, in milliseconds; NaN when there are none. */
  quantile(share: number): number {
    let left = Math.ceil(share * this.#all)
    if (left === 0) return NaN
    for (let step = 0; step <= STEPS; step++) {
      left -= this.#counts[step]!
      if (left <= 0) return (step + 1) * STEP_MS
    }
    return STEPS * STEP_MS
  }
}
