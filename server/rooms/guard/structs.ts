import * as Y from 'yjs'
import type { Struct } from './readUpdate.ts'

/** Finds structs by id, in the document or among those that an update brings. */
export type Structs = {
  /** The struct that holds this id, which {@link integrationOrder} or a clock check has found to be there. */
  find(id: { readonly client: number; readonly clock: number }): Struct
  /** Clocks that the document knows of this client. */
  known(client: number): number
  /** Clocks that will be known once the update is applied. */
  reached(client: number): number
  isNew(struct: Struct): boolean
}

export function structsOf(doc: Y.Doc, blocks: ReadonlyMap<number, readonly Struct[]>): Structs {
  const known = (client: number) => Y.getState(doc.store, client)
  return {
    find({ client, clock }) {
      const structs = clock < known(client) ? doc.store.clients.get(client) : blocks.get(client)
      if (!structs) throw new Error(`no struct ${client}:${clock} in the document or the update`)
      // Guesses where it lies, and so looks at fewer structs than halving does.
      return structs[Y.findIndexSS(structs as Struct[], clock)]!
    },
    known,
    reached(client) {
      const last = blocks.get(client)?.at(-1)
      return last ? last.id.clock + last.length : known(client)
    },
    isNew: (struct) => struct.id.clock >= known(struct.id.client),
  }
}

/** Index of the struct that holds a clock, or of the last one before it; not before index `from`. */
export const indexOfClock = (structs: readonly Struct[], clock: number, from = 0): number =>
  indexAtClock(structs.length, clock, (i) => structs[i]!.id.clock, from)

/** The same for whatever tells its clocks. */
export function indexAtClock(
  length: number,
  clock: number,
  clockAt: (index: number) => number,
  from = 0,
): number {
  let low = from
  let high = length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (clockAt(middle) <= clock) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Whether a string would be cut between the two halves of one character. Yjs then replaces both by U+FFFD: a
 * person's words change though nothing is inserted or deleted.
 */
export function cutsCharacter(struct: Struct, offset: number): boolean {
  if (offset <= 0 || offset >= struct.length) return false
  if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return false
  const before = struct.content.str.charCodeAt(offset - 1)
  return before >= 0xd800 && before <= 0xdbff
}
