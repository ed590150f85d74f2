import { msg, plural } from '@lingui/core/macro'
import { marksInWords } from '../../shared/model/blackOutMark.ts'
import type { BoardRows } from '../../shared/model/board.ts'
import type { NoteId } from '../../shared/model/ids.ts'
import { languageTag } from '../../shared/model/languageTag.ts'
import { noteFactsOf, type CommunityFact } from '../../shared/model/noteFacts.ts'
import type { Community, Note } from '../../shared/model/tables.ts'
import { i18n } from './i18n.ts'

type Rows = Pick<BoardRows, 'notes' | 'conversations' | 'communities'>

/** Whose voice a note is, in a word. */
export const kindWords = (kind: Note['kind']): string => i18n._(kind === 'heard' ? msg`Heard` : msg`Own view`)

/** The language of a note's words for `lang`; undefined when what was written there is no tag. */
export const langOf = ({ language }: Pick<Note, 'language'>): string | undefined => languageTag(language)

/** How a note begins, for the label of a control that only says what it does and to which note. */
export const spokenStart = (said: string): string => marksInWords(said).slice(0, 60)

/** A family of communities, as people say it. */
export function familyWords(family: Community['family']): string {
  switch (family) {
    case 'place':
      return i18n._(msg`Place`)
    case 'interest':
      return i18n._(msg`Interest`)
    case 'identity':
      return i18n._(msg`Identity`)
  }
}

/** A community with its family, as a tag says it: "Interest: carers". */
export function communityWords(fact: Pick<CommunityFact, 'name' | 'family'>): string {
  const family = familyWords(fact.family)
  const { name } = fact
  return i18n._(msg`${family}: ${name}`)
}

/** "4 people". */
export const peopleWords = (count: number): string =>
  i18n._(msg`${plural(count, { one: '# person', other: '# people' })}`)

/**
 * The short words under a note: place, people heard, communities, and whether it may be quoted. What nobody said
 * makes no tag. A fresh array at each call, so work it out while rendering, not in a selector.
 */
export function tagsOf(rows: Rows, id: NoteId): string[] {
  const facts = noteFactsOf(rows, id)
  if (!facts) return []
  const tags: string[] = []
  const { place } = facts
  if (place) tags.push(i18n._(msg`Place: ${place}`))
  if (facts.peopleHeard !== null) tags.push(peopleWords(facts.peopleHeard))
  for (const fact of facts.communities) tags.push(communityWords(fact))
  if (facts.quote === 'yes') tags.push(i18n._(msg`Quote, may be used`))
  return [...new Set(tags)]
}
