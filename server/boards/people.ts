import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { AuthorKey, BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { Role } from '../../shared/model/roles.ts'
import type { Person } from '../../shared/model/tables.ts'
import { closeCodes } from '../../shared/protocol/messages.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'
import { isRefused, refused, type Refused } from './refused.ts'
import { peopleOfBrowser } from './seats.ts'

/** Joins a board as someone new. */
export async function joinBoard(
  { storage, rooms, clock }: BoardParts,
  browser: string,
  board: BoardId,
  newcomer: { readonly name: string; readonly organisation: string; readonly role: Role },
): Promise<PersonHere> {
  const now = clock()
  const participant = newId<ParticipantId>()
  const author = newId<AuthorKey>()
  await storage.addParticipant({ id: participant, board, author })
  await rooms.write(board, (document) => {
    writeRow(document, 'people', participant, { ...newcomer, state: { is: 'here' }, joinedAtMs: now })
  })
  await storage.addSeat(browser, participant, now)
  return { board, participant, author, role: newcomer.role, present: true, name: newcomer.name }
}

/** Carries on as someone whom this browser already is on the board, with the role of the link that was opened. */
export async function carryOn(
  parts: BoardParts,
  browser: string,
  board: BoardId,
  as: ParticipantId,
  role: Role,
): Promise<PersonHere | Refused> {
  const seat = (await peopleOfBrowser(parts, browser, board)).find(({ person }) => person.participant === as)
  if (!seat) return refused('not-your-seat')
  const refusal = await parts.rooms.write(board, (document) => setRole(document, as, role))
  if (refusal) return refusal
  await parts.storage.touchSeat(browser, as, parts.clock())
  return { ...seat.person, role }
}

/**
 * Corrects a name: one's own, or a facilitator anyone's, also of someone who has left, since a name may have to be
 * erased after that. An organisation that is left out stays.
 */
export async function renamePerson(
  { rooms }: BoardParts,
  actor: PersonHere,
  target: ParticipantId,
  to: { readonly name: string; readonly organisation: string | undefined },
): Promise<Refused | undefined> {
  if (actor.participant !== target && actor.role !== 'facilitator') return refused('facilitators-only')
  return rooms.write(actor.board, (document) => {
    const person = rowOf(document, 'people', target)
    if (!person) return refused('no-such-person')
    writeRow(document, 'people', target, {
      ...person,
      name: to.name,
      organisation: to.organisation ?? person.organisation,
    })
    return undefined
  })
}

/** Gives someone another role. */
export async function changeRole(
  { rooms }: BoardParts,
  actor: PersonHere,
  target: ParticipantId,
  role: Role,
): Promise<Refused | undefined> {
  if (actor.role !== 'facilitator') return refused('facilitators-only')
  return rooms.write(actor.board, (document) => setRole(document, target, role))
}

/** Removes someone: every browser of theirs is out at once. What they brought stays. */
export async function removePerson(
  parts: BoardParts,
  actor: PersonHere,
  target: ParticipantId,
): Promise<Refused | undefined> {
  if (actor.role !== 'facilitator') return refused('facilitators-only')
  return endPresence(parts, actor.board, target, { is: 'removed' })
}

/** Leaves the board. What one brought stays; the link lets one in again, as someone new. */
export async function leaveBoard(
  parts: BoardParts,
  actor: PersonHere,
  target: ParticipantId,
): Promise<Refused | undefined> {
  if (actor.participant !== target) return refused('only-oneself')
  return endPresence(parts, actor.board, target, { is: 'left' })
}

async function endPresence(
  { storage, rooms }: BoardParts,
  board: BoardId,
  target: ParticipantId,
  state: { readonly is: 'left' } | { readonly is: 'removed' },
): Promise<Refused | undefined> {
  const refusal = await rooms.write(board, (document) => {
    const person = personHere(document, target)
    if (isRefused(person)) return person
    if (isLastFacilitator(document, target)) return refused('last-facilitator')
    writeRow(document, 'people', target, { ...person, state })
    return undefined
  })
  if (refusal) return refusal
  // First of all: a store that fails now must not leave them in the room. The row bars them already.
  await rooms.disconnect(board, target, state.is === 'left' ? closeCodes.notSignedIn : closeCodes.removed)
  await storage.removeSeats(target)
  return undefined
}

function setRole(document: BoardDocument, target: ParticipantId, role: Role): Refused | undefined {
  const person = personHere(document, target)
  if (isRefused(person)) return person
  if (role !== 'facilitator' && isLastFacilitator(document, target)) return refused('last-facilitator')
  writeRow(document, 'people', target, { ...person, role })
  return undefined
}

/** The row of someone who is on the board now. */
export function personHere(document: BoardDocument, id: ParticipantId): Person | Refused {
  const person = rowOf(document, 'people', id)
  return person?.state.is === 'here' ? person : refused('no-such-person')
}

/** Whether this person is the only facilitator who is here: a board without one could never be run again. */
export function isLastFacilitator(document: BoardDocument, id: ParticipantId): boolean {
  const facilitators = [...document.tables.people.entries()].filter(
    ([, person]) => person.state.is === 'here' && person.role === 'facilitator',
  )
  return facilitators.length === 1 && facilitators[0]?.[0] === id
}
