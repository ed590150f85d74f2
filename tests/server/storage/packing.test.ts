import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packUpdates, unpackUpdates } from '../../../server/storage/sqlite/packing.ts'
import type { NewUpdate } from '../../../server/storage/Storage.ts'
import type { BoardId, ParticipantId } from '../../../shared/model/ids.ts'

const binding = fc.record({
  clientId: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  participant: fc.string({ unit: 'grapheme' }).map((id) => id as ParticipantId),
})
const updates: fc.Arbitrary<NewUpdate[]> = fc.array(
  fc.record({
    board: fc.string({ unit: 'grapheme' }).map((id) => id as BoardId),
    update: fc.uint8Array({ maxLength: 300 }),
    bindings: fc.array(binding, { maxLength: 3 }),
  }),
)

describe('updates that are packed', () => {
  it('come out as they went in, and in their order', () => {
    fc.assert(
      fc.property(updates, (some) => {
        expect(unpackUpdates(packUpdates(some))).toEqual(some)
      }),
    )
  })

  it('have their memory to themselves, so that it can be handed over', () => {
    const shared = new Uint8Array(1000).fill(7)
    const board = 'a board' as BoardId
    const packed = packUpdates([{ board, update: shared.subarray(10, 20), bindings: [] }])
    const over = structuredClone(packed, { transfer: [packed.bytes.buffer] })
    expect(packed.bytes.length).toBe(0)
    expect(over.bytes.byteLength).toBe(over.bytes.buffer.byteLength)
    expect(shared.every((byte) => byte === 7)).toBe(true)
    expect(unpackUpdates(over)[0]?.update).toEqual(new Uint8Array(10).fill(7))
  })
})
