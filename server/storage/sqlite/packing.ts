import type { BoardId } from '../../../shared/model/ids.ts'
import type { ClientBinding, NewUpdate, Storage } from '../Storage.ts'

/** Updates side by side, as they cross between threads. */
export type PackedUpdates = {
  /** All their bytes, one after another, with a buffer of their own that can be handed over. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly lengths: readonly number[]
  readonly boards: readonly BoardId[]
  /** `of` is the place of its update. There are seldom any. */
  readonly bindings: readonly (ClientBinding & { readonly of: number })[]
}

/**
 * Handed over one by one, each update would be taken apart and put together again with its buffer and every name
 * in it.
 */
export function packUpdates(updates: readonly NewUpdate[]): PackedUpdates {
  const lengths = updates.map(({ update }) => update.length)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const { update } of updates) {
    bytes.set(update, at)
    at += update.length
  }
  return {
    bytes,
    lengths,
    boards: updates.map(({ board }) => board),
    bindings: updates.flatMap(({ bindings }, of) =>
      bindings.map(({ clientId, participant }) => ({ clientId, participant, of })),
    ),
  }
}

/** The same updates again. Their bytes are those of the packed ones, and not copied. */
export function unpackUpdates({ bytes, lengths, boards, bindings }: PackedUpdates): NewUpdate[] {
  let end = 0
  const own: ClientBinding[][] = boards.map(() => [])
  for (const { of, clientId, participant } of bindings) own[of]!.push({ clientId, participant })
  return boards.map((board, i) => {
    const start = end
    end += lengths[i]!
    return { board, update: bytes.subarray(start, end), bindings: own[i]! }
  })
}

/** A call's values as they are posted, and what of them is handed over instead of copied. */
export function toPost(
  method: keyof Storage,
  values: readonly unknown[],
): { readonly values: readonly unknown[]; readonly handedOver: readonly ArrayBuffer[] } {
  if (method !== 'appendUpdates') return { values, handedOver: [] }
  const packed = packUpdates(values[0] as readonly NewUpdate[])
  return { values: [packed], handedOver: [packed.bytes.buffer] }
}

/** The values again as they were called with. */
export const asCalled = (method: keyof Storage, values: readonly unknown[]): readonly unknown[] =>
  method === 'appendUpdates' ? [unpackUpdates(values[0] as PackedUpdates)] : values
