import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import { momentOf } from '../i18n/momentOf.ts'
import type { KeptReason, KeptWords } from '../sync/keptWords.ts'

/** Why the server did not take a change, in words that say what to do. */
export const refusalWords: Readonly<Record<KeptReason, MessageDescriptor>> = {
  'not-taking-part': msg`You had left the board, or were taken off it, when this arrived. Ask the facilitator to let you in again.`,
  'reads-only': msg`You are a guest here, who reads only. Ask the facilitator to make you a group member; then you can bring this back.`,
  'server-only': msg`This part of the board cannot be written from here. Copy your words, and ask the facilitator.`,
  'unknown-table': msg`The board does not know this kind of entry: this page may be an old version. Load the page again, then bring it back.`,
  'bad-key': msg`The board could not read this. Load the page again, then bring it back.`,
  'bad-row': msg`A part of this is missing or too long. Copy your words and enter them again.`,
  'too-large': msg`This is longer than one entry can be. Copy your words and share them in two parts.`,
  'not-yours': msg`Only the person who brought this can change it. Ask them, or share your words as a note of your own.`,
  'author-changed': msg`This was put in another person’s name, which nobody can do. Copy your words and share them in your own.`,
  'blacked-out': msg`Words in this note were blacked out for good in the meantime, and this version still has them. The black marks stay where they are: change the note around them.`,
  'taken-back': msg`You had taken this note back before this arrived. If you bring your words back, they are shared as a new note.`,
  'never-deleted': msg`This cannot be deleted. You can set it aside instead.`,
  'facilitators-only': msg`Only facilitators can change this. Ask one of them to do it for you.`,
  'in-open-round': msg`This is being voted on, so its wording must stay as it is until the vote closes. You can bring your words back after that.`,
  'made-with-owner': msg`What these words belong to is not on the board. Copy them to where they belong now.`,
  'board-full': msg`The board is full, so no more fits on it. Ask the facilitator what to do; your words stay here.`,
  malformed: msg`This did not arrive in one piece. Bring it back to send it again.`,
  'changed-meanwhile': msg`This was changed on the board while yours could not be sent. Compare the two before you bring yours back: it would take the place of what stands there.`,
  'person-merged': msg`Before this was sent, a facilitator joined your two entries on the list of people into one. Bring it back to share it under the name that stayed.`,
  'not-on-board': msg`You were no longer on this board, or it had been deleted, before this was sent. Copy your words, or ask the facilitator for a link to come back.`,
  restored: msg`The board was restored from a backup. This was written after that. Compare it with what stands on the board now before you bring it back.`,
  'earlier-version': msg`This was written before the product was renewed, and not sent in time. You can bring it back now.`,
  'goes-next': msg`This is sent as soon as what was written before it is saved.`,
}

/** The same for words that are kept, with the day of the backup where a restore was the reason. */
export function reasonOf({ reason, backupAtMs }: KeptWords, locale: string): MessageDescriptor {
  if (reason !== 'restored' || backupAtMs === undefined) return refusalWords[reason]
  const moment = momentOf(backupAtMs, locale)
  return msg`The board was restored from a backup of ${moment}. This was written after that. Compare it with what stands on the board now before you bring it back.`
}
