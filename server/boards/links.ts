import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { BoardId } from '../../shared/model/ids.ts'
import { roles, type Role } from '../../shared/model/roles.ts'
import type { StoredBoard } from '../storage/Storage.ts'
import type { BoardParts } from './BoardParts.ts'
import { refused, type Refused } from './refused.ts'

const SECRET_BYTES = 16

/** The secret of one link: it is worked out when it is needed, so that no store holds it. */
function linkSecret(serverKey: Uint8Array, board: BoardId, role: Role, generation: number): string {
  const mac = createHmac('sha256', serverKey).update(`${board}/${role}/${generation}`).digest()
  return mac.subarray(0, SECRET_BYTES).toString('base64url')
}

/** The current secret of each role's link. */
export function linkSecrets(serverKey: Uint8Array, board: StoredBoard): Record<Role, string> {
  const entries = roles.map((role) => [role, linkSecret(serverKey, board.id, role, board.generations[role])])
  return Object.fromEntries(entries) as Record<Role, string>
}

/**
 * The board and role that a link's secret opens. An unknown board answers like a wrong secret; a secret of an
 * earlier generation is told apart, since whoever holds it was once invited and should hear that it ended.
 */
export async function openLink(
  { storage, serverKey }: BoardParts,
  id: BoardId,
  secret: string,
): Promise<{ board: StoredBoard; role: Role } | Refused> {
  const board = await storage.board(id)
  const currentOf = (role: Role) => board?.generations[role] ?? 0
  const isOf = (role: Role, generation: number) =>
    isSame(secret, linkSecret(serverKey, id, role, generation)) && generation >= 1
  const [role] = roles.filter((each) => isOf(each, currentOf(each)))
  if (board && role) return { board, role }
  // Every wrong secret costs the same, or its answer's delay would tell whether there is such a board.
  const ended = roles.flatMap((each) => stepsBack.filter((steps) => isOf(each, currentOf(each) - steps)))
  return refused(board && ended.length > 0 ? 'link-ended' : 'wrong-link')
}

/** As far back as a wrong secret is worth working out. */
const GENERATIONS_REMEMBERED = 20
const stepsBack = Array.from({ length: GENERATIONS_REMEMBERED }, (_, i) => i + 1)

/** Compared in constant time, so that no answer's delay tells how much of a guess was right. */
function isSame(given: string, secret: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(secret)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** How long a short code works: a session, with its setting-up. */
const CODE_LASTS_MS = 12 * 60 * 60 * 1000
const CODE_LENGTH = 6
/** No letters or digits that look alike on a projector or sound alike when read out badly: no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. */
const CODE_ALPHABET = '34679ACDEFGHJKMNPQRTWXY'

/** The code's characters as stored, however it was typed: with or without the hyphen, in small letters, with blanks. */
const normaliseCode = (typed: string): string => typed.toUpperCase().replace(/[^0-9A-Z]/g, '')

/** The code as it is shown: `ABC-DEF`. */
export const showCode = (code: string): string => `${code.slice(0, 3)}-${code.slice(3)}`

/** A code that no board has at the moment. */
export async function freshCode({
  storage,
  clock,
}: BoardParts): Promise<{ text: string; expiresAtMs: number }> {
  for (;;) {
    const text = Array.from(
      { length: CODE_LENGTH },
      () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)],
    ).join('')
    if (!(await storage.boardByCode(text, clock()))) return { text, expiresAtMs: clock() + CODE_LASTS_MS }
  }
}

/** The board's short code, a fresh one when the last has expired. */
export async function currentCode(
  parts: BoardParts,
  board: StoredBoard,
): Promise<{ text: string; expiresAtMs: number }> {
  return board.code && board.code.expiresAtMs > parts.clock() ? board.code : renewCode(parts, board.id)
}

/** Ends the short code and makes another. */
export async function renewCode(
  parts: BoardParts,
  board: BoardId,
): Promise<{ text: string; expiresAtMs: number }> {
  const code = await freshCode(parts)
  await parts.storage.setCode(board, code.text, code.expiresAtMs)
  return code
}

/** The group members' link that a short code stands for. */
export async function linkOfCode(
  parts: BoardParts,
  typed: string,
): Promise<{ board: BoardId; secret: string } | Refused> {
  const board = await parts.storage.boardByCode(normaliseCode(typed), parts.clock())
  return board
    ? { board: board.id, secret: linkSecrets(parts.serverKey, board).member }
    : refused('wrong-code')
}
