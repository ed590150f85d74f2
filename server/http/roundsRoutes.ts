import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import { ballotSchema } from '../../shared/model/ballots.ts'
import { boardId, recommendationId, roundId } from '../../shared/model/ids.ts'
import {
  ballotAnswer,
  closeRoundBody,
  countedAnswer,
  countedBody,
  openRoundBody,
  rollBody,
  roundOpened,
} from '../../shared/protocol/api.ts'
import { castBallot, enterCounted, readBallot, readCounted } from '../boards/ballots.ts'
import { closeRound } from '../boards/closeRound.ts'
import { isRefused } from '../boards/refused.ts'
import { addToRoll, openRound, strikeFromRoll } from '../boards/rounds.ts'
import { addBoardCall, boardParams } from './call.ts'
import type { HttpParts } from './HttpParts.ts'

const roundParams = v.object({ board: boardId, round: roundId })

/** Votes: opening and closing a round, its roll, ballots, and what was counted in the room. */
export async function roundsRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const url = (path: string) => `/api/boards/:board/rounds/:round/${path}`

  addBoardCall(app, parts, {
    method: 'POST',
    url: '/api/boards/:board/rounds',
    summary: 'Opens a round on recommendations, with their wording as it stands and the voters who are here',
    params: boardParams,
    body: openRoundBody,
    answer: roundOpened,
    status: 201,
    only: 'facilitators',
    refuses: [
      'no-such-recommendation',
      'recommendation-set-aside',
      'nothing-worded',
      'in-open-round',
      'no-such-round',
      'round-still-open',
      'nobody-to-vote',
    ],
    handle: ({ person, body }) =>
      openRound(parts, person, {
        recommendations: body.recommendations,
        method: body.method,
        dotsEach: body.dotsEach,
        follows: body.follows,
      }),
  })

  addBoardCall(app, parts, {
    method: 'PUT',
    url: url('ballot'),
    summary: 'Casts one’s ballot, in place of an earlier one',
    params: roundParams,
    body: ballotSchema,
    answer: ballotAnswer,
    refuses: [
      'no-such-round',
      'round-closed',
      'not-on-the-roll',
      'not-offered',
      'wrong-method',
      'too-many-dots',
    ],
    handle: ({ person, params, body }) => castBallot(parts, person, params.round, body),
  })

  addBoardCall(app, parts, {
    method: 'GET',
    url: url('ballot'),
    summary: 'One’s own ballot, while the round is open',
    params: roundParams,
    answer: ballotAnswer,
    refuses: ['no-such-round', 'round-closed'],
    handle: ({ person, params }) => readBallot(parts, person, params.round),
  })

  addBoardCall(app, parts, {
    method: 'PUT',
    url: url('counted/:recommendation'),
    summary: 'Enters hands or papers counted in the room for one recommendation',
    params: v.object({ ...roundParams.entries, recommendation: recommendationId }),
    body: countedBody,
    only: 'facilitators',
    refuses: ['no-such-round', 'round-closed', 'not-offered', 'wrong-method', 'too-few-to-show'],
    handle: ({ person, params, body }) =>
      enterCounted(parts, person, params.round, params.recommendation, body),
  })

  addBoardCall(app, parts, {
    method: 'GET',
    url: url('counted'),
    summary: 'What was counted in the room so far',
    params: roundParams,
    answer: countedAnswer,
    only: 'facilitators',
    refuses: ['no-such-round', 'round-closed'],
    handle: async ({ person, params }) => {
      const counted = await readCounted(parts, person, params.round)
      return isRefused(counted) ? counted : { counted: Object.fromEntries(counted) }
    },
  })

  addBoardCall(app, parts, {
    method: 'POST',
    url: url('roll'),
    summary: 'Adds a latecomer to the roll, or strikes someone off it with their ballot',
    params: roundParams,
    body: rollBody,
    only: 'facilitators',
    refuses: ['no-such-round', 'round-closed', 'no-such-person', 'not-a-voter'],
    handle: ({ person, params, body }) =>
      'add' in body
        ? addToRoll(parts, person, params.round, body.add)
        : strikeFromRoll(parts, person, params.round, body.strike),
  })

  addBoardCall(app, parts, {
    method: 'POST',
    url: url('close'),
    summary: 'Closes a round, publishes its results and destroys its ballots',
    params: roundParams,
    body: v.optional(closeRoundBody, {}),
    only: 'facilitators',
    refuses: ['no-such-round', 'round-closed', 'turnout-changed'],
    handle: ({ person, params, body }) => closeRound(parts, person, params.round, body.notVoted),
  })
}
