import * as v from 'valibot'
import type { BoardId } from '../../shared/model/ids.ts'
import { readKept } from './KeptStore.ts'
import type { KeptWords } from './keptWords.ts'

/** Words and drafts that lie on this device for a board on which this browser is nobody any more. */
export type LeftWords = { readonly key: string; readonly words: readonly KeptWords[]; readonly draft: string }

/** All of them, by the key under which they lie. */
export function wordsLeftOf(board: BoardId): readonly LeftWords[] {
  const left = Object.keys(localStorage).map((key) => {
    if (key.startsWith(`common-thread/kept/${board}/`)) return { key, words: readKept(key), draft: '' }
    const isDraft = key.startsWith(`common-thread/draft/${board}/`)
    return { key, words: [], draft: isDraft ? draftWords(localStorage.getItem(key)) : '' }
  })
  return left.filter(({ words, draft }) => words.length > 0 || draft !== '')
}

const draftSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ draft: v.object({ said: v.string(), impression: v.string() }) }),
)

function draftWords(stored: string | null): string {
  const parsed = v.safeParse(draftSchema, stored)
  return parsed.success
    ? [parsed.output.draft.said, parsed.output.draft.impression].filter(Boolean).join('\n')
    : ''
}
