import { mayStandApart, refuseBallot, sumOf, type Ballot } from '../../shared/model/ballots.ts'
import type { RecommendationId, RoundId } from '../../shared/model/ids.ts'
import type { Counted } from '../storage/Storage.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'
import { isRefused, refused, type Refused } from './refused.ts'
import { openRoundOf, readOpenRound } from './rounds.ts'
import { turnoutOf } from './turnout.ts'

export type BallotState = { readonly ballot: Ballot | null; readonly voted: number; readonly of: number }

/** Casts one's ballot, in place of an earlier one. What it resolves is on disk. */
export async function castBallot(
  parts: BoardParts,
  actor: PersonHere,
  id: RoundId,
  ballot: Ballot,
): Promise<BallotState | Refused> {
  return parts.roundLock.run(id, async () => {
    const round = await readOpenRound(parts, actor.board, id)
    if (isRefused(round)) return round
    const refusal = refuseBallot(round, actor.participant, ballot)
    if (refusal) return refused(refusal)
    const { isFirst, voted } = await parts.storage.putBallot(actor.board, id, actor.participant, ballot)
    const turnout = { voted, of: round.roll.length }
    // That somebody has changed their mind is nobody's business.
    if (isFirst) await parts.rooms.notify(actor.board, { is: 'turnout', round: id, ...turnout })
    return { ballot, ...turnout }
  })
}

/**
 * One's own ballot, while the round is open; null when one has not voted. Null also for whoever was made one of two
 * by a facilitator: two browsers act as them, and it may have been the other that cast it.
 */
export async function readBallot(
  parts: BoardParts,
  actor: PersonHere,
  id: RoundId,
): Promise<BallotState | Refused> {
  const { round, isOneOfTwo } = await parts.rooms.read(actor.board, (_, document) => ({
    round: openRoundOf(document, id),
    isOneOfTwo: [...document.tables.people.values()].some(
      ({ state }) => state.is === 'merged' && state.into === actor.participant,
    ),
  }))
  if (isRefused(round)) return round
  const ballot = isOneOfTwo ? undefined : await parts.storage.ballot(id, actor.participant)
  return { ballot: ballot ?? null, ...(await turnoutOf(parts, id, round)) }
}

/**
 * Enters hands or papers that were counted in the room, in place of an earlier count. They are shown apart from the
 * ballots, so they must be those of enough people to hide among, or of nobody.
 */
export async function enterCounted(
  parts: BoardParts,
  actor: PersonHere,
  id: RoundId,
  recommendation: RecommendationId,
  counted: Counted,
): Promise<Refused | undefined> {
  if (actor.role !== 'facilitator') return refused('facilitators-only')
  return parts.roundLock.run(id, async () => {
    const round = await readOpenRound(parts, actor.board, id)
    if (isRefused(round)) return round
    if (round.method !== 'support') return refused('wrong-method')
    if (!round.offered.some((item) => item.recommendation === recommendation)) return refused('not-offered')
    if (!mayStandApart(sumOf(counted.counts))) return refused('too-few-to-show')
    await parts.storage.putCounted(actor.board, id, recommendation, counted)
    return undefined
  })
}

/** What was counted in the room so far, while the round is open. */
export async function readCounted(
  parts: BoardParts,
  actor: PersonHere,
  id: RoundId,
): Promise<ReadonlyMap<RecommendationId, Counted> | Refused> {
  if (actor.role !== 'facilitator') return refused('facilitators-only')
  const round = await readOpenRound(parts, actor.board, id)
  return isRefused(round) ? round : parts.storage.counted(id)
}
