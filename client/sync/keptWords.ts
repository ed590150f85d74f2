import * as v from 'valibot'
import type { Refusal } from '../../shared/model/rules.ts'
import { clientTables, type ClientTable } from '../../shared/model/tableNames.ts'

/** Why words wait: what the rules said, or what happened to the board while they could not be sent. */
export type KeptReason =
  | Refusal
  /** Somebody, or oneself in another window, wrote over the same thing meanwhile. */
  | 'changed-meanwhile'
  /** A facilitator made one person of two before this was sent. */
  | 'person-merged'
  /** One had left the board or was taken off it, or it was deleted, before this was sent. */
  | 'not-on-board'
  /** The board was set back to a backup after this was written. */
  | 'restored'
  /** It was written in an earlier version of the product, and not sent before the new one came. */
  | 'earlier-version'
  /** Nothing is wrong: there was too much for one message, so this goes next. It is not shown. */
  | 'goes-next'

/** One thing that was to be written. */
export type KeptChange =
  | { readonly is: 'row'; readonly table: ClientTable; readonly key: string; readonly row: unknown }
  | { readonly is: 'removal'; readonly table: ClientTable; readonly key: string }
  | {
      readonly is: 'text'
      readonly key: string
      /** How the text read without the person's own edits. */
      readonly base: string
      readonly edits: readonly { readonly at: number; readonly remove: number; readonly insert: string }[]
    }

/** Something that a person did and the server did not take: kept on this device until they decide. */
export type KeptWords = {
  readonly id: string
  readonly reason: KeptReason
  readonly keptAtMs: number
  /** When the backup was made to which the board was set back, where that was the reason. */
  readonly backupAtMs?: number
  /** What belongs together and comes back together. What it is about comes first. */
  readonly changes: readonly KeptChange[]
}

const key = v.string()
const table = v.picklist(clientTables)
const edit = v.object({ at: v.number(), remove: v.number(), insert: v.string() })
const change = v.variant('is', [
  v.object({ is: v.literal('row'), table, key, row: v.unknown() }),
  v.object({ is: v.literal('removal'), table, key }),
  v.object({ is: v.literal('text'), key, base: v.string(), edits: v.array(edit) }),
])
/** Words as they lie on the device. */
export const keptWordsList = v.array(
  v.object({
    id: v.string(),
    // A reason that a later build no longer knows must not cost the words: it is shown as a plain "not taken".
    reason: v.pipe(
      v.string(),
      v.transform((reason) => reason as KeptReason),
    ),
    keptAtMs: v.number(),
    backupAtMs: v.exactOptional(v.number()),
    changes: v.array(change),
  }),
)
