import * as v from 'valibot'
import { recommendationId, type ParticipantId, type RecommendationId } from './ids.ts'
import { limits } from './limits.ts'

/** The five steps of support, strongest first, and apart from them "I don't know". */
export const supportSteps = ['full', 'support', 'accept', 'concern', 'block'] as const
export const ballotSteps = [...supportSteps, 'unsure'] as const
export type BallotStep = (typeof ballotSteps)[number]

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
export const ballotStepCounts = v.strictObject({
  full: count,
  support: count,
  accept: count,
  concern: count,
  block: count,
  unsure: count,
})
/** How many of the voters chose each step. */
export type StepCounts = v.InferOutput<typeof ballotStepCounts>
export const dotCounts = v.strictObject({ dots: count })
export type DotCounts = v.InferOutput<typeof dotCounts>

const supportBallot = v.strictObject({
  choices: v.record(recommendationId, v.picklist(ballotSteps)),
  reasons: v.optional(v.record(recommendationId, v.pipe(v.string(), v.maxLength(limits.reasonCharacters)))),
})
const dotsBallot = v.strictObject({ dots: v.record(recommendationId, count) })
/** One participant's choices in one round. Leaving a recommendation out is allowed. */
export const ballotSchema = v.union([supportBallot, dotsBallot])
export type SupportBallot = v.InferOutput<typeof supportBallot>
type DotsBallot = v.InferOutput<typeof dotsBallot>
export type Ballot = SupportBallot | DotsBallot

/** What one ballot says about one recommendation; one dot of it, in a round of dots. */
export type CastChoice = { readonly recommendation: RecommendationId; readonly choice: BallotStep | 'dot' }

/**
 * What a ballot says, taken apart, so that its parts can be kept without each other. Dots come one by one: "three
 * here" beside "two there" would join the two again for anyone who knows that each voter had five.
 */
export function choicesIn(ballot: Ballot): CastChoice[] {
  if ('choices' in ballot)
    return entriesOf(ballot.choices).map(([recommendation, choice]) => ({ recommendation, choice }))
  return entriesOf(ballot.dots).flatMap(([recommendation, dots]) =>
    Array.from({ length: dots }, () => ({ recommendation, choice: 'dot' as const })),
  )
}

const entriesOf = <T>(record: Readonly<Record<RecommendationId, T>>) =>
  Object.entries(record) as [RecommendationId, T][]

export type CastRefusal =
  'round-closed' | 'not-on-the-roll' | 'not-offered' | 'wrong-method' | 'too-many-dots'

/** What a ballot is judged by. */
export type RoundRules = {
  readonly method: 'support' | 'dots'
  readonly dotsEach: number | null
  readonly offered: readonly { readonly recommendation: RecommendationId }[]
  readonly roll: readonly ParticipantId[]
  readonly state: { readonly is: 'open' } | { readonly is: 'closed' }
}

/** Why this participant's ballot is refused in this round, or undefined when it counts. */
export function refuseBallot(
  round: RoundRules,
  voter: ParticipantId,
  ballot: Ballot,
): CastRefusal | undefined {
  if (round.state.is === 'closed') return 'round-closed'
  if (!round.roll.includes(voter)) return 'not-on-the-roll'
  const offered = new Set(round.offered.map((item) => item.recommendation))
  if ('dots' in ballot) {
    if (round.method !== 'dots') return 'wrong-method'
    if (Object.keys(ballot.dots).some((id) => !offered.has(id as RecommendationId))) return 'not-offered'
    const spent = Object.values(ballot.dots).reduce((sum, dots) => sum + dots, 0)
    return spent > (round.dotsEach ?? 0) ? 'too-many-dots' : undefined
  }
  if (round.method !== 'support') return 'wrong-method'
  const named = [...Object.keys(ballot.choices), ...Object.keys(ballot.reasons ?? {})]
  return named.every((id) => offered.has(id as RecommendationId)) ? undefined : 'not-offered'
}

/** Fewer ballots than this cannot be secret: whoever knows two of four knows nearly all. */
export const FEWEST_FOR_SECRECY = 5

/** Whether what so many people chose may be shown by itself: nobody's, or that of enough people to hide among. */
export const mayStandApart = (people: number): boolean => people === 0 || people >= FEWEST_FOR_SECRECY

/** How many people a count of steps speaks of. */
export const sumOf = (counts: StepCounts): number => Object.values(counts).reduce((sum, n) => sum + n, 0)
