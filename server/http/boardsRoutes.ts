import type { FastifyInstance } from 'fastify'
import { boardCreated, boardList, createBoardBody } from '../../shared/protocol/api.ts'
import { me } from '../../shared/protocol/me.ts'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import { boardsOfBrowser, createBoard, eraseBoard } from '../boards/boards.ts'
import { refused } from '../boards/refused.ts'
import { peopleOfBrowser } from '../boards/seats.ts'
import { addressGroup } from './addressGroup.ts'
import { boardLinksOf } from './addresses.ts'
import { addBoardCall, addCall, boardParams } from './call.ts'
import { browserOf, ensureBrowser } from './cookies.ts'
import type { HttpParts } from './HttpParts.ts'
import { createLimit } from './limit.ts'
import { participantAnswer } from './peopleRoutes.ts'

/** Boards made from one address: a workshop in which everyone makes one is behind one address too. */
export const BOARDS_PER_HOUR = 100

/** Making, listing and erasing boards, and who one is on a board. */
export async function boardsRoutes(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const made = createLimit({
    most: parts.config.boardsPerHour ?? BOARDS_PER_HOUR,
    windowMs: 60 * 60 * 1000,
    clock: parts.clock,
  })

  addCall(app, {
    method: 'POST',
    url: '/api/boards',
    summary: 'Makes a board, with its maker as facilitator; sets the cookie',
    body: createBoardBody,
    answer: boardCreated,
    status: 201,
    refuses: ['too-many-boards'],
    handle: async ({ body, request, reply }) => {
      const address = addressGroup(request.ip)
      if (made.isReached(address)) return refused('too-many-boards')
      made.count(address)
      const browser = ensureBrowser(request, reply, parts.config)
      const { board, person } = await createBoard(parts, browser, {
        title: body.title,
        purpose: body.purpose ?? '',
        name: body.name,
        example: body.example ?? false,
      })
      return {
        id: board.id,
        links: boardLinksOf(request, parts, board),
        participant: participantAnswer(person),
      }
    },
  })

  addCall(app, {
    method: 'GET',
    url: '/api/boards',
    summary: 'The boards that this browser has been on, the last used first',
    answer: boardList,
    handle: async ({ request }) => {
      const browser = browserOf(request.headers)
      return { boards: browser === undefined ? [] : await boardsOfBrowser(parts, browser) }
    },
  })

  addBoardCall(app, parts, {
    method: 'DELETE',
    url: '/api/boards/:board',
    summary: 'Erases a board with all its words',
    params: boardParams,
    only: 'facilitators',
    handle: ({ person }) => eraseBoard(parts, person.board),
  })

  addBoardCall(app, parts, {
    method: 'GET',
    url: '/api/boards/:board/me',
    summary: 'Who one is on this board, and whom else this browser holds here',
    params: boardParams,
    answer: me,
    handle: async ({ person, request }) => {
      const seats = await peopleOfBrowser(parts, browserOf(request.headers) ?? '', person.board)
      const { epoch, schema } = await parts.rooms.readDoor(person.board, (door) => door)
      return {
        participant: participantAnswer(person),
        seats: seats.map((seat) => participantAnswer(seat.person)),
        epoch: epoch ?? 1,
        schema: schema ?? SCHEMA_VERSION,
        lineage: await parts.storage.lineage(),
      }
    },
  })
}
