import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { AuthorKey, ParticipantId, RecommendationId } from '../../shared/model/ids.ts'
import type { Actor } from '../../shared/model/rules.ts'
import type { RowKey } from '../../shared/model/tables.ts'
import type { Table } from '../../shared/model/tableNames.ts'

/** Whose words they are. */
export type Writer = { readonly participant: ParticipantId; readonly author: AuthorKey }

/** Who somebody is on this board now: a facilitator may have changed their role while they were away. */
export function actorIn(board: BoardDocument, { participant, author }: Writer): Actor {
  const person = rowOf(board, 'people', participant)
  return { participant, author, role: person?.role ?? 'observer', present: person?.state.is === 'here' }
}

/** What the rules ask about a board, answered from a document. */
export function factsOf(board: BoardDocument) {
  return {
    row: <T extends Parameters<typeof rowOf>[1]>(table: T, key: RowKey<T>) => rowOf(board, table, key),
    noteCount() {
      return board.tables.notes.size
    },
    keyCount: (table: Table) => board.tables[table]._map.size,
    // Only the server counts them; near the limit it refuses what was offered here, and the words are kept.
    documentBytes: 0,
    isInOpenRound: (recommendation: RecommendationId) =>
      [...board.tables.rounds.values()].some(
        (round) =>
          round.state.is === 'open' && round.offered.some((item) => item.recommendation === recommendation),
      ),
  }
}
