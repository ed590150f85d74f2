import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ballotSteps, type Ballot } from '../../../shared/model/ballots.ts'
import { askedElsewhere } from '../../../shared/model/byRole.ts'
import type { ParticipantId, RecommendationId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/roles.ts'
import type { Round } from '../../../shared/model/tables.ts'
import { tally, type CastBallot } from '../../../shared/model/tally.ts'

const voter = (n: number) => `voter${n}`.padEnd(16, '0') as ParticipantId
const recommendation = (name: string) => name.padEnd(16, '0') as RecommendationId
const offer = (id: RecommendationId, wording: string): Round['offered'][number] => ({
  recommendation: id,
  wording,
  addressedTo: '',
  themes: [],
})

const VOTERS = 16
/** Two recommendations, and a third that asks what the first does, with other punctuation. */
const questions = [
  { id: recommendation('buses'), wording: 'Run a bus after ten.', asks: 'buses' },
  { id: recommendation('parks'), wording: 'Open the park.', asks: 'parks' },
  { id: recommendation('again'), wording: ' run a bus, after ten', asks: 'buses' },
] as const

/** Whose choices a published count adds up: by voter 1 or 0. */
type Published = { readonly of: readonly number[]; readonly isByRole: boolean }

/** One round as it might go: who asks what, who is what by then, and who speaks about which. */
const anyRound = fc.record({
  method: fc.constantFrom('support' as const, 'support' as const, 'dots' as const),
  offered: fc.uniqueArray(fc.constantFrom(0, 1, 2), { minLength: 1 }),
  roles: fc.array(fc.constantFrom<Role>('member', 'member', 'officer', 'officer', 'observer'), {
    minLength: VOTERS,
    maxLength: VOTERS,
  }),
  // Nearly all speak about nearly everything: the few who do not are who could be found out.
  silent: fc.array(fc.tuple(fc.nat(VOTERS - 1), fc.nat(2)), { maxLength: 5 }),
})

/** A group under five whose choices are a sum or difference of up to three published counts, one of them by role. */
function smallGroupIn(published: readonly Published[]): readonly number[] | undefined {
  const signs = [1, -1]
  const terms = published.flatMap((count) => signs.map((sign) => ({ count, sign })))
  const sums = (chosen: readonly (typeof terms)[number][]) =>
    Array.from({ length: VOTERS }, (_, i) =>
      chosen.reduce((sum, { count, sign }) => sum + sign * (count.of[i] ?? 0), 0),
    )
  const leaks = (chosen: readonly (typeof terms)[number][]) => {
    if (!chosen.some(({ count }) => count.isByRole)) return undefined
    const sum = sums(chosen)
    const isGroup = sum.every((n) => n === 0 || n === 1)
    const size = sum.filter((n) => n !== 0).length
    return isGroup && size > 0 && size < 5 ? sum : undefined
  }
  for (const [i, a] of terms.entries()) {
    for (const [j, b] of terms.slice(i).entries()) {
      for (const c of [undefined, ...terms.slice(i + j)]) {
        const found = leaks([a]) ?? leaks([a, b]) ?? (c && leaks([a, b, c]))
        if (found) return found
      }
    }
  }
  return undefined
}

describe('counts by role', () => {
  it('give no group under five away, with all that was published before, whatever rounds there were', () => {
    let shown = 0
    fc.assert(
      fc.property(fc.array(anyRound, { minLength: 1, maxLength: 4 }), (rounds) => {
        const published = new Map<string, Published[]>()
        const held = rounds.map(({ method, offered }) => ({
          method,
          offered: offered.map((i) => offer(questions[i].id, questions[i].wording)),
        }))
        for (const [at, { method, offered, roles, silent }] of rounds.entries()) {
          const roleOf = (id: ParticipantId) => roles[Number(id.slice(5, 7)) - 10]
          const speaks = (v: number, q: number) => !silent.some(([who, what]) => who === v && what === q)
          const ballots: CastBallot[] = roles.map((_, v) => {
            const about = offered.filter((q) => speaks(v, q)).map((q) => questions[q].id)
            const ballot: Ballot =
              method === 'support'
                ? { choices: Object.fromEntries(about.map((id) => [id, 'full'])) }
                : { dots: Object.fromEntries(about.map((id) => [id, 1])) }
            return { participant: voter(v + 10), ballot }
          })
          const round = { ...held[at]!, roll: ballots.map(({ participant }) => participant) }
          const results = tally({
            round,
            ballots,
            roleOf,
            counted: new Map(),

            askedElsewhere: askedElsewhere(round, held.slice(0, at + 1)),
            random: () => 0,
          })
          for (const q of offered) {
            const { id, asks } = questions[q]
            const those = (isOne: (v: number) => boolean) =>
              roles.map((_, v) => (speaks(v, q) && isOne(v) ? 1 : 0))
            const before = published.get(asks) ?? []
            before.push({ of: those(() => true), isByRole: false })
            if (results.get(id)?.byRole) {
              shown++
              for (const role of ['member', 'officer'])
                before.push({ of: those((v) => roles[v] === role), isByRole: true })
            }
            published.set(asks, before)
          }
          // Later totals cannot be held back (decision 034); so what was shown by role is looked at as it is published.
          for (const q of offered) {
            const { id, asks } = questions[q]
            if (results.get(id)?.byRole) expect(smallGroupIn(published.get(asks) ?? [])).toBeUndefined()
          }
        }
      }),
      { numRuns: 4000 },
    )
    // The rule is not kept by never showing anything.
    expect(shown).toBeGreaterThan(100)
  })

  it('are shown where something is asked once, and nowhere where it is asked twice', () => {
    const [buses, parks, again] = questions.map(({ id, wording }) => offer(id, wording))
    const asked = (round: Round['offered'], ...others: Round['offered'][]) => [
      ...askedElsewhere(
        { offered: round },
        [round, ...others].map((offered) => ({ offered })),
      ),
    ]
    expect(asked([buses!, parks!])).toEqual([])
    expect(asked([buses!, parks!], [parks!])).toEqual([parks!.recommendation])
    expect(asked([buses!], [again!])).toEqual([buses!.recommendation])
    expect(asked([buses!, again!, parks!])).toEqual([buses!.recommendation, again!.recommendation])
    const reworded = offer(buses!.recommendation, 'Run a tram after ten.')
    expect(asked([reworded], [buses!])).toEqual([buses!.recommendation])
  })

  it('apart, results are the same whoever cast which ballot: so no report in any format can tell', () => {
    const steps = fc.constantFrom(...ballotSteps)
    const anyBallots = fc.array(
      fc.record({ step: steps, reason: fc.constantFrom('', 'Who pays?', 'Good') }),
      {
        minLength: 9,
        maxLength: 9,
      },
    )
    const { id, wording } = questions[0]
    fc.assert(
      fc.property(
        anyBallots,
        fc.shuffledSubarray([...Array(9).keys()], { minLength: 9 }),
        (chosen, order) => {
          const published = (places: readonly number[]) => {
            const ballots = places.map((place, v): CastBallot => {
              const { step, reason } = chosen[place]!
              return {
                participant: voter(v + 10),
                ballot: { choices: { [id]: step }, reasons: { [id]: reason } },
              }
            })
            const round = {
              method: 'support' as const,
              offered: [offer(id, wording)],
              roll: ballots.map(({ participant }) => participant),
            }
            const result = tally({
              round,
              ballots,
              // Five members and four officers: one too few.
              roleOf: (participant) =>
                ballots.slice(0, 5).some((b) => b.participant === participant) ? 'member' : 'officer',
              counted: new Map(),
              askedElsewhere: new Set(),
              random: () => 0,
            }).get(id)!
            return { ...result, reasons: result.reasons.map(({ step, text }) => `${step} ${text}`).sort() }
          }
          expect(published(order)).toEqual(published([...order.keys()]))
        },
      ),
    )
  })
})
