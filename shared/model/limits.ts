/**
 * What a board may hold. The guard refuses what lies beyond, the client says so before, and the
 * refusal's sentence names the number; so each number stands here once.
 */
export const limits = {
  /** Characters (UTF-16 units) in what was said, and again in the impression. */
  noteCharacters: 10_000,
  /** Bytes of one row as JSON in UTF-8. */
  rowBytes: 64 * 1024,
  /** Notes on one board, hidden ones included, taken-back ones not. */
  notesPerBoard: 20_000,
  /**
   * Keys that a table may ever come to have, rows that were taken away included: they stay in every copy of the
   * document. Far beyond any board that people can look at, so that one broken tab cannot grow it without end.
   */
  keysPerTable: {
    conversations: 20_000,
    placements: 100_000,
    orders: 100_000,
    bearings: 100_000,
    positions: 40_000,
    themes: 2_000,
    frames: 4_000,
    communities: 2_000,
    recommendations: 2_000,
    supports: 20_000,
    nextSteps: 4_000,
    sessions: 2_000,
  },
  /** Bytes of the whole document as it is stored. */
  documentBytes: 64 * 1024 * 1024,
  /** Bytes of one sync message. Larger ones are answered by `denied`, never by ws's own close. */
  syncMessageBytes: 1_000_000,
  /** Bytes of a state vector: what tells the server where a client is. Some 10,000 tabs that ever wrote. */
  stateVectorBytes: 128 * 1024,
  /** At so many unsent bytes the client warns that it has much to send. */
  unsentWarningBytes: 700_000,
  /** Characters in one text that is written together (a summary, a recommendation). */
  textCharacters: 20_000,
  /** Characters in a title or a name. */
  titleCharacters: 200,
  nameCharacters: 100,
  /** Characters in a reason given with a vote. */
  reasonCharacters: 500,
  /** Passages of a note blacked out in one call: a name may stand in many places. */
  passagesAtOnce: 500,
  /** Communities on one conversation. */
  communitiesPerConversation: 20,
  /** Recommendations put to the vote in one round. */
  recommendationsPerRound: 50,
  /** Rows written to the board by an import in one transaction. */
  importRowsPerTransaction: 200,
  /** Bytes of an uploaded file. */
  importBytes: 20 * 1024 * 1024,
  /** Characters of an order key: fractional indices grow when people insert at one spot for ever. */
  orderCharacters: 64,
  /** Bytes of one awareness state as JSON. */
  presenceBytes: 8 * 1024,
} as const
