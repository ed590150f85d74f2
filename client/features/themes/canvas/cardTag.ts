import { msg, plural } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import type { NoteId } from '../../../../shared/model/ids.ts'
import type { Community } from '../../../../shared/model/tables.ts'
import type { SceneBoard } from './scene.ts'

/** The one thing besides the voice that a card says about its note: where it comes from, or how many were heard. */
export function tagOf(board: SceneBoard, note: NoteId): MessageDescriptor | undefined {
  const row = board.notes.get(note)
  const conversation = row?.conversation ? board.conversations.get(row.conversation) : undefined
  const mention = conversation?.communities[0]
  const community = mention && board.communities.get(mention.community)
  if (community) return familyTag(community)
  const people = conversation?.peopleHeard ?? null
  if (people !== null && people > 1) return msg`${plural(people, { one: '# person', other: '# people' })}`
  return row?.quote === 'yes' ? msg`Quote, may be used` : undefined
}

function familyTag({ family, name }: Community): MessageDescriptor {
  switch (family) {
    case 'place':
      return msg`Place: ${name}`
    case 'interest':
      return msg`Interest: ${name}`
    case 'identity':
      return msg`Identity: ${name}`
  }
}
