import { randomInt } from 'node:crypto'
import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import { choicesIn } from '../../shared/model/ballots.ts'
import { askedElsewhere } from '../../shared/model/byRole.ts'
import type { ParticipantId, RoundId } from '../../shared/model/ids.ts'
import type { Round } from '../../shared/model/tables.ts'
import { ballotsThatCount, tally, type CastBallot } from '../../shared/model/tally.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'
import { isRefused, refused, type Refused } from './refused.ts'
import { openRoundOf } from './rounds.ts'

/**
 * Closes a round: its results go into the document together with its end, then its ballots are destroyed.
 *
 * From the first on the round is over, whatever happens: should the second fail, it is done as soon as it can be
 * ({@link BoardParts.finishRounds}), and nobody can vote or close again meanwhile.
 * @param notVoted how many had not voted when the facilitator was asked; another number now is refused, so that
 *   they are asked again. Undefined to close whatever the number.
 */
export async function closeRound(
  parts: BoardParts,
  actor: PersonHere,
  id: RoundId,
  notVoted: number | undefined,
): Promise<Refused | undefined> {
  if (actor.role !== 'facilitator') return refused('facilitators-only')
  const { storage, rooms } = parts
  return parts.roundLock.run(id, async () => {
    const cast = await storage.ballots(id)
    const counted = await storage.counted(id)
    const closing = rooms.write(actor.board, (document) => {
      const round = openRoundOf(document, id)
      if (isRefused(round)) return round
      const counting = countingIn(document, round, cast)
      const notVotedNow = round.roll.length - counting.length
      if (notVoted !== undefined && notVoted !== notVotedNow)
        return refused('turnout-changed', { notVoted: notVotedNow })
      const roleOf = (participant: ParticipantId) => rowOf(document, 'people', participant)?.role
      const rounds = [...document.tables.rounds.values()]
      const results = tally({
        round,
        ballots: counting,
        roleOf,
        counted,
        askedElsewhere: askedElsewhere(round, rounds),
        random,
      })
      for (const [recommendation, result] of results)
        writeRow(document, 'results', `${id}/${recommendation}`, result)
      writeRow(document, 'rounds', id, { ...round, state: { is: 'closed', closedAtMs: parts.clock() } })
      return counting
    })
    // Should the store fail with the results on disk all the same, the round is closed, and its ballots must go.
    closing.catch(parts.finishRounds)
    const ballots = await closing
    if (isRefused(ballots)) return ballots
    // The round is closed and its results are public: the call has done what was asked, and the rest will be.
    await storage.closeRound(actor.board, id, choicesOf(ballots)).catch(parts.finishRounds)
    return undefined
  })
}

/** As even as `crypto` makes it: the order of reasons must not be guessable. */
const random = (): number => randomInt(2 ** 32) / 2 ** 32

/** The ballots that count in a round, as its roll and the people stand in the document. */
export const countingIn = (
  document: BoardDocument,
  round: Round,
  cast: readonly CastBallot[],
): readonly CastBallot[] =>
  ballotsThatCount(round.roll, cast, (participant) => mergedInto(document, participant))

/** What is kept of ballots once their round is closed. */
export const choicesOf = (ballots: readonly CastBallot[]) =>
  ballots.flatMap(({ ballot }) => choicesIn(ballot))

/** Whom someone was made one with, in however many steps; themselves if nobody. */
export function mergedInto(document: BoardDocument, participant: ParticipantId): ParticipantId {
  const seen = new Set<ParticipantId>()
  let current = participant
  for (;;) {
    const state = rowOf(document, 'people', current)?.state
    if (state?.is !== 'merged' || seen.has(current)) return current
    seen.add(current)
    current = state.into
  }
}
