import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { BoardId, ParticipantId } from '../../../shared/model/ids.ts'
import type { ClientBinding, NewUpdate, Storage } from '../Storage.ts'

/**
 * Updates as one piece of memory, which a thread can hand over to another as it is. Handed over one by one, each
 * would be taken apart and put together again with its buffer and every name in it.
 * @returns bytes with a buffer of their own
 */
export function packUpdates(updates: readonly NewUpdate[]): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, updates.length)
  for (const { board, update, bindings } of updates) {
    encoding.writeVarString(encoder, board)
    encoding.writeVarUint8Array(encoder, update)
    encoding.writeVarUint(encoder, bindings.length)
    for (const { clientId, participant } of bindings) {
      encoding.writeVarUint(encoder, clientId)
      encoding.writeVarString(encoder, participant)
    }
  }
  return encoding.toUint8Array(encoder)
}

/** The same updates again. Their bytes are those of `packed`, and not copied. */
export function unpackUpdates(packed: Uint8Array): NewUpdate[] {
  const decoder = decoding.createDecoder(packed)
  return times(decoding.readVarUint(decoder), () => ({
    board: decoding.readVarString(decoder) as BoardId,
    update: decoding.readVarUint8Array(decoder),
    bindings: times(decoding.readVarUint(decoder), (): ClientBinding => ({
      clientId: decoding.readVarUint(decoder),
      participant: decoding.readVarString(decoder) as ParticipantId,
    })),
  }))
}

const times = <T>(count: number, read: () => T): T[] => Array.from({ length: count }, read)

/** A call's values as they are posted, and what of them is handed over instead of copied. */
export function toPost(
  method: keyof Storage,
  values: readonly unknown[],
): { readonly values: readonly unknown[]; readonly handedOver: readonly ArrayBuffer[] } {
  if (method !== 'appendUpdates') return { values, handedOver: [] }
  const packed = packUpdates(values[0] as readonly NewUpdate[])
  return { values: [packed], handedOver: [packed.buffer] }
}

/** The values again as they were called with. */
export const asCalled = (method: keyof Storage, values: readonly unknown[]): readonly unknown[] =>
  method === 'appendUpdates' ? [unpackUpdates(values[0] as Uint8Array)] : values
