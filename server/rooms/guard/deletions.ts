import * as Y from 'yjs'
import type { Overlay } from './Overlay.ts'
import type { Range, ReadUpdate, Struct } from './readUpdate.ts'
import type { Pace, Steps } from './steps.ts'
import { cutsCharacter, indexOfClock, type Structs } from './structs.ts'
import { malformed } from './Unacceptable.ts'

/** What the delete set of an update takes away of what is alive, in the document and in the update itself. */
export type Deletions = {
  /** Clocks taken of each struct that loses any. */
  readonly taken: ReadonlyMap<Y.Item, number>
  /** The same as ranges of ids, none across two structs. */
  readonly ranges: readonly DeletedRange[]
  /** Whether anything of the document is taken, which was there before the update. */
  readonly touchDocument: boolean
}

export type DeletedRange = Range & { readonly client: number }

/** What comes of an update that deletes nothing. */
export const NO_DELETIONS: Deletions = { taken: new Map(), ranges: [], touchDocument: false }

/**
 * Goes through the delete set and notes what it takes in the overlay's texts and keys. What is dead already
 * does not count, so the whole delete set of a reconnecting client is no change at all.
 * @returns a gap when a range reaches beyond what is known
 * @throws {Unacceptable}
 */
export function* takeDeletions(
  doc: Y.Doc,
  { blocks, deletes }: ReadUpdate,
  structs: Structs,
  overlay: Overlay,
  pace: Pace,
): Steps<Deletions | { readonly is: 'gap' }> {
  const taken = new Map<Y.Item, number>()
  const alive: DeletedRange[] = []
  let touchDocument = false
  for (const [client, ranges] of deletes) {
    const reached = structs.reached(client)
    const cursors: { readonly list: readonly Struct[]; at: number }[] = []
    for (const list of [doc.store.clients.get(client), blocks.get(client)])
      if (list) cursors.push({ list, at: 0 })
    let end = 0
    for (const range of ranges) {
      // Overlapping ranges would make Yjs walk the same structs again and again.
      if (range.len < 1 || range.clock < end) throw malformed('deleted ranges that overlap or do not ascend')
      end = range.clock + range.len
      if (end > reached) return { is: 'gap' }
      for (const cursor of cursors) {
        const { list } = cursor
        cursor.at = indexOfClock(list, range.clock, cursor.at)
        for (; cursor.at < list.length; cursor.at++) {
          const struct = list[cursor.at]!
          if (struct.id.clock >= end) break
          if (pace.spend(0.1)) yield
          const part = alivePart(struct, client, range)
          if (part) {
            const item = struct as Y.Item
            taken.set(item, (taken.get(item) ?? 0) + part.len)
            alive.push(part)
            take(item, part.len, structs, overlay)
            touchDocument ||= !structs.isNew(item)
          }
          // The next range may begin in this struct.
          if (struct.id.clock + struct.length > end) break
        }
      }
      if (pace.spend(0.3)) yield
    }
  }
  return { taken, ranges: alive, touchDocument }
}

function take(item: Y.Item, length: number, structs: Structs, overlay: Overlay): void {
  const place = overlay.placeOf(item)
  if (place.is === 'key') overlay.chainOf(place.map, place.key)
  else if (place.is === 'words' && structs.isNew(item)) place.text.inserted -= length
  else if (place.is === 'words') place.text.removed += length
}

/** The part of a struct that a range takes away, or undefined when nothing that is alive. */
function alivePart(struct: Struct, client: number, range: Range): DeletedRange | undefined {
  if (!(struct instanceof Y.Item) || struct.deleted || struct.content instanceof Y.ContentDeleted)
    return undefined
  const { clock } = struct.id
  const from = Math.max(range.clock, clock)
  const to = Math.min(range.clock + range.len, clock + struct.length)
  if (to <= from) return undefined
  if (cutsCharacter(struct, from - clock) || cutsCharacter(struct, to - clock))
    throw malformed('a deletion ends inside a character')
  return { client, clock: from, len: to - from }
}
