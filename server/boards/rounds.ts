import { rowOf, textOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { BoardId, ParticipantId, RecommendationId, RoundId, ThemeId } from '../../shared/model/ids.ts'
import { isVoter } from '../../shared/model/roles.ts'
import type { Round } from '../../shared/model/tables.ts'
import { splitPair } from '../../shared/model/tableNames.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'
import { personHere } from './people.ts'
import { isRefused, refused, type Refused } from './refused.ts'
import { notifyTurnout } from './turnout.ts'

export type NewRound = {
  readonly recommendations: readonly RecommendationId[]
  readonly method: 'support' | 'dots'
  /** Dots for each voter, in a dots round; {@link DOTS_EACH} when left out. */
  readonly dotsEach: number | undefined
  /** The closed round of which this is a re-vote. */
  readonly follows: RoundId | undefined
}

const DOTS_EACH = 5

/** Opens a round on recommendations, with their wording as it stands now and with the voters who are here now. */
export async function openRound(
  parts: BoardParts,
  actor: PersonHere,
  wanted: NewRound,
): Promise<{ id: RoundId } | Refused> {
  if (actor.role !== 'facilitator') return refused('facilitators-only')
  const id = newId<RoundId>()
  const refusal = await parts.rooms.write(actor.board, (document) => {
    const offered = offeredOf(document, [...new Set(wanted.recommendations)])
    if (isRefused(offered)) return offered
    const rounds = [...document.tables.rounds.values()]
    const followRefusal = wanted.follows && refuseFollowing(document, wanted.follows)
    if (followRefusal) return followRefusal
    const roll = voters(document)
    if (roll.length === 0) return refused('nobody-to-vote')
    writeRow(document, 'rounds', id, {
      number: rounds.reduce((highest, { number }) => Math.max(highest, number), 0) + 1,
      method: wanted.method,
      dotsEach: wanted.method === 'dots' ? (wanted.dotsEach ?? DOTS_EACH) : null,
      follows: wanted.follows ?? null,
      offered,
      roll,
      state: { is: 'open' },
      openedAtMs: parts.clock(),
    })
    return undefined
  })
  if (refusal) return refusal
  await notifyTurnout(parts, actor.board, id)
  return { id }
}

function offeredOf(document: BoardDocument, ids: readonly RecommendationId[]): Round['offered'] | Refused {
  const offered: Round['offered'] = []
  for (const recommendation of ids) {
    const row = rowOf(document, 'recommendations', recommendation)
    if (!row) return refused('no-such-recommendation')
    if (row.state === 'set aside') return refused('recommendation-set-aside')
    if (isInOpenRound(document, recommendation)) return refused('in-open-round')
    const wording = textOf(document, `recommendations/${recommendation}/wording`)?.trim() ?? ''
    if (wording === '') return refused('nothing-worded')
    offered.push({
      recommendation,
      wording,
      addressedTo: row.addressedTo,
      themes: themesUnder(document, recommendation),
    })
  }
  return offered
}

function isInOpenRound(document: BoardDocument, id: RecommendationId): boolean {
  return [...document.tables.rounds.values()].some(
    ({ state, offered }) =>
      state.is === 'open' && offered.some(({ recommendation }) => recommendation === id),
  )
}

function themesUnder(document: BoardDocument, id: RecommendationId): ThemeId[] {
  return [...document.tables.supports.entries()]
    .filter(([, support]) => support.present)
    .map(([key]) => splitPair(key as `${RecommendationId}/${ThemeId}`))
    .filter(([recommendation]) => recommendation === id)
    .map(([, theme]) => theme)
}

function refuseFollowing(document: BoardDocument, follows: RoundId): Refused | undefined {
  const before = rowOf(document, 'rounds', follows)
  if (!before) return refused('no-such-round')
  return before.state.is === 'open' ? refused('round-still-open') : undefined
}

/** Group members and officers who are here, in the order in which they joined. */
function voters(document: BoardDocument): ParticipantId[] {
  return [...document.tables.people.entries()]
    .filter(([, person]) => person.state.is === 'here' && isVoter(person.role))
    .sort(([, a], [, b]) => a.joinedAtMs - b.joinedAtMs)
    .map(([id]) => id as ParticipantId)
}

/** Adds a latecomer to the roll of an open round. */
export async function addToRoll(
  parts: BoardParts,
  actor: PersonHere,
  id: RoundId,
  voter: ParticipantId,
): Promise<Refused | undefined> {
  return changeRoll(parts, actor, id, async (round) => {
    // Of someone who was struck off before: that ballot was given up, and must not come back with the place.
    if (!round.roll.includes(voter)) await parts.storage.removeBallot(id, voter)
    return writeRoll(parts, actor.board, id, (document, { roll }) => {
      const person = personHere(document, voter)
      if (isRefused(person)) return person
      return isVoter(person.role) ? [...new Set([...roll, voter])] : refused('not-a-voter')
    })
  })
}

/** Strikes someone off the roll of an open round, with their ballot. */
export async function strikeFromRoll(
  parts: BoardParts,
  actor: PersonHere,
  id: RoundId,
  voter: ParticipantId,
): Promise<Refused | undefined> {
  return changeRoll(parts, actor, id, async () => {
    const refusal = await writeRoll(parts, actor.board, id, (_, { roll }) =>
      roll.includes(voter) ? roll.filter((each) => each !== voter) : refused('no-such-person'),
    )
    if (!refusal) await parts.storage.removeBallot(id, voter).catch(parts.finishRounds)
    return refusal
  })
}

async function changeRoll(
  parts: BoardParts,
  actor: PersonHere,
  id: RoundId,
  change: (round: Round) => Promise<Refused | undefined>,
): Promise<Refused | undefined> {
  if (actor.role !== 'facilitator') return refused('facilitators-only')
  return parts.roundLock.run(id, async () => {
    const round = await readOpenRound(parts, actor.board, id)
    const refusal = isRefused(round) ? round : await change(round)
    if (!refusal) await notifyTurnout(parts, actor.board, id)
    return refusal
  })
}

/** Writes the roll of an open round anew. */
const writeRoll = (
  { rooms }: BoardParts,
  board: BoardId,
  id: RoundId,
  rollAfter: (document: BoardDocument, round: Round) => ParticipantId[] | Refused,
): Promise<Refused | undefined> =>
  rooms.write(board, (document) => {
    const round = openRoundOf(document, id)
    if (isRefused(round)) return round
    const roll = rollAfter(document, round)
    if (isRefused(roll)) return roll
    writeRow(document, 'rounds', id, { ...round, roll })
    return undefined
  })

/** A round of this board that is still open. */
export function openRoundOf(document: BoardDocument, id: RoundId): Round | Refused {
  const round = rowOf(document, 'rounds', id)
  if (!round) return refused('no-such-round')
  return round.state.is === 'open' ? round : refused('round-closed')
}

/** The same, read from the room. */
export const readOpenRound = ({ rooms }: BoardParts, board: BoardId, id: RoundId): Promise<Round | Refused> =>
  rooms.read(board, (_, document) => openRoundOf(document, id))
