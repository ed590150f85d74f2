import { msg } from '@lingui/core/macro'

/** The stages as the interface says them; they begin a line or stand alone. */
export const stageNames = {
  welcome: msg`Welcome`,
  notes: msg`Bring notes`,
  themes: msg`Find themes`,
  recommend: msg`What we ask for`,
  vote: msg`Vote`,
  findings: msg`Report`,
  'follow-up': msg`What happened`,
} as const

/** The roles as they stand alone. */
export const roleNames = {
  facilitator: msg`Facilitator`,
  member: msg`Group member`,
  officer: msg`Council officer`,
  observer: msg`Guest (reads only)`,
} as const

/** The roles inside a sentence: "you join as a group member". */
export const roleInSentence = {
  facilitator: msg`a facilitator`,
  member: msg`a group member`,
  officer: msg`a council officer`,
  observer: msg`a guest, who reads only`,
} as const

/** The parts of what one is told before joining. */
export const charterNames = {
  runBy: msg`Who runs this`,
  why: msg`Why`,
  whoSees: msg`Who sees what you write`,
  keptFor: msg`How long it is kept`,
  removal: msg`How to have it removed`,
  contact: msg`Whom to ask`,
} as const
