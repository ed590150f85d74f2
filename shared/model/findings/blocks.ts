import { marksInWords } from '../blackOutMark.ts'
import type { NoteId } from '../ids.ts'
import { languageTag } from '../languageTag.ts'
import type { Count } from './Findings.ts'

/** A stretch of a line. */
export type Run = {
  readonly text: string
  readonly strong?: true
  /** The notes that a number was counted from, for pages that lead there; missing where there are none. */
  readonly notes?: readonly NoteId[]
  /** Words of the people on the board: any language, any direction, perhaps several lines. */
  readonly words?: true
  /** BCP 47, where it is known. */
  readonly language?: string
}

/**
 * One piece of the report as it is read, from top to bottom. The page, the Word file and the web page each
 * draw these, so that they say the same in the same order.
 */
export type Block =
  | { readonly is: 'kicker'; readonly text: string }
  | { readonly is: 'title'; readonly text: string }
  /** Says what must not be overlooked: a working copy. */
  | { readonly is: 'notice'; readonly text: string }
  /** 2 for a section, 3 for a part of it; none is ever skipped. */
  | { readonly is: 'heading'; readonly level: 2 | 3; readonly runs: readonly Run[] }
  | { readonly is: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly is: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Run[])[] }
  | { readonly is: 'quote'; readonly words: Run; readonly attribution: string }
  | {
      readonly is: 'table'
      readonly caption: string
      readonly head: readonly string[]
      /** The first cell of a row is its heading. */
      readonly rows: readonly (readonly (readonly Run[])[])[]
    }

export const plain = (text: string): Run => ({ text })
export const strong = (text: string): Run => ({ text, strong: true })
/** Words that people wrote. */
export const words = (given: string, tag = ''): Run => {
  const language = languageTag(tag)
  return { text: marksInWords(given), words: true, ...(language && { language }) }
}
/** A number in words, leading to the notes that it was counted from. */
export const counted = (count: Count, text: string): Run =>
  count.notes.length > 0 ? { text, strong: true, notes: count.notes } : { text, strong: true }

export const heading = (level: 2 | 3, ...runs: Run[]): Block => ({ is: 'heading', level, runs })
export const paragraph = (...runs: Run[]): Block => ({ is: 'paragraph', runs })
/** A text that people wrote together, one paragraph for each of theirs; nothing for an empty one. */
export const paragraphsOf = (text: string, ...before: Run[]): Block[] =>
  text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line, i) => paragraph(...(i === 0 ? before : []), words(line.trim())))
