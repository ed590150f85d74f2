/** How often something may happen within a time, by a key such as an address. */
export type Limit = {
  isReached(key: string): boolean
  count(key: string): void
}

/** Keys remembered at once, so that an attacker with many addresses cannot fill the memory. */
const MOST_KEYS = 10_000

/** A time begins with the first count of a key and ends for all that were counted in it at once. */
export function createLimit(given: {
  readonly most: number
  readonly windowMs: number
  readonly clock: () => number
}): Limit {
  const { most, windowMs, clock } = given
  const counts = new Map<string, { count: number; untilMs: number }>()
  const current = (key: string) => {
    const entry = counts.get(key)
    return entry && entry.untilMs > clock() ? entry : undefined
  }
  return {
    isReached: (key) => (current(key)?.count ?? 0) >= most,
    count(key) {
      const entry = current(key) ?? { count: 0, untilMs: clock() + windowMs }
      counts.delete(key) // so that the map's order is by last count, and the oldest goes first
      counts.set(key, { ...entry, count: entry.count + 1 })
      const [oldest] = counts.keys()
      if (counts.size > MOST_KEYS && oldest !== undefined) counts.delete(oldest)
    },
  }
}
