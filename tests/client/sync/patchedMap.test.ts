import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedKeys, patched } from '../../../client/sync/patchedMap.ts'

const key = fc.integer({ min: 0, max: 120 })
const changes = fc.array(fc.tuple(key, fc.option(fc.nat(), { nil: undefined })), { maxLength: 30 })

describe('a patched map', () => {
  it('holds what a map of its own would, and what it was made of stays as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat())), fc.array(changes, { maxLength: 12 }), (first, steps) => {
        const plain = new Map(first)
        let map: ReadonlyMap<number, number> = new Map(first)
        for (const step of steps) {
          const before = map
          const heldBefore = [...before]
          map = patched(map, new Map(step))
          for (const [changed, value] of new Map(step)) {
            if (value === undefined) plain.delete(changed)
            else plain.set(changed, value)
          }
          expect(new Map(map)).toEqual(plain)
          expect(map.size).toBe(plain.size)
          expect([...map.keys()].every((held) => map.has(held) && map.get(held) === plain.get(held))).toBe(
            true,
          )
          expect([...map.values()].sort()).toEqual([...plain.values()].sort())
          const visited = new Map<number, number>()
          map.forEach((value, at) => visited.set(at, value))
          expect(visited).toEqual(plain)
          for (let absent = 121; absent < 125; absent++) expect(map.has(absent)).toBe(false)
          expect([...before]).toEqual(heldBefore)
        }
      }),
    )
  })

  it('says by which keys it differs from the one before, and of an older one or another nothing', () => {
    const first = new Map([
      ['bus', 1],
      ['clinic', 2],
    ])
    const second = patched(first, new Map([['bus', 3]]))
    const third = patched(second, new Map([['park', undefined]]))
    expect([...changedKeys(first, first)!]).toEqual([])
    expect([...changedKeys(second, first)!]).toEqual(['bus'])
    expect([...changedKeys(third, second)!]).toEqual(['park'])
    expect(changedKeys(third, first)).toBeUndefined()
    expect(changedKeys(second, third)).toBeUndefined()
    expect(changedKeys(first, undefined)).toBeUndefined()
    expect(changedKeys(second, new Map(first))).toBeUndefined()
  })

  it('still says so when so much has changed that it was put together anew', () => {
    const first = new Map([['bus', 0]])
    const many = patched(first, new Map(Array.from({ length: 200 }, (_, i) => [`note ${i}`, i])))
    expect([...changedKeys(many, first)!]).toHaveLength(200)
    const next = patched(many, new Map([['bus', undefined]]))
    expect([...changedKeys(next, many)!]).toEqual(['bus'])
    expect(next.size).toBe(200)
  })
})
