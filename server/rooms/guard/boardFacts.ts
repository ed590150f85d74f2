import { rowOf, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import type { RecommendationId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import type { BoardFacts } from '../../../shared/model/rules.ts'

/**
 * What the rules ask about a board, read from the document as it stands, and only when they ask; what takes a
 * walk through a table is read once, so it does for one update.
 * @param documentBytes how large it is, as the room has counted
 * @param made rows by table that the same update has made so far, which count too
 */
export function boardFacts(
  document: BoardDocument,
  documentBytes = 0,
  made: ReadonlyMap<string, number> = new Map(),
): BoardFacts {
  let noteCount: number | undefined
  let inOpenRounds: ReadonlySet<RecommendationId> | undefined
  return {
    documentBytes,
    keyCount: (table) => document.tables[table]._map.size + (made.get(table) ?? 0),
    row: (table, key) => rowOf(document, table, key),
    noteCount: () => (noteCount ??= countNotes(document)) + (made.get('notes') ?? 0),
    isInOpenRound: (recommendation) => (inOpenRounds ??= offeredNow(document)).has(recommendation),
  }
}

function countNotes(document: BoardDocument): number {
  // Counting walks every key. The keys, of notes taken back too, are a bound that costs nothing, and enough until
  // they reach the limit.
  const keys = document.tables.notes._map.size
  return keys < limits.notesPerBoard ? keys : document.tables.notes.size
}

function offeredNow(document: BoardDocument): ReadonlySet<RecommendationId> {
  const offered = new Set<RecommendationId>()
  for (const round of document.tables.rounds.values()) {
    if (round.state.is === 'open') for (const offer of round.offered) offered.add(offer.recommendation)
  }
  return offered
}
