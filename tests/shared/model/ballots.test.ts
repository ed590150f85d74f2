import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { ballotSchema, refuseBallot, type Ballot, type RoundRules } from '../../../shared/model/ballots.ts'
import { limits } from '../../../shared/model/limits.ts'
import type { ParticipantId, RecommendationId } from '../../../shared/model/ids.ts'

const ana = 'ana0000000000000' as ParticipantId
const ben = 'ben0000000000000' as ParticipantId
const buses = 'buses00000000000' as RecommendationId
const parks = 'parks00000000000' as RecommendationId

const support: RoundRules = {
  method: 'support',
  dotsEach: null,
  offered: [{ recommendation: buses }],
  roll: [ana],
  state: { is: 'open' },
}
const dots: RoundRules = {
  ...support,
  method: 'dots',
  dotsEach: 3,
  offered: [{ recommendation: buses }, { recommendation: parks }],
}
const forBuses: Ballot = { choices: { [buses]: 'support' } }

describe('a ballot', () => {
  it('counts when its voter is on the roll of an open round that asks about this', () => {
    expect(refuseBallot(support, ana, forBuses)).toBeUndefined()
    expect(refuseBallot(dots, ana, { dots: { [buses]: 2, [parks]: 1 } })).toBeUndefined()
  })

  it('may leave everything out', () => {
    expect(refuseBallot(support, ana, { choices: {} })).toBeUndefined()
    expect(refuseBallot(dots, ana, { dots: {} })).toBeUndefined()
  })

  it.each<[string, RoundRules, ParticipantId, Ballot]>([
    ['round-closed', { ...support, state: { is: 'closed' } }, ana, forBuses],
    ['not-on-the-roll', support, ben, forBuses],
    ['not-offered', support, ana, { choices: { [parks]: 'full' } }],
    ['not-offered', support, ana, { choices: {}, reasons: { [parks]: 'Because' } }],
    ['not-offered', { ...dots, offered: [{ recommendation: buses }] }, ana, { dots: { [parks]: 1 } }],
    ['wrong-method', support, ana, { dots: { [buses]: 1 } }],
    ['wrong-method', dots, ana, forBuses],
    ['too-many-dots', dots, ana, { dots: { [buses]: 2, [parks]: 2 } }],
  ])('is refused as %s', (refusal, round, voter, ballot) => {
    expect(refuseBallot(round, voter, ballot)).toBe(refusal)
  })

  it('is not a ballot with a step that is none, half a dot, fewer than no dots, a long reason, or both methods', () => {
    const none: unknown[] = [
      { choices: { [buses]: 'love' } },
      { dots: { [buses]: 0.5 } },
      { dots: { [buses]: -1 } },
      { choices: {}, reasons: { [buses]: 'x'.repeat(limits.reasonCharacters + 1) } },
      { choices: {}, dots: {} },
      { choices: { short: 'full' } },
      {},
    ]
    for (const value of none)
      expect(v.is(ballotSchema, value), JSON.stringify(value).slice(0, 60)).toBe(false)
  })
})
