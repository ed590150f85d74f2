import { LASTING, rowOf, textOf, TYPING, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { replaceText } from '../../shared/document/changeText.ts'
import type { ConversationId, NoteId } from '../../shared/model/ids.ts'
import { refuseChange, type Actor, type Refusal } from '../../shared/model/rules.ts'
import type { TextKey } from '../../shared/model/tables.ts'
import { factsOf } from './actorIn.ts'
import type { KeptChange, KeptWords } from './keptWords.ts'
import { changeTo, editText, makeTexts, refuseEdit, writeChange } from './rebuild.ts'
import { mergeEdits } from './textEdits.ts'

type TextChange = Extract<KeptChange, { is: 'text' }>

/**
 * Brings kept words back to the board if the rules allow all of them now.
 * @returns why not, or undefined when done
 */
export function bringBack(
  board: BoardDocument,
  actor: Actor,
  words: KeptWords,
  newId: () => string,
): Refusal | undefined {
  const changes = asOwn(board, actor, words.changes, newId)
  const rows = changes.filter((change) => change.is !== 'text')
  const facts = factsOf(board)
  const isNew = (change: (typeof rows)[number]) => changeTo(board, change).before === undefined
  const made = new Set(rows.filter(isNew).map(({ table, key }) => `${table}/${key}`))
  const texts = changes.filter((change) => change.is === 'text')
  const edits = texts.filter(({ key }) => !made.has(ownerOf(key)))
  for (const row of rows) {
    const reason = refuseChange(actor, changeTo(board, row), facts)
    if (reason) return reason
  }
  for (const edit of edits) {
    const now = textOf(board, edit.key as TextKey)
    // A text is made only together with its owner: where there is none, the words would go nowhere.
    const reason = now === undefined ? 'made-with-owner' : refuseEdit(board, actor, ...merged(edit, now))
    if (reason) return reason
  }
  board.doc.transact(() => {
    for (const row of rows) {
      const makes = isNew(row)
      writeChange(board, row)
      if (makes) makeTexts(board, row, texts)
    }
  }, LASTING)
  for (const edit of edits) editAgain(board, edit)
  return undefined
}

/** Where nothing has changed since, each edit goes to its very place; else among what others wrote meanwhile. */
function editAgain(board: BoardDocument, edit: TextChange): void {
  const now = textOf(board, edit.key as TextKey) ?? ''
  if (now !== edit.base) replaceText(board, ...merged(edit, now))
  else
    board.doc.transact(() => {
      editText(board, edit.key as TextKey, edit.edits)
    }, TYPING)
}

const merged = ({ key, base, edits }: TextChange, now: string): [TextKey, string] => [
  key as TextKey,
  mergeEdits(base, edits, now),
]
const ownerOf = (textKey: string) => textKey.slice(0, textKey.lastIndexOf('/'))

/**
 * The changes under the author key that their writer has now: they may have come back as someone else, or been made
 * one with another. A note that stands under another author, or was taken back, is shared as a new one.
 */
function asOwn(
  board: BoardDocument,
  { author }: Actor,
  changes: readonly KeptChange[],
  newId: () => string,
): readonly KeptChange[] {
  const moved = new Map<string, string>()
  for (const change of changes) {
    if (change.is !== 'row' || (change.table !== 'notes' && change.table !== 'conversations')) continue
    const standing = rowOf(board, change.table, change.key as NoteId & ConversationId)
    const isSpent =
      change.table === 'notes' && rowOf(board, 'hidden', change.key as NoteId)?.is === 'withdrawn'
    if (isSpent || (standing && standing.author !== author)) moved.set(change.key, newId())
  }
  return changes.map((change) => {
    if (change.is !== 'row' || (change.table !== 'notes' && change.table !== 'conversations')) return change
    const row: Record<string, unknown> = { ...(change.row as Record<string, unknown>), author }
    const conversation = moved.get(String(row['conversation']))
    return {
      ...change,
      key: moved.get(change.key) ?? change.key,
      row: conversation === undefined ? row : { ...row, conversation },
    }
  })
}
