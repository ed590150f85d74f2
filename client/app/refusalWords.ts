import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import type { KeptWords } from '../sync/keptWords.ts'

/** Why the server did not take a change, in words that say what to do. */
export const refusalWords: Readonly<Record<KeptWords['reason'], MessageDescriptor>> = {
  'not-taking-part': msg`You had left the board, or were taken off it, when this arrived. Ask the facilitator to let you in again.`,
  'reads-only': msg`You are a guest here and read only. Ask the facilitator to make you a group member.`,
  'server-only': msg`This part of the board is kept by the server and cannot be written from here.`,
  'unknown-table': msg`This part of the board is not known here. Load the page again: it may be an old version.`,
  'bad-key': msg`This change was not made in a way the board understands. Load the page again, and bring it back.`,
  'bad-row': msg`A part of this is missing or too long. Copy your words and enter them again.`,
  'too-large': msg`This is longer than one entry can be. Share it in two parts.`,
  'not-yours': msg`Only the person who brought this can change it.`,
  'author-changed': msg`This was put in another person’s name, which nobody can do.`,
  'blacked-out': msg`Words in this note were blacked out for good in the meantime, and this version still has them. The black marks stay where they are: change the note around them.`,
  'taken-back': msg`This note has been taken back by its author in the meantime.`,
  'never-deleted': msg`This cannot be deleted; it can be set aside.`,
  'facilitators-only': msg`Only facilitators can change this. Ask one of them.`,
  'in-open-round': msg`This is being voted on at the moment, so its wording must stand. You can bring your words back when the round has closed.`,
  'made-with-owner': msg`What these words belong to is not on the board any more, or has them already. Copy them to where they belong.`,
  'board-full': msg`The board is full: no more fits on it.`,
  malformed: msg`The change arrived broken. Bring it back to send it again.`,
  'changed-meanwhile': msg`Others changed this text while your words could not be sent. Compare the two before you bring yours back: they would replace what stands there.`,
}
