import type { Steps } from './guard/steps.ts'

/** How one message is dealt with. The steps may be begun anew, as long as they have offered no more than pauses. */
export type Deal = () => Steps<void>

/** Larger ones are worth a transaction of their own. */
const SMALL_BYTES = 2 * 1024
/** When people are quick, what comes within so many milliseconds is dealt with together. */
const GATHER_MS = 4

/**
 * What arrives from whomever, in its order. What comes in one turn of the event loop, or under load in a few milliseconds,
 * is dealt with together where it is small: each transaction has its price, whatever is in it.
 */
export class Inbox {
  #waiting: { readonly deal: Deal; readonly isSmall: boolean }[] = []
  #emptiedAtMs = -Infinity
  #timer: NodeJS.Timeout | undefined
  readonly #begin: (work: () => Steps<void>) => void
  readonly #together: (deals: readonly Deal[]) => Steps<void>

  /**
   * @param begin does work in its turn
   * @param together deals with several in one go
   */
  constructor(begin: (work: () => Steps<void>) => void, together: (deals: readonly Deal[]) => Steps<void>) {
    this.#begin = begin
    this.#together = together
  }

  /** @param bytes of a change; Infinity for what is to be dealt with by itself */
  add(deal: Deal, bytes: number): void {
    if (this.#waiting.push({ deal, isSmall: bytes <= SMALL_BYTES }) > 1) return
    const leftMs = this.#emptiedAtMs + GATHER_MS - performance.now()
    if (leftMs > 0) this.#timer = setTimeout(this.empty, leftMs)
    else setImmediate(this.empty)
  }

  /** Deals with what has come so far. */
  empty = (): void => {
    clearTimeout(this.#timer)
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#waiting = []
    this.#emptiedAtMs = performance.now()
    let together: Deal[] = []
    const finish = () => {
      const deals = together
      together = []
      const [only] = deals
      if (only) this.#begin(deals.length > 1 ? () => this.#together(deals) : only)
    }
    for (const { deal, isSmall } of waiting) {
      if (!isSmall) finish()
      together.push(deal)
      if (!isSmall) finish()
    }
    finish()
  }
}
