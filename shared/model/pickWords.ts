import { type Stretch } from './blackOut.ts'
import { BLACKED_OUT } from './blackOutMark.ts'

/** Each place where these words stand as words of their own, in any letter case. */
export function placesOf(words: string, text: string): Stretch[] {
  const wanted = words.trim()
  if (wanted === '') return []
  const pattern = wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+')
  const before = LETTER_FIRST.test(wanted) ? '(?<![\\p{L}\\p{N}\\p{M}])' : ''
  const after = LETTER_LAST.test(wanted) ? '(?![\\p{L}\\p{N}\\p{M}])' : ''
  return [...text.matchAll(new RegExp(before + pattern + after, 'giu'))].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }))
}

/** Scripts that put no spaces between words, so that a word may begin and end anywhere. */
const SPACELESS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
const LETTER_FIRST = new RegExp(`^(?![${SPACELESS}])[\\p{L}\\p{N}]`, 'u')
const LETTER_LAST = new RegExp(`(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}]$`, 'u')

/** Words that stand in spaces, without the punctuation around them; of scripts without spaces, their words. */
export function tokensOf(text: string): Stretch[] {
  const tokens: Stretch[] = []
  for (const { index, 0: chunk } of text.matchAll(/\S+/gu)) {
    if (chunk.includes(BLACKED_OUT) && chunk.replaceAll(BLACKED_OUT, '').match(/[\p{L}\p{N}]/u) === null)
      continue
    const inner = /[\p{L}\p{N}\p{S}](?:[^]*[\p{L}\p{N}\p{M}\p{S}])?/u.exec(chunk)
    if (!inner) continue
    const start = index + inner.index
    const words = inner[0]
    if (ANY_SPACELESS.test(words))
      tokens.push(...segmentsOf(words).map((part) => ({ start: start + part.start, end: start + part.end })))
    else tokens.push({ start, end: start + words.length })
  }
  return tokens
}

const ANY_SPACELESS = new RegExp(`[${SPACELESS}]`, 'u')
function segmentsOf(words: string): Stretch[] {
  return [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(words)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => ({ start: index, end: index + segment.length }))
}

/**
 * The stretches that chosen tokens make: neighbours go together, with what stands between them, unless that is a mark.
 * @param picked places in `tokens`
 */
export function runsOf(text: string, tokens: readonly Stretch[], picked: ReadonlySet<number>): Stretch[] {
  const runs: Stretch[] = []
  tokens.forEach((token, i) => {
    if (!picked.has(i)) return
    const last = runs.at(-1)
    const isNext = picked.has(i - 1) && !text.slice(last?.end, token.start).includes(BLACKED_OUT)
    if (last && isNext) runs[runs.length - 1] = { start: last.start, end: token.end }
    else runs.push(token)
  })
  return runs
}
