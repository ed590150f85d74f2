import type { Note } from './tables.ts'

/** Stands where words were blacked out. Always as long, so that it does not tell how long they were. */
export const BLACKED_OUT = '█████'

/** A stretch of a note's words, in UTF-16 units. */
export type Passage = { readonly field: 'said' | 'impression'; readonly start: number; readonly end: number }
type Stretch = Pick<Passage, 'start' | 'end'>

/**
 * The words with a mark in place of each stretch. Stretches that overlap, or have nothing but space between them,
 * become one mark together with marks that stand beside them: several would tell how many words there were.
 */
export function blackOut(words: string, stretches: readonly Stretch[]): string {
  let kept = ''
  let at = 0
  for (const { start, end } of [...stretches].sort((a, b) => a.start - b.start)) {
    // A stretch that overlaps the one before lengthens it.
    if (start >= at) kept += withoutHalf(words.slice(at, start)) + BLACKED_OUT
    at = Math.max(at, end)
  }
  // Half of a surrogate pair at the edge of a stretch belongs to the character that was blacked out.
  kept += words.slice(isLowSurrogate(words.charCodeAt(at)) ? at + 1 : at)
  return kept.replace(SEVERAL_MARKS, BLACKED_OUT)
}

const SEVERAL_MARKS = new RegExp(`${BLACKED_OUT}(?:\\s*${BLACKED_OUT})+`, 'g')
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
const withoutHalf = (words: string) => words.replace(/[\ud800-\udbff]$/, '').replace(/^[\udc00-\udfff]/, '')

const marksIn = (words: string) => words.split(BLACKED_OUT).length - 1

/**
 * Whether a change to a note takes away marks. Nobody's change may: an older version of the note, still to come
 * from a device that was away, would bring back what was blacked out for good.
 */
export const takesMarksAway = (before: Words, after: Words): boolean =>
  marksIn(after.said) < marksIn(before.said) || marksIn(after.impression) < marksIn(before.impression)
type Words = Pick<Note, 'said' | 'impression'>
