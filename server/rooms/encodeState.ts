import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Pace, Steps } from './guard/steps.ts'
import { indexOfClock } from './guard/structs.ts'

/**
 * What the document holds and someone lacks who has so much of each client's, as an update: to the byte what
 * `Y.encodeStateAsUpdate` gives (`writeClientsStructs` and `writeDeleteSet` in yjs/src/utils), in steps, since all of a
 * large board takes longer than others should wait.
 *
 * Others may change the document between the steps. It holds everything that was there at the first, builds on
 * nothing that it does not hold, and may hold some of what was deleted meanwhile, or say that it was.
 * @param known how many clocks of each client they have; nothing of those who are not in it
 */
export function* encodeState(
  { store }: Y.Doc,
  known: ReadonlyMap<number, number>,
  pace: Pace,
): Steps<Uint8Array> {
  const clients = [...store.clients].sort(([a], [b]) => b - a)
  // As far as it goes. What comes later may build on what comes later of others, who have been written already.
  const ends = new Map(clients.map(([client]) => [client, Y.getState(store, client)]))
  const lacking = clients.filter(([client]) => ends.get(client)! > (known.get(client) ?? 0))
  const parts = [numbers(lacking.length)]
  for (const [client, structs] of lacking) {
    const from = known.get(client) ?? 0
    const { count, end, bytes } = yield* encodeStructs(structs, from, ends.get(client)!, pace)
    ends.set(client, end)
    parts.push(numbers(count, client, from), ...bytes)
  }
  const deleted = encoding.createEncoder()
  let deleters = 0
  for (const [client, structs] of clients) {
    const ranges = yield* deletedRanges(structs, ends.get(client)!, pace)
    if (ranges.length === 0) continue
    deleters++
    for (const number of [client, ranges.length / 2]) encoding.writeVarUint(deleted, number)
    for (const number of ranges) {
      encoding.writeVarUint(deleted, number)
      if (pace.spend(0.1)) yield
    }
  }
  parts.push(numbers(deleters), ...bytesIn(deleted))
  yield
  return joined(parts)
}

/** One client's structs. @returns where the last of them ends: it may have been joined with what came after it */
function* encodeStructs(structs: readonly (Y.Item | Y.GC)[], from: number, end: number, pace: Pace) {
  const encoder = new Y.UpdateEncoderV1()
  const out = encoder.restEncoder
  let count = 0
  let clock = from
  while (clock < end) {
    let isPausing = false
    // Found anew after each pause: what lies before may have been split or joined meanwhile.
    for (let i = indexOfClock(structs, clock); clock < end && !isPausing; i++) {
      const struct = structs[i]!
      const before = out.cpos
      struct.write(encoder, clock - struct.id.clock)
      clock = struct.id.clock + struct.length
      count++
      isPausing = pace.spend(1.5 + Math.abs(out.cpos - before) / 200)
    }
    if (isPausing) yield
  }
  return { count, end: clock, bytes: bytesIn(out) }
}

/** Where each stretch of deleted structs begins, and how long it is, by turns. */
function* deletedRanges(structs: readonly (Y.Item | Y.GC)[], end: number, pace: Pace): Steps<number[]> {
  const ranges: number[] = []
  let wasDeleted = false
  for (let clock = 0; clock < end;) {
    let isPausing = false
    for (let i = indexOfClock(structs, clock); clock < end && !isPausing; i++) {
      const { id, length, deleted } = structs[i]!
      const next = Math.min(id.clock + length, end)
      if (deleted && wasDeleted) ranges[ranges.length - 1]! += next - clock
      else if (deleted) ranges.push(clock, next - clock)
      wasDeleted = deleted
      clock = next
      isPausing = pace.spend(0.1)
    }
    if (isPausing) yield
  }
  return ranges
}

function numbers(...all: number[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of all) encoding.writeVarUint(encoder, number)
  return encoding.toUint8Array(encoder)
}

/** What was written, where it lies. */
const bytesIn = ({ bufs, cbuf, cpos }: encoding.Encoder): Uint8Array[] => [...bufs, cbuf.subarray(0, cpos)]

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.byteLength
  }
  return all
}
