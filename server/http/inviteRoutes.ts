import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import {
  codeAnswer,
  invitation,
  invitationBody,
  invite,
  joinByCodeBody,
  joined,
  renewBody,
  wayBack,
} from '../../shared/protocol/api.ts'
import { currentCode, linkOfCode, openLink, renewCode, showCode } from '../boards/links.ts'
import { firstCharter } from '../boards/seedBoard.ts'
import { isRefused, refused, type Refused } from '../boards/refused.ts'
import { peopleOfBrowser } from '../boards/seats.ts'
import { readSetting } from '../boards/settings.ts'
import { makeWayBack, openWayBack } from '../boards/wayBack.ts'
import type { PersonHere } from '../boards/BoardParts.ts'
import { boardAddress, boardLinksOf, reachability } from './addresses.ts'
import { addBoardCall, addCall, boardParams } from './call.ts'
import { browserOf, ensureBrowser } from './cookies.ts'
import type { HttpParts } from './HttpParts.ts'
import { participantAnswer } from './peopleRoutes.ts'

/** Links, short codes, what one is told before joining, and the way back of someone who is on the board. */
export async function inviteRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  addCall(app, {
    method: 'POST',
    url: '/api/join',
    summary: 'The link that a short code stands for',
    body: joinByCodeBody,
    answer: codeAnswer,
    refuses: ['wrong-code', 'too-many-guesses', 'codes-paused'],
    handle: ({ body, request }) => parts.guesses.ofCode(request.ip, () => linkOfCode(parts, body.code)),
  })

  addCall(app, {
    method: 'POST',
    url: '/api/boards/:board/invitation',
    summary: 'What one is told before joining by a link',
    params: boardParams,
    body: invitationBody,
    answer: invitation,
    refuses: ['wrong-link', 'link-ended', 'too-many-wrong-links'],
    handle: async ({ params, body, request }) => {
      const link = await parts.guesses.ofSecret(request.ip, () => openLink(parts, params.board, body.secret))
      if (isRefused(link)) return link
      const browser = browserOf(request.headers)
      const here = browser === undefined ? [] : await peopleOfBrowser(parts, browser, params.board)
      const words = await parts.rooms.read(params.board, (_, document) => ({
        title: readSetting(document, 'title') ?? '',
        purpose: readSetting(document, 'purpose') ?? '',
        charter: readSetting(document, 'charter') ?? firstCharter,
      }))
      return {
        board: params.board,
        ...words,
        role: link.role,
        alreadyHere: here.map(({ person }) => participantAnswer(person)),
      }
    },
  })

  addBoardCall(app, parts, {
    method: 'GET',
    url: '/api/boards/:board/invite',
    summary: 'The links of all roles and the short code',
    params: boardParams,
    answer: invite,
    only: 'facilitators',
    handle: ({ person, request }) => inviteOf(parts, request, person),
  })

  addBoardCall(app, parts, {
    method: 'POST',
    url: '/api/boards/:board/invite/renew',
    summary: 'Ends the link of a role, or the short code, and makes another; those inside stay in',
    params: boardParams,
    body: renewBody,
    answer: invite,
    only: 'facilitators',
    handle: async ({ person, body, request }) => {
      if (body.what === 'code') await renewCode(parts, person.board)
      else await parts.storage.renewLink(person.board, body.what)
      return inviteOf(parts, request, person)
    },
  })

  addBoardCall(app, parts, {
    method: 'POST',
    url: '/api/boards/:board/way-back',
    summary: 'A link that opens the same person on another device, once',
    params: boardParams,
    answer: wayBack,
    handle: async ({ person, request }) => {
      const { secret, expiresAtMs } = await makeWayBack(parts, person)
      return { link: boardAddress(request, parts.config, person.board, `back=${secret}`), expiresAtMs }
    },
  })

  addCall(app, {
    method: 'POST',
    url: '/api/boards/:board/way-back/open',
    summary: 'Uses a way back: this browser is that person from now on; sets the cookie',
    params: boardParams,
    body: v.object({ secret: invitationBody.entries.secret }),
    answer: joined,
    status: 201,
    refuses: ['wrong-way-back', 'too-many-wrong-links'],
    handle: async ({ params, body, request, reply }) => {
      const person = await parts.guesses.ofSecret(request.ip, () =>
        openWayBack(parts, () => ensureBrowser(request, reply, parts.config), params.board, body.secret),
      )
      return isRefused(person) ? person : { id: params.board, participant: participantAnswer(person) }
    },
  })
}

async function inviteOf(
  parts: HttpParts,
  request: FastifyRequest,
  { board: id }: PersonHere,
): Promise<v.InferOutput<typeof invite> | Refused> {
  const board = await parts.storage.board(id)
  if (!board) return refused('not-here')
  const code = await currentCode(parts, board)
  return {
    links: boardLinksOf(request, parts, board),
    code: { text: showCode(code.text), expiresAtMs: code.expiresAtMs },
    ...reachability(request, parts.config),
  }
}
