import * as v from 'valibot'

/** What an answer says that is none, by RFC 9457; its `code` is one of `problemCodes`. */
export const problem = v.object({
  type: v.optional(v.string()),
  title: v.string(),
  status: v.number(),
  code: v.optional(v.string()),
  detail: v.optional(v.string()),
  /** With the code 'turnout-changed': how many on the roll have not voted now, so that the person can be asked again. */
  notVoted: v.optional(v.number()),
  /** With the code 'not-here': as in the answer to `GET …/me`. */
  lineage: v.optional(v.number()),
})
export type Problem = v.InferOutput<typeof problem>
