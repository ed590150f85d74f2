/** So many wrong codes are taken for typing errors; a hall behind one address makes a few. */
const MOST_WRONG = 30
const WINDOW_MS = 10 * 60 * 1000
/** Addresses remembered at once, so that an attacker with many cannot fill the memory. */
const MOST_ADDRESSES = 10_000

/**
 * Counts wrong guesses of short codes by address. Right ones are free: forty people behind a hall's one address
 * join in one minute.
 */
export function createGuessLimit(clock: () => number): {
  isExhausted(address: string): boolean
  countWrong(address: string): void
} {
  const wrong = new Map<string, { count: number; untilMs: number }>()
  const current = (address: string) => {
    const entry = wrong.get(address)
    return entry && entry.untilMs > clock() ? entry : undefined
  }
  return {
    isExhausted: (address) => (current(address)?.count ?? 0) >= MOST_WRONG,
    countWrong(address) {
      const entry = current(address) ?? { count: 0, untilMs: clock() + WINDOW_MS }
      wrong.delete(address) // so that the map's order is by last guess, and the oldest goes first
      wrong.set(address, { ...entry, count: entry.count + 1 })
      const [oldest] = wrong.keys()
      if (wrong.size > MOST_ADDRESSES && oldest !== undefined) wrong.delete(oldest)
    },
  }
}
