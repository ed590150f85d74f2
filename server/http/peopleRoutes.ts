import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import { boardId, participantId } from '../../shared/model/ids.ts'
import { authors, joinBody, joined, participantBody } from '../../shared/protocol/api.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { authorsOf } from '../boards/authors.ts'
import type { PersonHere } from '../boards/BoardParts.ts'
import { openLink } from '../boards/links.ts'
import { mergePeople } from '../boards/mergePeople.ts'
import { carryOn, changeRole, joinBoard, leaveBoard, removePerson, renamePerson } from '../boards/people.ts'
import { isRefused, type Refused } from '../boards/refused.ts'
import { boardLinksOf } from './addresses.ts'
import { addBoardCall, addCall, boardParams } from './call.ts'
import { ensureBrowser } from './cookies.ts'
import type { HttpParts } from './HttpParts.ts'

/** Joining, and looking after who is on a board. */
export async function peopleRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  addCall(app, {
    method: 'POST',
    url: '/api/boards/:board/participants',
    summary: 'Joins by a link, as someone new or as the person whom this browser is already; sets the cookie',
    params: boardParams,
    body: joinBody,
    answer: joined,
    status: 201,
    refuses: ['wrong-link', 'link-ended', 'too-many-wrong-links', 'not-your-seat', 'last-facilitator'],
    handle: async ({ params, body, request, reply }) => {
      const link = await parts.guesses.ofSecret(request.ip, () => openLink(parts, params.board, body.secret))
      if (isRefused(link)) return link
      const browser = ensureBrowser(request, reply, parts.config)
      const { board, role } = link
      const person =
        body.as === undefined
          ? await joinBoard(parts, browser, board.id, {
              name: body.name,
              organisation: body.organisation ?? '',
              role,
            })
          : await carryOn(parts, browser, board.id, body.as, role)
      if (isRefused(person)) return person
      return {
        id: board.id,
        participant: participantAnswer(person),
        ...(person.role === 'facilitator' ? { links: boardLinksOf(request, parts, board) } : {}),
      }
    },
  })

  addBoardCall(app, parts, {
    method: 'POST',
    url: '/api/boards/:board/participants/:participant',
    summary: 'Renames someone, changes their role, removes them, merges them into another, or leaves',
    params: v.object({ board: boardId, participant: participantId }),
    body: participantBody,
    refuses: ['facilitators-only', 'only-oneself', 'no-such-person', 'last-facilitator', 'same-person'],
    handle: ({ params, body, person }) => changePerson(parts, person, params.participant, body),
  })

  addBoardCall(app, parts, {
    method: 'GET',
    url: '/api/boards/:board/authors',
    summary: 'Names by author key, for everyone on the board',
    params: boardParams,
    answer: authors,
    handle: async ({ person }) => ({ authors: await authorsOf(parts, person.board) }),
  })
}

async function changePerson(
  parts: HttpParts,
  actor: PersonHere,
  target: v.InferOutput<typeof participantId>,
  body: v.InferOutput<typeof participantBody>,
): Promise<Refused | undefined> {
  switch (body.do) {
    case 'rename':
      return renamePerson(parts, actor, target, { name: body.name, organisation: body.organisation })
    case 'role':
      return changeRole(parts, actor, target, body.role)
    case 'remove':
      return removePerson(parts, actor, target)
    case 'leave':
      return leaveBoard(parts, actor, target)
    case 'merge':
      return mergePeople(parts, actor, target, body.into)
  }
}

/** A person as the contract shows them. */
export const participantAnswer = (person: PersonHere): ParticipantHere => ({
  id: person.participant,
  role: person.role,
  authorKey: person.author,
  name: person.name,
})
