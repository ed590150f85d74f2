import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Pace, Steps } from './guard/steps.ts'
import { indexOfClock } from './guard/structs.ts'

/**
 * What the document holds and someone lacks who has so much of each client's, as an update: to the byte what
 * `Y.encodeStateAsUpdate` gives (`writeClientsStructs` and `writeDeleteSet` in yjs/src/utils), in steps, since all of a
 * large board takes longer than others should wait.
 * @param known how many clocks of each client they have; nothing of those who are not in it
 */
export function* encodeState(
  { store }: Y.Doc,
  known: ReadonlyMap<number, number>,
  pace: Pace,
): Steps<Uint8Array> {
  const encoder = new Y.UpdateEncoderV1()
  const out = encoder.restEncoder
  const clients = [...store.clients].sort(([a], [b]) => b - a)
  const lacking = clients.filter(([client]) => Y.getState(store, client) > (known.get(client) ?? 0))
  encoding.writeVarUint(out, lacking.length)
  for (const [client, structs] of lacking) {
    const from = known.get(client) ?? 0
    const first = indexOfClock(structs, from)
    encoding.writeVarUint(out, structs.length - first)
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, from)
    for (let i = first; i < structs.length; i++) {
      const struct = structs[i]!
      struct.write(encoder, i === first ? from - struct.id.clock : 0)
      if (pace.spend(0.5)) yield
    }
  }
  const deleted = new Map<number, number[]>()
  for (const [client, structs] of clients) {
    const ranges = yield* deletedRanges(structs, pace)
    if (ranges.length > 0) deleted.set(client, ranges)
  }
  encoding.writeVarUint(out, deleted.size)
  for (const [client, ranges] of deleted) {
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, ranges.length / 2)
    for (const number of ranges) {
      encoding.writeVarUint(out, number)
      if (pace.spend(0.1)) yield
    }
  }
  return encoder.toUint8Array()
}

/** Where each stretch of deleted structs begins, and how long it is, by turns. */
function* deletedRanges(structs: readonly (Y.Item | Y.GC)[], pace: Pace): Steps<number[]> {
  const ranges: number[] = []
  let wasDeleted = false
  for (const { id, length, deleted } of structs) {
    if (pace.spend(0.1)) yield
    if (deleted && wasDeleted) ranges[ranges.length - 1]! += length
    else if (deleted) ranges.push(id.clock, length)
    wasDeleted = deleted
  }
  return ranges
}
