/**
 * How much is done for a figure. What is `quick` shows within minutes whether something has become much slower, and is
 * not written down: one turn says little, and only those that one would look at first are measured beside.
 */
export type Effort = 'whole' | 'quick'

/** So many times, or seconds, for a figure that is written down; so many for a quick look. */
export const timesFor = (effort: Effort, whole: number, quick: number): number =>
  effort === 'whole' ? whole : quick
