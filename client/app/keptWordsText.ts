import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import type { KeptChange, KeptWords } from '../sync/keptWords.ts'
import { piecesOf, type Piece } from '../sync/textEdits.ts'

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
  placements: msg`Where notes belong`,
  orders: msg`Where notes belong`,
  positions: msg`Where notes lie`,
  bearings: msg`How a note stands to its theme`,
  themes: msg`A theme`,
  frames: msg`Where themes lie`,
  communities: msg`A community`,
  recommendations: msg`A request`,
  supports: msg`What a request rests on`,
  nextSteps: msg`What happens next`,
  sessions: msg`A session`,
  board: msg`About this board`,
}

/** What kind of thing the kept words were to change. */
export function whatWasKept({ changes }: KeptWords): MessageDescriptor {
  const [first] = changes
  if (first?.is === 'text')
    return first.key.startsWith('recommendations/')
      ? msg`The wording of a request`
      : msg`The words of a theme`
  return (first && WHAT[first.table]) ?? msg`A change`
}

/** The words that a person wrote, one part a line; empty when the change had none, such as a move. */
export function wordsThatWereKept({ changes }: KeptWords): string {
  return changes
    .map((change) =>
      piecesThatWereKept(change)
        .filter((piece) => piece.is !== 'gone')
        .map((piece) => piece.words)
        .join(''),
    )
    .filter((words) => words.trim() !== '')
    .join('\n')
}

/** One change in pieces: what the person put in or took away, and what stood around it. */
export function piecesThatWereKept(change: KeptChange): readonly Piece[] {
  if (change.is === 'removal') return []
  if (change.is === 'text') return piecesOf(change.base, change.edits)
  const words = wordsOfRow(change.table, change.row)
  return words === '' ? [] : [{ is: 'mine', words }]
}

function wordsOfRow(table: string, row: unknown): string {
  if (typeof row === 'string') return row
  if (typeof row !== 'object' || row === null) return ''
  const values = row as Readonly<Record<string, unknown>>
  const fields = table === 'board' ? Object.keys(values) : ownFields
  return fields
    .map((field) => values[field])
    .filter((value): value is string => typeof value === 'string' && value.trim() !== '')
    .join('\n')
}
