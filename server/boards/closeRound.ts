import { randomInt } from 'node:crypto'
import { rowOf } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import type { BoardId, RoundId } from '../../shared/model/ids.ts'
import { tally } from '../../shared/model/tally.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'
import { isRefused, refused, type Refused } from './refused.ts'
import { openRoundOf } from './rounds.ts'

/**
 * Closes a round: its results go into the document together with its end, then its ballots are destroyed.
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
    const ballots = await storage.ballots(id)
    const counted = await storage.counted(id)
    const refusal = await rooms.write(actor.board, (document) => {
      const round = openRoundOf(document, id)
      if (isRefused(round)) return round
      const voted = new Set(ballots.map(({ participant }) => participant))
      const notVotedNow = round.roll.filter((voter) => !voted.has(voter)).length
      if (notVoted !== undefined && notVoted !== notVotedNow)
        return refused('turnout-changed', { notVoted: notVotedNow })
      const roleOf = (participant: (typeof round.roll)[number]) =>
        rowOf(document, 'people', participant)?.role
      for (const [recommendation, result] of tally({ round, ballots, roleOf, counted, random })) {
        writeRow(document, 'results', `${id}/${recommendation}`, result)
      }
      writeRow(document, 'rounds', id, { ...round, state: { is: 'closed', closedAtMs: parts.clock() } })
      return undefined
    })
    if (refusal) return refusal
    await storage.removeRound(id)
    return undefined
  })
}

/** As even as `crypto` makes it: the order of reasons must not be guessable. */
const random = (): number => randomInt(2 ** 32) / 2 ** 32

/**
 * Destroys ballots that outlived their round, since the server stopped between writing the results and
 * destroying them.
 */
export async function destroyLeftBallots({ storage, rooms }: BoardParts, board: BoardId): Promise<void> {
  const closed = await rooms.read(board, (_, document) =>
    [...document.tables.rounds.entries()]
      .filter(([, round]) => round.state.is === 'closed')
      .map(([id]) => id as RoundId),
  )
  for (const id of closed) await storage.removeRound(id)
}
