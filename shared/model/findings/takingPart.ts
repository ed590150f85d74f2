import type { BoardState } from '../board.ts'
import { roles, type Role } from '../roles.ts'
import type { TakingPart } from './Findings.ts'

/**
 * Who took part. Sessions stay apart, oldest first: the same people may have come to two, so their head counts
 * are not added up.
 */
export function takingPartIn(state: BoardState): TakingPart {
  const sessions = [...state.sessions]
    .sort(([a, one], [b, other]) =>
      one.date === other.date ? (a < b ? -1 : 1) : one.date < other.date ? -1 : 1,
    )
    .map(([, { date, place, headCount }]) => ({ date, place, headCount }))
  const joined = Object.fromEntries(roles.map((role) => [role, 0])) as Record<Role, number>
  for (const person of state.people.values()) {
    if (person.state.is === 'here' || person.state.is === 'left') joined[person.role] += 1
  }
  return { sessions, joined }
}
