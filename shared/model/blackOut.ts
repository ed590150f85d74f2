import { BLACKED_OUT } from './blackOutMark.ts'
import type { Note } from './tables.ts'

/** A stretch of a note's words, in UTF-16 units. */
export type Passage = { readonly field: 'said' | 'impression'; readonly start: number; readonly end: number }
export type Stretch = Pick<Passage, 'start' | 'end'>

/**
 * The words with a mark in place of each stretch. Stretches that overlap, or have nothing but space between them,
 * become one mark: several would tell how many words there were. Marks that stood there before stay, so that there
 * are more of them after each blacking out: see {@link takesMarksAway}.
 */
export function blackOut(words: string, stretches: readonly Stretch[]): string {
  let kept = ''
  let at = 0
  for (const { start, end } of joined(words, stretches)) {
    const marks = 1 + marksIn(words.slice(start, end))
    kept += words.slice(at, start) + Array<string>(marks).fill(BLACKED_OUT).join(' ')
    at = end
  }
  return kept + words.slice(at)
}

/** The stretches in order, none of them touching the next. */
function joined(words: string, stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = []
  for (const next of stretches.map((stretch) => widened(words, stretch)).sort((a, b) => a.start - b.start)) {
    const last = all.at(-1)
    if (last && words.slice(last.end, next.start).trim() === '')
      all[all.length - 1] = { start: last.start, end: Math.max(last.end, next.end) }
    else all.push(next)
  }
  return all
}

/** A stretch with the whole of what it cuts: half of a surrogate pair, or a part of a mark. */
function widened(words: string, { start, end }: Stretch): Stretch {
  let widest = {
    start: isLowSurrogate(words.charCodeAt(start)) ? start - 1 : start,
    end: isLowSurrogate(words.charCodeAt(end)) ? end + 1 : end,
  }
  for (
    let at = words.indexOf(BLACKED_OUT);
    at !== -1;
    at = words.indexOf(BLACKED_OUT, at + BLACKED_OUT.length)
  ) {
    const over = at + BLACKED_OUT.length
    if (at < widest.end && over > widest.start)
      widest = { start: Math.min(widest.start, at), end: Math.max(widest.end, over) }
  }
  return widest
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff

const marksIn = (words: string) => (words.includes(BLACKED_OUT) ? words.split(BLACKED_OUT).length - 1 : 0)

/**
 * The words that were blacked out of `before` so that it reads `after`, where nothing else was changed; undefined when
 * that cannot be.
 */
export function wordsBlackedOut(before: string, after: string): string[] | undefined {
  const [first = '', ...rest] = after.split(BLACKED_OUT)
  const last = rest.pop()
  if (last === undefined) return before === after ? [] : undefined
  if (!before.startsWith(first) || !before.endsWith(last)) return undefined
  const gone: string[] = []
  let at = first.length
  const end = before.length - last.length
  for (const part of rest) {
    const next = before.indexOf(part, at + 1)
    if (next === -1 || next + part.length > end) return undefined
    gone.push(before.slice(at, next))
    at = next + part.length
  }
  if (at >= end) return undefined
  return [...gone, before.slice(at, end)].filter((words) => words !== BLACKED_OUT)
}

/**
 * Whether a change to a note takes away marks. Nobody's change may: an older version of the note, still to come
 * from a device that was away, would bring back what was blacked out for good. It has fewer marks than the newer one.
 */
export const takesMarksAway = (before: Words, after: Words): boolean =>
  marksIn(after.said) < marksIn(before.said) || marksIn(after.impression) < marksIn(before.impression)
type Words = Pick<Note, 'said' | 'impression'>
