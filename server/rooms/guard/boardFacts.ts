import { rowOf, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { limits } from '../../../shared/model/limits.ts'
import type { BoardFacts } from '../../../shared/model/rules.ts'

/**
 * What the rules ask about a board, read from the document as it stands, and only when they ask.
 * @param documentBytes how large it is, as the room has counted
 */
export function boardFacts(document: BoardDocument, documentBytes = 0): BoardFacts {
  return {
    documentBytes,
    keyCount: (table) => document.tables[table]._map.size,
    row: (table, key) => rowOf(document, table, key),
    get noteCount() {
      // Counting walks every key. The keys, of notes taken back too, are a bound that costs nothing, and
      // enough until they reach the limit.
      const keys = document.tables.notes._map.size
      return keys < limits.notesPerBoard ? keys : document.tables.notes.size
    },
    isInOpenRound(recommendation) {
      for (const round of document.tables.rounds.values()) {
        if (
          round.state.is === 'open' &&
          round.offered.some((offer) => offer.recommendation === recommendation)
        )
          return true
      }
      return false
    },
  }
}
