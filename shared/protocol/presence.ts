import * as v from 'valibot'
import { noteId, participantId } from '../model/ids.ts'
import { stageSchema } from '../model/stages.ts'

const coordinate = v.pipe(v.number(), v.finite())

/**
 * One connection's awareness state: who is here and what is in flight. Never kept. Names come from the `people`
 * table, so that nobody can wear another's; the participant must be the connection's own.
 */
export const presenceState = v.object({
  participant: participantId,
  /** Where they look; the wall shows itself as no person at all. */
  stage: stageSchema,
  /** Pointer on the canvas, in board coordinates. */
  cursor: v.nullish(v.object({ x: coordinate, y: coordinate })),
  /** Notes being dragged, and where the first of them is. */
  drag: v.nullish(
    v.object({ notes: v.pipe(v.array(noteId), v.maxLength(200)), x: coordinate, y: coordinate }),
  ),
  /** Notes selected. */
  selection: v.nullish(v.pipe(v.array(noteId), v.maxLength(200))),
  /** Key of the shared text, or id of the thing, they are writing in. */
  typing: v.nullish(v.pipe(v.string(), v.maxLength(80))),
})
export type PresenceState = v.InferOutput<typeof presenceState>
