import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import type { KeptWords } from '../sync/keptWords.ts'

const ownFields = [
  'said',
  'impression',
  'title',
  'name',
  'addressedTo',
  'place',
  'setting',
  'when',
  'what',
  'who',
  'byWhen',
]
const WHAT: Readonly<Record<string, MessageDescriptor>> = {
  notes: msg`A note`,
  conversations: msg`A conversation`,
  placements: msg`Moving a note`,
  orders: msg`Moving a note`,
  positions: msg`Moving a note`,
  bearings: msg`How a note stands to its theme`,
  themes: msg`A theme`,
  frames: msg`Where a theme lies`,
  communities: msg`A community`,
  recommendations: msg`A recommendation`,
  supports: msg`What a recommendation rests on`,
  nextSteps: msg`What happens next`,
  sessions: msg`A session`,
  board: msg`About this board`,
}

/** What kind of thing the kept words were to change. */
export const whatWasKept = (kept: KeptWords): MessageDescriptor =>
  kept.is === 'text'
    ? kept.key.startsWith('recommendations/')
      ? msg`The wording of a recommendation`
      : msg`The words of a theme`
    : (WHAT[kept.table] ?? msg`A change`)

/** The words that a person wrote, one part a line; empty when the change had none, such as a move. */
export function wordsThatWereKept(kept: KeptWords): string {
  if (kept.is === 'text') return kept.text
  if (typeof kept.row === 'string') return kept.row
  if (typeof kept.row !== 'object' || kept.row === null) return ''
  const row = kept.row as Readonly<Record<string, unknown>>
  const fields = kept.table === 'board' ? Object.keys(row) : ownFields
  return fields
    .map((field) => row[field])
    .filter((value): value is string => typeof value === 'string' && value.trim() !== '')
    .join('\n')
}
