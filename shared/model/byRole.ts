import { mayStandApart, sumOf } from './ballots.ts'
import type { ParticipantId } from './ids.ts'
import type { Role } from './roles.ts'
import type { Result } from './tables.ts'

/** The roles whose votes may be shown apart. */
const votingRoles = ['member', 'officer'] as const

/** A vote that was held on the same before: as it was published, with those who could take part. */
export type EarlierVote = {
  readonly roll: readonly ParticipantId[]
  readonly result: Pick<Result, 'ballots' | 'byRole'>
}

/** A vote that is about to be published. */
export type VoteNow = {
  readonly roll: readonly ParticipantId[]
  /** How many of each role said something about the recommendation. */
  readonly spoke: Readonly<Record<(typeof votingRoles)[number], number>>
  /** How many did so in all, those included who are neither member nor officer by now. */
  readonly ballots: number
}

/**
 * Whether counts by role may be published: only where nobody can work out from them, and from all that was
 * published before, what fewer than five people chose. That is so when
 *
 * - members and officers are five or more each, and so is the rest, which is what remains when both are taken from
 *   the whole, unless there is no rest (someone whose role changed while the round was open);
 * - beside each earlier vote on the same, each role's voters are the same or differ by five or more; and neither is
 *   nearly the whole of an earlier vote, whose rest would then stand alone.
 *
 * Who voted is known nowhere after a round; so groups are compared by the roll, with the roles of now, and by
 * their numbers. `docs/decisions/034` has the reasoning, and what no rule can hide.
 */
export function mayShowByRole(
  now: VoteNow,
  earlier: readonly EarlierVote[],
  roleOf: (participant: ParticipantId) => Role | undefined,
): boolean {
  const { member, officer } = now.spoke
  if (member === 0 || officer === 0) return false
  if (![member, officer, now.ballots - member - officer].every(mayStandApart)) return false
  return earlier.every((vote) =>
    votingRoles.every((role) => {
      const ofRole = now.roll.filter((id) => roleOf(id) === role)
      const before = vote.roll.filter((id) => roleOf(id) === role)
      const spokeBefore = vote.result.byRole ? spokeIn(vote.result.byRole[role]) : undefined
      const distances = [
        distance(ofRole, before),
        distance(ofRole, vote.roll),
        Math.abs(now.spoke[role] - vote.result.ballots),
        ...(vote.result.byRole
          ? [spokeBefore === undefined ? 1 : Math.abs(now.spoke[role] - spokeBefore)]
          : []),
      ]
      return distances.every(mayStandApart)
    }),
  )
}

/** How many people's choices a published count holds; unknown for dots, of which one person gives several. */
const spokeIn = (counts: NonNullable<Result['byRole']>['member']): number | undefined =>
  'dots' in counts ? undefined : sumOf(counts)

/** How many are in one of two groups and not in the other. */
function distance(a: readonly ParticipantId[], b: readonly ParticipantId[]): number {
  const [inA, inB] = [new Set(a), new Set(b)]
  return a.filter((id) => !inB.has(id)).length + b.filter((id) => !inA.has(id)).length
}
