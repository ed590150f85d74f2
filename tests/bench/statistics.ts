/** The value below which a share of the sample lies, by nearest rank. @throws on an empty sample */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new Error('an empty sample has no quantiles')
  return value
}

/** The middle value; of an even number the lower of the two. */
export const median = (sample: readonly number[]): number => quantile(sample, 0.5)

/** A number in a table: three digits are more than any of these measures can carry. */
export function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toFixed(digits)
}

/** Median with the least and the most, as a table shows it. */
export const spread = (sample: readonly number[]): string =>
  `${figure(median(sample))} (${figure(Math.min(...sample))} to ${figure(Math.max(...sample))})`

/** How many times as much one is as the other. */
export const ratio = (one: number, other: number): string => `${figure(one / other)} ×`

export const kilobytes = (bytes: number): string => `${figure(bytes / 1000)} kB`
