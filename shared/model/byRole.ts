import { mayStandApart } from './ballots.ts'
import type { RecommendationId } from './ids.ts'
import type { Round } from './tables.ts'

/** The ballots that said something about a recommendation. */
export type Spoke = {
  /** In all, those included who are neither member nor officer by now. */
  readonly all: number
  readonly member: number
  readonly officer: number
}

/**
 * Whether counts by role hide each person among at least five: members and officers are five or more each, and so is
 * the rest, which is what remains when both are taken from the whole, unless there is no rest (someone whose role
 * changed while the round was open).
 */
export const areGroupsLargeEnough = ({ all, member, officer }: Spoke): boolean =>
  member > 0 && officer > 0 && [member, officer, all - member - officer].every(mayStandApart)

/**
 * The recommendations of a round that are asked about at another place too: in another round, open or closed, or
 * twice in this one. The same is asked by the same recommendation, and by one with the same words.
 *
 * They get no counts by role. Beside another count of nearly the same people these would give away, by taking one
 * from the other, what the few chose who are in one alone; and who voted is known nowhere after a round.
 * `docs/decisions/034` has the reasoning.
 * @param rounds all rounds of the board, this one among them
 */
export function askedElsewhere(
  { offered }: Pick<Round, 'offered'>,
  rounds: readonly Pick<Round, 'offered'>[],
): ReadonlySet<RecommendationId> {
  const everything = rounds.flatMap((round) => round.offered)
  const isAskedOnce = ({ recommendation, wording }: Offered) =>
    everything.filter(
      (item) => item.recommendation === recommendation || wordsOf(item.wording) === wordsOf(wording),
    ).length === 1
  return new Set(offered.filter((item) => !isAskedOnce(item)).map(({ recommendation }) => recommendation))
}

type Offered = Round['offered'][number]

/** What remains of a wording when its case, its spaces and its punctuation do not count. */
const wordsOf = (wording: string): string =>
  wording
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
