import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { newId } from '../../shared/document/newId.ts'
import type { Actor } from '../../shared/model/rules.ts'
import { bringBack } from './bringBack.ts'
import type { KeptStore } from './KeptStore.ts'
import type { KeptWords } from './keptWords.ts'

/** In characters of JSON: what is sent at once of that for which one message had no room. */
const BATCH_CHARACTERS = 200_000

/**
 * Writes the next of what one message had no room for, once all before it is saved.
 * @returns whether there was any
 */
export function sendNext(board: BoardDocument, actor: Actor, kept: KeptStore): boolean {
  const waiting = kept.all().filter(({ reason }) => reason === 'goes-next')
  const sent: string[] = []
  const refused: KeptWords[] = []
  let characters = 0
  for (const words of waiting) {
    characters += JSON.stringify(words).length
    if (sent.length > 0 && characters > BATCH_CHARACTERS) break
    const reason = bringBack(board, actor, words, newId)
    sent.push(words.id)
    if (reason) refused.push({ ...words, reason })
  }
  if (sent.length > 0) kept.replace(sent, refused)
  return sent.length > 0
}
