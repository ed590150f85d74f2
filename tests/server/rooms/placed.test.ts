import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Place } from '../../../server/rooms/placed.ts'
import { presenceState } from '../../../shared/protocol/presence.ts'

const id = fc.stringMatching(/^[A-Za-z0-9_-]{16}$/)
const place = fc.record({
  x: fc.integer({ min: -1e9 + 1, max: 1e9 - 1 }),
  y: fc.integer({ min: -9999, max: 9999 }),
})
/** Words that look like what is looked for. */
const words = fc.oneof(fc.string(), fc.constantFrom('"x":1,"y":2}', '"cursor":{"x":1,"y":2}', '\\"x":', '\\'))
const state = fc.record(
  {
    participant: id,
    stage: fc.constant('themes'),
    cursor: fc.option(place),
    drag: fc.option(fc.record({ notes: fc.array(id, { maxLength: 3 }), x: fc.integer(), y: fc.integer() })),
    selection: fc.option(fc.array(id, { maxLength: 3 })),
    typing: fc.option(words),
    'of a later build': fc.oneof(place, words),
  },
  { requiredKeys: ['participant', 'stage'] },
)
const shownOf = (json: string) => JSON.stringify(v.parse(presenceState, JSON.parse(json)))
/** The keys in any order, as a stock client may have them. */
const shuffled = (of: object, seed: number) =>
  JSON.stringify(Object.fromEntries(Object.entries(of).sort(([a], [b]) => ((a + b + seed).length % 3) - 1)))

describe('a place that changes alone', () => {
  it('is read off the state as all of the state would be, or not at all', () => {
    fc.assert(
      fc.property(state, state, fc.nat(9), (before, after, seed) => {
        const [sent, next] = [shuffled(before, seed), shuffled(after, seed)]
        const place = Place.in(sent, shownOf(sent))
        const hasMoved = place?.moveTo(Buffer.from(next))
        if (place) expect(place.json).toBe(shownOf(hasMoved ? next : sent))
      }),
      { numRuns: 3000 },
    )
  })

  it('is found wherever somebody points or drags, and nowhere else', () => {
    fc.assert(
      fc.property(state, place, fc.nat(9), (before, at, seed) => {
        fc.pre(
          !before['of a later build'] &&
            ((before.cursor ?? null) === null) !== ((before.drag ?? null) === null),
        )
        const there = before.cursor
          ? { ...before, cursor: at }
          : { ...before, drag: { ...before.drag!, ...at } }
        const [sent, next] = [shuffled(before, seed), shuffled(there, seed)]
        const place = Place.in(sent, shownOf(sent))
        fc.pre(place !== undefined && sent !== next)
        expect(place.moveTo(Buffer.from(sent)), 'the same again').toBe(false)
        expect(place.moveTo(Buffer.from(next))).toBe(true)
        expect(place).toMatchObject(at)
        expect(place.json).toBe(shownOf(next))
        expect(place.moveTo(Buffer.from(sent)), 'and back').toBe(true)
        expect(place.json).toBe(shownOf(sent))
      }),
      { numRuns: 3000 },
    )
  })

  it('is none in numbers that JSON would not write so, or that are not whole', () => {
    const sent = (x: string) =>
      `{"participant":"abcdefghijklmnop","stage":"themes","cursor":{"x":${x},"y":2}}`
    const place = Place.in(sent('1'), shownOf(sent('1')))!
    const moves = (json: string) => place.moveTo(Buffer.from(json))
    for (const odd of ['01', '-0', '00', '-', '1.5', '1e3', '"7"', '1000000000', ' 3', ''])
      expect(moves(sent(odd)), odd).toBe(false)
    for (let cut = 0; cut < sent('5').length; cut++)
      expect(moves(sent('5').slice(0, cut)), `${cut} bytes`).toBe(false)
    expect(moves(`${sent('5').slice(0, -1)},"typing":"x"}`)).toBe(false)
    expect(place).toMatchObject({ x: 1, y: 2 })
    expect(moves(sent('-7'))).toBe(true)
    expect(place).toMatchObject({ x: -7, y: 2 })
  })
})
