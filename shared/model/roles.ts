import * as v from 'valibot'
import type { ClientTable } from './tableNames.ts'

/** The interface says: facilitator, group member, council officer, guest (reads only). */
export const roles = ['facilitator', 'member', 'officer', 'observer'] as const
export type Role = (typeof roles)[number]
export const roleSchema = v.picklist(roles)

/** Whether this role may bring notes, arrange and word things. Observers only read. */
export const mayWrite = (role: Role): boolean => role !== 'observer'

/** Whether this role is on the roll of a round. Facilitators hold the room and do not vote. */
export const isVoter = (role: Role): boolean => role === 'member' || role === 'officer'

/** Whether this role may see the working copy of the report: words not cleared, impressions, names. */
export const mayReadWorkingCopy = (role: Role): boolean => role === 'facilitator' || role === 'officer'

/** Tables a person of this role may ever write, for offering actions; a row's own rules come on top. */
export function mayWriteTable(role: Role, table: ClientTable): boolean {
  if (!mayWrite(role)) return false
  if (table === 'board' || table === 'sessions') return role === 'facilitator'
  if (table === 'nextSteps') return role === 'facilitator' || role === 'officer'
  return true
}
