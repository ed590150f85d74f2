import fc from 'fast-check'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { predicateOf } from '../../../shared/model/predicate.ts'
import { tables } from '../../../shared/model/tables.ts'
import { tableNames } from '../../../shared/model/tableNames.ts'
import { exampleState } from '../../support/exampleState.ts'

/** Values a little beside a right one: a field left out, one too many, one of another kind or size. */
const beside = (row: unknown) =>
  fc.tuple(fc.nat(50), fc.jsonValue()).map(([at, other]) => {
    if (typeof row !== 'object' || row === null) return other
    const fields = Object.entries(row)
    const i = at % (fields.length + 1)
    const [key] = fields[i] ?? ['extra']
    return at % 3 === 0
      ? Object.fromEntries(fields.filter((_, n) => n !== i))
      : { ...row, [key]: at % 3 === 1 ? other : 'x'.repeat(at * 500) }
  })

const state = exampleState()

it.each(tableNames)('says of rows and keys of %s what valibot says', (table) => {
  const { key, row } = tables[table]
  const [isKey, isRow] = [predicateOf(key), predicateOf(row)]
  const known = [...(state[table] as ReadonlyMap<string, unknown>)].slice(0, 20)
  for (const [right, value] of known) expect([isKey(right), isRow(value)]).toEqual([true, true])
  const values = fc.oneof(fc.jsonValue(), ...known.map(([, value]) => beside(value)))
  const keys = fc.oneof(
    fc.string(),
    ...known.map(([right]) => fc.constantFrom(`${right}x`, right.slice(1), `/${right}`)),
  )
  fc.assert(
    fc.property(values, keys, (value, text) => {
      expect(isRow(value)).toBe(v.is(row, value))
      expect(isKey(text)).toBe(v.is(key, text))
    }),
    { numRuns: 400 },
  )
})

it('leaves to valibot what it does not know', () => {
  const even = v.pipe(v.bigint(), v.minValue(2n))
  expect(predicateOf(even)(2n)).toBe(true)
  expect(predicateOf(even)(1n)).toBe(false)
})
