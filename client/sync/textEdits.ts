import { mergeText } from './mergeText.ts'

/** Characters taken away and put in at one place of a text, in UTF-16 units. */
export type TextEdit = { readonly at: number; readonly remove: number; readonly insert: string }

/** A stretch of a text as its writer left it: what stood there, what they put in, what they took away. */
export type Piece = { readonly is: 'same' | 'mine' | 'gone'; readonly words: string }

/** The text after the edits. @param edits in the order in which they stand, none touching another */
export const applyEdits = (base: string, edits: readonly TextEdit[]): string =>
  piecesOf(base, edits)
    .filter((piece) => piece.is !== 'gone')
    .map((piece) => piece.words)
    .join('')

/** The text in pieces, to show whose words are whose. No piece is empty. */
export function piecesOf(base: string, edits: readonly TextEdit[]): Piece[] {
  const pieces: Piece[] = []
  const add = (is: Piece['is'], words: string) => {
    if (words !== '') pieces.push({ is, words })
  }
  let at = 0
  for (const edit of edits) {
    add('same', base.slice(at, edit.at))
    add('gone', base.slice(edit.at, edit.at + edit.remove))
    add('mine', edit.insert)
    at = edit.at + edit.remove
  }
  add('same', base.slice(at))
  return pieces
}

/** What a text reads when edits that were made to `base` are made to `now`, beside what others have changed since. */
export const mergeEdits = (base: string, edits: readonly TextEdit[], now: string): string =>
  now === base ? applyEdits(base, edits) : mergeText(base, applyEdits(base, edits), now).text
