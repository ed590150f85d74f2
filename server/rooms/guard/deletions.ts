import * as Y from 'yjs'
import type { Overlay } from './Overlay.ts'
import type { Range, Struct } from './readUpdate.ts'
import { cutsCharacter, indexOfClock, type Structs } from './structs.ts'
import { malformed } from './Unacceptable.ts'

/** What the delete set of an update takes away of what is alive, in the document and in the update itself. */
export type Deletions = {
  /** Clocks taken of each struct that loses any. */
  readonly taken: ReadonlyMap<Y.Item, number>
  /** Whether anything of the document is taken, which was there before the update. */
  readonly touchDocument: boolean
}

/**
 * Goes through the delete set and notes what it takes in the overlay's texts and keys. What is dead already
 * does not count, so the whole delete set of a reconnecting client is no change at all.
 * @returns a gap when a range reaches beyond what is known
 * @throws {Unacceptable}
 */
export function takeDeletions(
  doc: Y.Doc,
  blocks: ReadonlyMap<number, readonly Struct[]>,
  deletes: ReadonlyMap<number, readonly Range[]>,
  structs: Structs,
  overlay: Overlay,
): Deletions | { readonly is: 'gap' } {
  const taken = new Map<Y.Item, number>()
  let touchDocument = false
  for (const [client, ranges] of deletes) {
    const reached = structs.reached(client)
    let end = 0
    for (const range of ranges) {
      // Overlapping ranges would make Yjs walk the same structs again and again.
      if (range.len < 1 || range.clock < end) throw malformed('deleted ranges that overlap or do not ascend')
      end = range.clock + range.len
      if (end > reached) return { is: 'gap' }
      for (const list of [doc.store.clients.get(client), blocks.get(client)]) {
        for (const [item, length] of aliveIn(list, range.clock, end)) {
          taken.set(item, (taken.get(item) ?? 0) + length)
          const place = overlay.placeOf(item)
          const isNew = structs.isNew(item)
          if (place.is === 'key') overlay.chainOf(place.map, place.key)
          else if (place.is === 'words' && isNew) place.text.inserted -= length
          else if (place.is === 'words') place.text.removed += length
          touchDocument ||= !isNew
        }
      }
    }
  }
  return { taken, touchDocument }
}

function* aliveIn(
  list: readonly Struct[] | undefined,
  start: number,
  end: number,
): Generator<[Y.Item, number]> {
  if (!list || list.length === 0) return
  for (let i = indexOfClock(list, start); i < list.length; i++) {
    const struct = list[i]!
    const { clock } = struct.id
    if (clock >= end) return
    if (!(struct instanceof Y.Item) || struct.deleted || struct.content instanceof Y.ContentDeleted) continue
    const from = Math.max(start, clock)
    const to = Math.min(end, clock + struct.length)
    if (to <= from) continue
    if (cutsCharacter(struct, from - clock) || cutsCharacter(struct, to - clock)) {
      throw malformed('a deletion ends inside a character')
    }
    yield [struct, to - from]
  }
}
