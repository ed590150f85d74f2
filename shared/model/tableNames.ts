/*
 * The tables by name, and what else one has to know of the document to show it. How rows read is in `tables.ts`, which a
 * page that shows a board does without: only who judges what somebody wrote needs it.
 */

/** Tables that people's clients write. */
export const clientTables = [
  'notes',
  'conversations',
  'placements',
  'orders',
  'bearings',
  'positions',
  'themes',
  'frames',
  'communities',
  'recommendations',
  'supports',
  'nextSteps',
  'sessions',
  'board',
] as const
export type ClientTable = (typeof clientTables)[number]

/** Tables that only the server writes. */
const serverTables = ['meta', 'people', 'rounds', 'results', 'hidden'] as const
export type ServerTable = (typeof serverTables)[number]

/** A table of whole rows. Besides these the document has one map of shared texts, {@link TEXTS}. */
export type Table = ClientTable | ServerTable
export const tableNames: readonly Table[] = [...clientTables, ...serverTables]

/** The root map of texts that several people write together, keyed by {@link TextKey}. */
export const TEXTS = 'texts'
/** Which wording belongs to which owner. A text is made only in the update that makes its owner. */
export const textFields = { themes: ['summary', 'differ'], recommendations: ['wording'] } as const

/** The two halves of a pair key. Keys in a snapshot have been checked, so this does not check again. */
export function splitPair<A extends string, B extends string>(key: `${A}/${B}`): [A, B] {
  const slash = key.indexOf('/')
  return [key.slice(0, slash) as A, key.slice(slash + 1) as B]
}

export const themeColours = ['teal', 'gold', 'plum', 'rust', 'blue', 'moss'] as const

export const recommendationStates = [
  'draft',
  'agreed',
  'agreed with concerns',
  'not agreed',
  'set aside',
] as const
