import type { Refusal } from '../../../shared/model/rules.ts'

/**
 * Thrown inside the analysis when an update cannot be taken whatever the rules say; `analyse` turns it into a
 * refusal, so nobody outside this folder sees it.
 */
export class Unacceptable extends Error {
  readonly reason: Refusal
  constructor(reason: Refusal, why: string) {
    super(why)
    this.name = 'Unacceptable'
    this.reason = reason
  }
}

/** For bytes that no honest client sends. */
export function malformed(why: string): Unacceptable {
  return new Unacceptable('malformed', why)
}
