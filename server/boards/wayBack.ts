import { randomBytes } from 'node:crypto'
import { rowOf } from '../../shared/document/BoardDocument.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'
import { hashOf } from './hashOf.ts'
import { refused, type Refused } from './refused.ts'

/** Long enough to come back to the next session of the same board on another device. */
const WAY_BACK_LASTS_MS = 30 * 24 * 60 * 60 * 1000

/** Makes a secret that opens this person on another device, once. */
export async function makeWayBack(
  { storage, clock }: BoardParts,
  actor: PersonHere,
): Promise<{ secret: string; expiresAtMs: number }> {
  const secret = randomBytes(16).toString('base64url')
  const expiresAtMs = clock() + WAY_BACK_LASTS_MS
  await storage.addWayBack(hashOf(secret), actor.participant, expiresAtMs)
  return { secret, expiresAtMs }
}

/**
 * Uses up a way back: from now on this browser may act as that person too.
 * @param browser asked for only when the way back is right, so that a wrong one leaves no cookie behind
 */
export async function openWayBack(
  { storage, rooms, clock }: BoardParts,
  browser: () => string,
  board: BoardId,
  secret: string,
): Promise<PersonHere | Refused> {
  const taken = await storage.takeWayBack(hashOf(secret), clock())
  if (taken?.board !== board) return refused('wrong-way-back')
  const person = await rooms.read(board, (_, document) => rowOf(document, 'people', taken.id))
  if (person?.state.is !== 'here') return refused('wrong-way-back')
  await storage.addSeat(browser(), taken.id, clock())
  return {
    board,
    participant: taken.id,
    author: taken.author,
    role: person.role,
    present: true,
    name: person.name,
  }
}
