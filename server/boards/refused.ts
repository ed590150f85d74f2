import type { ProblemCode } from '../../shared/protocol/api.ts'

/** An expected no: named, so that the edge turns it into a status and the client into words. */
export type Refused = {
  readonly refused: ProblemCode
  /** One more sentence, when the code's own words are not enough. */
  readonly detail?: string
  /** With 'turnout-changed': how many on the roll have not voted now. */
  readonly notVoted?: number
  /** With 'not-here': the lineage of the boards that the server has. */
  readonly lineage?: number
}

export const refused = (code: ProblemCode, more: Omit<Refused, 'refused'> = {}): Refused => ({
  refused: code,
  ...more,
})

export const isRefused = (value: unknown): value is Refused =>
  typeof value === 'object' && value !== null && 'refused' in value
