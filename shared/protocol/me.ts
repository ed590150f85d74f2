import * as v from 'valibot'
import { authorKey, participantId } from '../model/ids.ts'
import { roleSchema } from '../model/roles.ts'

/* The part of the HTTP contract that opening a board needs; the rest is in `api.ts`. */

export const participantHere = v.object({ id: participantId, role: roleSchema, authorKey, name: v.string() })
/** Who one is on a board. */
export type ParticipantHere = v.InferOutput<typeof participantHere>

// GET /api/boards/<id>/me
export const me = v.object({
  participant: participantHere,
  /** Everyone this browser may act as here, the last used first; several on a tablet that goes round. */
  seats: v.array(participantHere),
  epoch: v.number(),
  schema: v.number(),
  /** Another number after a restore, or where the server lost everything. */
  lineage: v.number(),
})
