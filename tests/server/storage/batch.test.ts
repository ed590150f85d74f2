import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchOf, boardsIn, partBytes, updateIn, wipe } from '../../../server/storage/sqlite/batch.ts'
import type { BoardId } from '../../../shared/model/ids.ts'

const boards = fc.uniqueArray(fc.stringMatching(/^[\w-]{1,16}$/), { minLength: 1, maxLength: 12 })
const parts = boards.chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc.record({
        board: fc.constant(id as BoardId),
        update: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array(300).fill(9))),
      }),
    ),
  ),
)

describe('updates of several boards in one row', () => {
  it('come back as they were, and those of no other board', () => {
    fc.assert(
      fc.property(parts, (parts) => {
        const batch = new Uint8Array(batchOf(parts))
        expect(batch).toHaveLength(parts.reduce((sum, part) => sum + partBytes(part), 0))
        expect(boardsIn(batch)).toEqual(parts.map(({ board }) => board))
        for (const { board, update } of parts) expect(updateIn(batch, board)).toEqual(update)
        expect(updateIn(batch, 'somebody else’s' as BoardId)).toBeUndefined()
      }),
    )
  })

  it('are wiped one by one, in whatever order, and the others stay where they are', () => {
    const inOrder = parts.chain((parts) =>
      fc.tuple(fc.constant(parts), fc.shuffledSubarray(parts, { minLength: parts.length })),
    )
    fc.assert(
      fc.property(inOrder, ([parts, order]) => {
        const batch = new Uint8Array(batchOf(parts))
        const made = batch.slice()
        order.forEach(({ board }, i) => {
          expect(wipe(batch, board)).toBe(i < order.length - 1)
          expect(updateIn(batch, board)).toBeUndefined()
          const left = parts.filter((part) => order.indexOf(part) > i)
          expect(boardsIn(batch)).toEqual(left.map((part) => part.board))
          for (const part of left) expect(updateIn(batch, part.board)).toEqual(part.update)
        })
        // Nothing is left but lengths, six bytes of each.
        let at = 0
        for (const part of parts) {
          expect(batch.slice(at, at + 6)).toEqual(made.slice(at, at + 6))
          expect(batch.slice(at + 6, at + partBytes(part)).every((byte) => byte === 0)).toBe(true)
          at += partBytes(part)
        }
      }),
      { numRuns: 50 },
    )
  })
})
