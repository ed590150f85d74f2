import { difference } from '../../shared/document/changeText.ts'

/**
 * What a text reads when I turned `base` into `mine` while others turned it into `theirs`: their text with my one
 * change made in it. Where both changed the same stretch, what either wrote stays.
 * @returns the text, and where my change ends in it: the place for the caret
 */
export function mergeText(base: string, mine: string, theirs: string): { text: string; caret: number } {
  const change = difference(base, mine)
  const start = movedBy(base, theirs, change.at)
  const end = Math.max(start, movedBy(base, theirs, change.at + change.remove))
  // What they wrote inside the stretch that I removed stays, in front of what I put there.
  const theirChange = difference(base, theirs)
  const isTheirsInside =
    theirChange.insert !== '' &&
    theirChange.at >= change.at &&
    theirChange.at <= change.at + change.remove &&
    change.remove > 0
  const kept = isTheirsInside ? theirChange.insert : ''
  const before = theirs.slice(0, start) + kept + change.insert
  return { text: before + theirs.slice(end), caret: before.length }
}

/** Where a caret at `offset` of `before` comes to stand when the text reads `after`: with the words around it. */
export function movedBy(before: string, after: string, offset: number): number {
  const { at, remove, insert } = difference(before, after)
  if (offset <= at) return offset
  if (offset >= at + remove) return offset + insert.length - remove
  return at + insert.length
}
