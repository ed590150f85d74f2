import type { BoardState } from '../../../shared/model/board.ts'
import type { RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import type { Recommendation, Round } from '../../../shared/model/tables.ts'

export type Ask = { readonly id: RecommendationId; readonly row: Recommendation; readonly wording: string }

/** What the group asks for, oldest first, without what it set aside and what nobody has worded yet. */
export function asksOf({ recommendations, texts }: Pick<BoardState, 'recommendations' | 'texts'>): Ask[] {
  return [...recommendations]
    .filter(([, row]) => row.state !== 'set aside')
    .sort(([a, one], [b, other]) => one.addedAtMs - other.addedAtMs || (a < b ? -1 : 1))
    .map(([id, row]) => ({ id, row, wording: texts.get(`recommendations/${id}/wording`)?.trim() ?? '' }))
    .filter(({ wording }) => wording !== '')
}

/** The round that a hall looks at: the newest open one, else the newest closed one. */
export function roundInView(rounds: ReadonlyMap<RoundId, Round>): readonly [RoundId, Round] | undefined {
  return [...rounds].sort(([, a], [, b]) => openFirst(a, b) || b.number - a.number)[0]
}

const openFirst = (a: Round, b: Round) => Number(b.state.is === 'open') - Number(a.state.is === 'open')
