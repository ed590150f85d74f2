import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ballotSteps,
  type Ballot,
  type BallotStep,
  type SupportBallot,
} from '../../../shared/model/ballots.ts'
import type { ParticipantId, RecommendationId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/roles.ts'
import { tally, tallyDots, tallySupport, type CastBallot } from '../../../shared/model/tally.ts'

const idOf = <Id extends string>(text: string) => text.padEnd(16, '0') as Id
const voter = (n: number) => idOf<ParticipantId>(`voter${n}`)
const buses = idOf<RecommendationId>('buses')
const parks = idOf<RecommendationId>('parks')
const offered = [buses, parks]
const noSteps = { full: 0, support: 0, accept: 0, concern: 0, block: 0, unsure: 0 }

const support = (by: number, step: BallotStep, reason?: string): CastBallot => ({
  participant: voter(by),
  ballot: { choices: { [buses]: step }, ...(reason === undefined ? {} : { reasons: { [buses]: reason } }) },
})
const round = (roll: readonly ParticipantId[]) => ({
  method: 'support' as const,
  offered: offered.map((recommendation) => ({ recommendation, wording: '', addressedTo: '', themes: [] })),
  roll: [...roll],
})

const anySupportBallot: fc.Arbitrary<SupportBallot> = fc
  .record(
    { [buses]: fc.constantFrom(...ballotSteps), [parks]: fc.constantFrom(...ballotSteps) },
    { requiredKeys: [] },
  )
  .map((choices) => ({ choices: choices as SupportBallot['choices'] }))
const anyDotsBallot: fc.Arbitrary<Ballot> = fc
  .record({ [buses]: fc.nat(5), [parks]: fc.nat(5) }, { requiredKeys: [] })
  .map((dots) => ({ dots: dots as Record<RecommendationId, number> }))
const anyCasts = <B extends Ballot>(ballots: fc.Arbitrary<B>) =>
  fc.array(fc.record({ participant: fc.nat(8).map(voter), ballot: ballots }), { maxLength: 40 })

describe('tallySupport', () => {
  it('adds up to the ballots that said something about a recommendation', () => {
    fc.assert(
      fc.property(anyCasts(anySupportBallot), (casts) => {
        for (const { ballots, counts } of tallySupport(casts, offered).values()) {
          expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(ballots)
          expect(ballots).toBeLessThanOrEqual(new Set(casts.map(({ participant }) => participant)).size)
        }
      }),
    )
  })

  it('counts each voter’s last ballot, whatever they cast before', () => {
    fc.assert(
      fc.property(anyCasts(anySupportBallot), anyCasts(anySupportBallot), (before, casts) => {
        const last = new Set(casts.map(({ participant }) => participant))
        const replaced = before.filter(({ participant }) => last.has(participant))
        expect(tallySupport([...replaced, ...casts], offered)).toEqual(tallySupport(casts, offered))
      }),
    )
  })

  it('lists what nobody chose with zeros, in the order in which it was offered', () => {
    const tallied = tallySupport([support(1, 'block')], [parks, buses])
    expect([...tallied]).toEqual([
      [parks, { ballots: 0, counts: noSteps }],
      [buses, { ballots: 1, counts: { ...noSteps, block: 1 } }],
    ])
  })
})

describe('tallyDots', () => {
  it('adds up to the dots that were given in last ballots', () => {
    fc.assert(
      fc.property(anyCasts(anyDotsBallot), (casts) => {
        const last = new Map(casts.map(({ participant, ballot }) => [participant, ballot]))
        const given = [...last.values()].flatMap((ballot) =>
          'dots' in ballot ? Object.values(ballot.dots) : [],
        )
        const counted = [...tallyDots(casts, offered).values()].reduce(
          (sum, { counts }) => sum + counts.dots,
          0,
        )
        expect(counted).toBe(given.reduce((sum, dots) => sum + dots, 0))
      }),
    )
  })

  it('lists what nobody chose with no dots and no ballots', () => {
    const cast: CastBallot = { participant: voter(1), ballot: { dots: { [buses]: 2, [parks]: 0 } } }
    expect(tallyDots([cast], offered).get(parks)).toEqual({ ballots: 0, counts: { dots: 0 } })
  })
})

describe('the results of a round', () => {
  const none = {
    roleOf: () => undefined,
    counted: new Map<RecommendationId, never>(),
    askedElsewhere: new Set<RecommendationId>(),
    random: () => 0,
  }

  it('count only ballots of people on the roll, and say how many of it voted', () => {
    const results = tally({
      ...none,
      round: round([voter(1), voter(2)]),
      ballots: [support(1, 'full'), support(9, 'block')],
    })
    expect(results.get(buses)).toMatchObject({
      ballots: 1,
      voted: 1,
      rollSize: 2,
      counts: { full: 1, block: 0 },
    })
    expect(results.get(parks)).toMatchObject({ ballots: 0, voted: 1, rollSize: 2, counts: noSteps })
  })

  it.each([
    [5, 5, true],
    [4, 6, false],
    [9, 4, false],
    [0, 10, false],
  ])('with %i members and %i officers: shown by role is %s', (members, officers, isShown) => {
    const ballots = Array.from({ length: members + officers }, (_, i) => support(i, 'support'))
    const roles = new Map(
      ballots.map(({ participant }, i) => [participant, (i < members ? 'member' : 'officer') as Role]),
    )
    const roll = ballots.map(({ participant }) => participant)
    const roleOf = (id: ParticipantId) => roles.get(id)
    expect(tally({ ...none, roleOf, round: round(roll), ballots }).get(buses)?.byRole !== null).toBe(isShown)
  })

  it('are not shown by role where a single officer spoke about a recommendation, though five voted', () => {
    const roles = new Map<ParticipantId, Role>()
    const ballots = Array.from({ length: 10 }, (_, i): CastBallot => {
      roles.set(voter(i), i < 5 ? 'member' : 'officer')
      return i > 5 ? { participant: voter(i), ballot: { choices: { [parks]: 'full' } } } : support(i, 'full')
    })
    const results = tally({
      ...none,
      roleOf: (id) => roles.get(id),
      round: round([...roles.keys()]),
      ballots,
    })
    expect(results.get(buses)?.byRole).toBeNull()
  })

  it('give reasons with concerns first, in an order that does not follow the casting', () => {
    const steps: BallotStep[] = ['full', 'concern', 'unsure', 'block', 'concern', 'support']
    const ballots = steps.map((step, i) => support(i, step, `reason ${i}`))
    const roll = ballots.map(({ participant }) => participant)
    const orders = new Set<string>()
    fc.assert(
      fc.property(
        fc.array(
          fc.nat(999).map((n) => n / 1000),
          { minLength: 6, maxLength: 6 },
        ),
        (numbers) => {
          const drawn = numbers.values()
          const random = () => drawn.next().value ?? 0
          const reasons = tally({ ...none, random, round: round(roll), ballots }).get(buses)?.reasons ?? []
          expect(reasons.map(({ step }) => step).slice(0, 3)).toEqual(['block', 'concern', 'concern'])
          expect(reasons.map(({ text }) => text).sort()).toEqual(steps.map((_, i) => `reason ${i}`))
          orders.add(reasons.map(({ text }) => text).join())
        },
      ),
    )
    expect(orders.size).toBeGreaterThan(2)
  })

  it('leave out reasons without a word', () => {
    const results = tally({ ...none, round: round([voter(1)]), ballots: [support(1, 'block', '   ')] })
    expect(results.get(buses)?.reasons).toEqual([])
  })
})
