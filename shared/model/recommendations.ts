import type { BoardRows } from './board.ts'
import type { RecommendationId, RoundId, ThemeId } from './ids.ts'
import type { Round } from './tables.ts'
import { splitPair } from './tableNames.ts'

/** Recommendations in the order in which they were made; their place in it is their number. Those set aside come apart. */
export function recommendationsInOrder(rows: Pick<BoardRows, 'recommendations'>): {
  readonly standing: readonly RecommendationId[]
  readonly aside: readonly RecommendationId[]
} {
  const ordered = [...rows.recommendations].sort(
    ([idA, a], [idB, b]) => a.addedAtMs - b.addedAtMs || (idA < idB ? -1 : 1),
  )
  const ids = (isAside: boolean) =>
    ordered.filter(([, row]) => (row.state === 'set aside') === isAside).map(([id]) => id)
  return { standing: ids(false), aside: ids(true) }
}

/** The themes that a recommendation rests on, set-aside ones too: what it rested on stays known. */
export function themesUnder(
  rows: Pick<BoardRows, 'supports' | 'themes'>,
  id: RecommendationId,
): readonly ThemeId[] {
  const themes: ThemeId[] = []
  for (const [key, support] of rows.supports) {
    const [recommendation, theme] = splitPair(key)
    if (recommendation === id && support.present && rows.themes.has(theme)) themes.push(theme)
  }
  return themes.sort((a, b) => rows.themes.get(a)!.addedAtMs - rows.themes.get(b)!.addedAtMs)
}

/** All rounds, the newest first. */
export function roundsNewestFirst(rows: Pick<BoardRows, 'rounds'>): readonly (readonly [RoundId, Round])[] {
  return [...rows.rounds].sort(([, a], [, b]) => b.number - a.number)
}

/** The rounds in which a recommendation was put to the vote, the first first. */
export function roundsOn(
  rows: Pick<BoardRows, 'rounds'>,
  id: RecommendationId,
): readonly (readonly [RoundId, Round])[] {
  return roundsNewestFirst(rows)
    .filter(([, round]) => round.offered.some((item) => item.recommendation === id))
    .reverse()
}

/** Whether a recommendation is being voted on now: then nobody may reword it. */
export const isBeingVotedOn = (rows: Pick<BoardRows, 'rounds'>, id: RecommendationId): boolean =>
  roundsOn(rows, id).some(([, round]) => round.state.is === 'open')
