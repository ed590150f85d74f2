import { rowOf } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { AuthorKey, BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { Role } from '../../shared/model/roles.ts'
import { closeCodes } from '../../shared/protocol/messages.ts'
import { NoSuchBoard } from '../rooms/Rooms.ts'
import type { StoredBoard } from '../storage/Storage.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'
import { seedExample } from './exampleBoard.ts'
import { freshCode } from './links.ts'
import { seedBoard } from './seedBoard.ts'
import { readSetting } from './settings.ts'

export type NewBoard = {
  readonly title: string
  readonly purpose: string
  readonly name: string
  readonly example: boolean
}

/** Makes a board, with its maker as the first facilitator in this browser. */
export async function createBoard(
  parts: BoardParts,
  browser: string,
  wanted: NewBoard,
): Promise<{ board: StoredBoard; person: PersonHere }> {
  const now = parts.clock()
  const board: StoredBoard = {
    id: newId<BoardId>(),
    createdAtMs: now,
    epoch: 1,
    generations: { facilitator: 1, member: 1, officer: 1, observer: 1 },
    code: await freshCode(parts),
  }
  const participant = newId<ParticipantId>()
  const author = newId<AuthorKey>()
  await parts.storage.createBoard(board)
  await parts.storage.addParticipant({ id: participant, board: board.id, author })
  await parts.rooms.write(board.id, (document) => {
    seedBoard(document, { title: wanted.title, purpose: wanted.purpose, epoch: board.epoch }, now)
    writeRow(document, 'people', participant, {
      name: wanted.name,
      organisation: '',
      role: 'facilitator',
      state: { is: 'here' },
      joinedAtMs: now,
    })
    if (wanted.example) seedExample(document, { participant, author }, now)
  })
  await parts.storage.addSeat(browser, participant, now)
  return {
    board,
    person: { board: board.id, participant, author, role: 'facilitator', present: true, name: wanted.name },
  }
}

export type BoardOfBrowser = {
  readonly id: BoardId
  readonly title: string
  readonly role: Role
  readonly name: string
  readonly lastUsedAtMs: number
}

/** The boards on which this browser is someone, the last used first. */
export async function boardsOfBrowser(
  { storage, rooms }: BoardParts,
  browser: string,
): Promise<BoardOfBrowser[]> {
  const seats = await storage.seats(browser)
  const boards = new Map<BoardId, BoardOfBrowser>()
  for (const { board, id, lastUsedAtMs } of seats) {
    if (boards.has(board)) continue
    try {
      const found = await rooms.read(board, (_, document) => {
        const row = rowOf(document, 'people', id)
        if (row?.state.is !== 'here') return undefined
        return {
          id: board,
          title: readSetting(document, 'title') ?? '',
          role: row.role,
          name: row.name,
          lastUsedAtMs,
        }
      })
      if (found) boards.set(board, found)
    } catch (error) {
      if (!(error instanceof NoSuchBoard)) throw error // one erased a moment ago is simply not listed
    }
  }
  return [...boards.values()]
}

/** Erases a board with all its words, and tells whoever has it open. */
export async function eraseBoard({ storage, rooms }: BoardParts, board: BoardId): Promise<void> {
  await rooms.close(board, closeCodes.boardErased)
  await storage.deleteBoard(board)
  // Someone may have come in between the two.
  await rooms.close(board, closeCodes.boardErased)
}
