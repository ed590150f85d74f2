import {
  mayStandApart,
  sumOf,
  type Ballot,
  type BallotStep,
  type DotCounts,
  type StepCounts,
} from './ballots.ts'
import { areGroupsLargeEnough } from './byRole.ts'
import type { ParticipantId, RecommendationId } from './ids.ts'
import type { Role } from './roles.ts'
import type { Result, Round } from './tables.ts'

/** One participant's ballot, as it was cast. */
export type CastBallot = { readonly participant: ParticipantId; readonly ballot: Ballot }

/** What the ballots say about one recommendation. */
export type Tally<Counts> = {
  /** Ballots that said anything about it. */
  readonly ballots: number
  readonly counts: Counts
}

const noSteps: StepCounts = { full: 0, support: 0, accept: 0, concern: 0, block: 0, unsure: 0 }

/**
 * Counts how many chose each step, for each recommendation.
 *
 * A participant's last ballot replaces their earlier ones, so changing one's mind never counts twice.
 * Recommendations nobody spoke about are listed with zeros: a report must not make them vanish.
 * @param ballots oldest first; ballots of the other method count for nothing
 * @param offered what was put to the vote; the tally keeps this order
 */
export function tallySupport(
  ballots: readonly CastBallot[],
  offered: readonly RecommendationId[],
): Map<RecommendationId, Tally<StepCounts>> {
  const last = lastBallots(ballots)
  return new Map(
    offered.map((id) => {
      const steps = last.flatMap(({ ballot }) => ('choices' in ballot ? (ballot.choices[id] ?? []) : []))
      const counts = { ...noSteps }
      for (const step of steps) counts[step]++
      return [id, { ballots: steps.length, counts }]
    }),
  )
}

/**
 * Counts the dots each recommendation received. As {@link tallySupport}: last ballots only, the order of what was
 * offered, and zeros for what nobody chose. A ballot that gives a recommendation no dots says nothing about it.
 */
export function tallyDots(
  ballots: readonly CastBallot[],
  offered: readonly RecommendationId[],
): Map<RecommendationId, Tally<DotCounts>> {
  const last = lastBallots(ballots)
  return new Map(
    offered.map((id) => {
      const given = last
        .flatMap(({ ballot }) => ('dots' in ballot ? (ballot.dots[id] ?? []) : []))
        .filter((dots) => dots > 0)
      return [id, { ballots: given.length, counts: { dots: given.reduce((sum, dots) => sum + dots, 0) } }]
    }),
  )
}

/** What a tally is made from besides the ballots. */
export type TallyInput = {
  readonly round: Pick<Round, 'method' | 'offered' | 'roll'>
  /** Oldest first. Only ballots of people on the roll count. */
  readonly ballots: readonly CastBallot[]
  readonly roleOf: (participant: ParticipantId) => Role | undefined
  /** Hands or papers counted in the room. */
  readonly counted: ReadonlyMap<RecommendationId, NonNullable<Result['counted']>>
  /** Those of the round's recommendations that `askedElsewhere` of byRole.ts gives. */
  readonly askedElsewhere: ReadonlySet<RecommendationId>
  /** A number from 0 up to, not with, 1; decides the order of reasons. */
  readonly random: () => number
}

/**
 * The published results of a round, one for each recommendation that was put to the vote, in that order.
 *
 * Counts by role stand there only for support, where the groups are large enough and the same is asked nowhere else: a
 * ballot that leaves a recommendation out hides nobody there. Of dots each voter has so many, so that those for one
 * recommendation could be had from those for the others. Hands or papers of fewer than five people are left out,
 * since they stand apart from the ballots.
 */
export function tally(input: TallyInput): Map<RecommendationId, Result> {
  const onRoll = new Set(input.round.roll)
  const ballots = lastBallots(input.ballots).filter(({ participant }) => onRoll.has(participant))
  const offered = input.round.offered.map(({ recommendation }) => recommendation)
  const count: (
    ballots: readonly CastBallot[],
    offered: readonly RecommendationId[],
  ) => ReadonlyMap<RecommendationId, Tally<StepCounts | DotCounts>> =
    input.round.method === 'support' ? tallySupport : tallyDots
  const ofRole = (role: Role) =>
    count(
      ballots.filter(({ participant }) => input.roleOf(participant) === role),
      offered,
    )
  const all = count(ballots, offered)
  const members = ofRole('member')
  const officers = ofRole('officer')
  return new Map(
    offered.map((id) => {
      const { ballots: spoke, counts } = tallyOf(all, id)
      const member = tallyOf(members, id)
      const officer = tallyOf(officers, id)
      const isSplit =
        input.round.method === 'support' &&
        !input.askedElsewhere.has(id) &&
        areGroupsLargeEnough({ all: spoke, member: member.ballots, officer: officer.ballots })
      const counted = input.counted.get(id)
      return [
        id,
        {
          ballots: spoke,
          counts,
          byRole: isSplit ? { member: member.counts, officer: officer.counts } : null,
          counted: counted && mayStandApart(sumOf(counted.counts)) ? counted : null,
          reasons: reasonsFor(id, ballots, input.random),
          voted: ballots.length,
          rollSize: input.round.roll.length,
        },
      ]
    }),
  )
}

function tallyOf<Counts>(
  tallies: ReadonlyMap<RecommendationId, Tally<Counts>>,
  id: RecommendationId,
): Tally<Counts> {
  const found = tallies.get(id)
  if (!found) throw new Error(`a tally has every recommendation that was offered, but not ${id}`)
  return found
}

/**
 * The ballots that count: those of people on the roll, and for people who were made one with somebody there, that
 * one's, unless they have voted themselves. What a crash left of a merge or a striking is thereby counted rightly.
 * @param standsFor whom a participant was merged into; themselves if they were not
 */
export function ballotsThatCount(
  roll: readonly ParticipantId[],
  ballots: readonly CastBallot[],
  standsFor: (participant: ParticipantId) => ParticipantId,
): CastBallot[] {
  const onRoll = new Set(roll)
  const counting = new Map<ParticipantId, CastBallot>()
  const isOwn = ({ participant }: CastBallot) => onRoll.has(participant)
  for (const cast of ballots.filter(isOwn)) counting.set(cast.participant, cast)
  for (const { participant, ballot } of ballots.filter((cast) => !isOwn(cast))) {
    const kept = standsFor(participant)
    if (onRoll.has(kept) && !counting.has(kept)) counting.set(kept, { participant: kept, ballot })
  }
  return [...counting.values()]
}

/** The last ballot of each participant. A new place in the order would tell nothing and is not given. */
function lastBallots(ballots: readonly CastBallot[]): CastBallot[] {
  return [...new Map(ballots.map((cast) => [cast.participant, cast])).values()]
}

/** Concerns come first, the gravest before: they are what the group must hear. */
const heardFirst: readonly BallotStep[] = ['block', 'concern']

/** Reasons without names, shuffled within their group, so that no order tells who voted when. */
function reasonsFor(
  id: RecommendationId,
  ballots: readonly CastBallot[],
  random: () => number,
): Result['reasons'] {
  const reasons = ballots.flatMap(({ ballot }) => {
    if (!('choices' in ballot)) return []
    const text = ballot.reasons?.[id]?.trim() ?? ''
    // A reason without a choice is kept, as one that belongs to no step of support.
    return text === '' ? [] : [{ step: ballot.choices[id] ?? 'unsure', text }]
  })
  const shuffled = shuffle(reasons, random)
  const rank = ({ step }: { step: BallotStep }) =>
    heardFirst.includes(step) ? heardFirst.indexOf(step) : heardFirst.length
  return shuffled.sort((a, b) => rank(a) - rank(b))
}

/** Fisher and Yates's shuffle, as in Knuth, The Art of Computer Programming 2, 3.4.2, algorithm P. */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items]
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = shuffled[i] as T
    shuffled[i] = shuffled[j] as T
    shuffled[j] = held
  }
  return shuffled
}
