import { msg, plural } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import type { Community, Conversation, Note } from '../../../../shared/model/tables.ts'

/**
 * The one thing besides the voice that a card says about its note: where it comes from, or how many were heard.
 * @param community the first that its conversation names
 */
export function tagOf({
  note,
  conversation,
  community,
}: {
  readonly note: Note | undefined
  readonly conversation: Conversation | undefined
  readonly community: Community | undefined
}): MessageDescriptor | undefined {
  if (community) return familyTag(community)
  const people = conversation?.peopleHeard ?? null
  if (people !== null && people > 1) return msg`${plural(people, { one: '# person', other: '# people' })}`
  return note?.quote === 'yes' ? msg`Quote, may be used` : undefined
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
