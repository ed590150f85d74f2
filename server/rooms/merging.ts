import * as Y from 'yjs'
import type { ClientBinding } from '../storage/Storage.ts'

/** An update that a room has let in. */
export type Accepted = {
  readonly update: Uint8Array
  /** Client ids that it uses for the first time. */
  readonly bindings: readonly ClientBinding[]
  /** Who has it already: nobody else in it wrote. Undefined where it is of several. */
  readonly author: unknown
}
/** What is kept and sent on as one. */
export type Piece = Accepted & {
  /** How many updates it was made of. */
  readonly count: number
}

/**
 * Merging decodes what it merges, so what is long goes out as it is. The pieces of a long update come all at once:
 * merging them in one go would keep everyone waiting.
 */
const LONG_BYTES = 2 * 1024
const MOST_MERGED_BYTES = 32 * 1024

/** Updates of one document, in their order: the small ones that follow one another as one. */
export function merging(accepted: readonly Accepted[]): Piece[] {
  const pieces: Piece[] = []
  let gathered: Accepted[] = []
  let bytes = 0
  const finish = () => {
    if (gathered.length > 0) pieces.push(pieceOf(gathered))
    gathered = []
    bytes = 0
  }
  for (const one of accepted) {
    const { length } = one.update
    if (length > LONG_BYTES || bytes + length > MOST_MERGED_BYTES) finish()
    gathered.push(one)
    bytes += length
    if (length > LONG_BYTES) finish()
  }
  finish()
  return pieces
}

function pieceOf(gathered: readonly Accepted[]): Piece {
  const [first, ...more] = gathered
  if (!first) throw new Error('nothing makes no piece')
  const { update, bindings, author } = first
  if (more.length === 0) return { update, bindings, author, count: 1 }
  return {
    update: Y.mergeUpdates(gathered.map((one) => one.update)),
    bindings: gathered.flatMap((one) => one.bindings),
    author: more.every((other) => other.author === author) ? author : undefined,
    count: gathered.length,
  }
}
