import type { TextKey } from '../model/tables.ts'
import { TYPING, type BoardDocument } from './BoardDocument.ts'

/* Changes of the texts that several people write together. */

/**
 * Makes a shared text read `next`, by the smallest change, so that what others type at the same moment stays.
 * Nothing happens if the text is not there: a text is made only together with its owner.
 */
export function replaceText(board: BoardDocument, key: TextKey, next: string): void {
  const text = board.texts.get(key)
  if (!text) return
  const { at, remove, insert } = difference(text.toJSON(), next)
  if (remove === 0 && insert === '') return
  board.doc.transact(() => {
    if (remove > 0) text.delete(at, remove)
    if (insert !== '') text.insert(at, insert)
  }, TYPING)
}

/**
 * The one stretch in which two strings differ, in UTF-16 units, never beginning or ending inside a
 * surrogate pair: Yjs would split the pair and both halves become U+FFFD.
 */
export function difference(before: string, after: string): { at: number; remove: number; insert: string } {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end--
  return { at: start, remove: before.length - end - start, insert: after.slice(start, after.length - end) }
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
