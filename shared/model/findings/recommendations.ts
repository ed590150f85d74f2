import type { BoardState } from '../board.ts'
import type { NoteId, RecommendationId, RoundId } from '../ids.ts'
import type { Outline } from '../outline.ts'
import type { Result, Round } from '../tables.ts'
import type { EvidenceReader } from './evidence.ts'
import type { Findings, RecommendationFinding, RoundFinding, ThemeFinding } from './Findings.ts'
import { wordsIn } from './themes.ts'

type Found = {
  readonly recommendations: RecommendationFinding[]
  readonly setAside: Findings['setAside']['recommendations']
}

/**
 * What the group asks for, oldest first, whatever became of it: one that was not agreed is part of the findings.
 * Only those set aside are listed apart, with their votes, so that no vote vanishes.
 */
export function recommendationsOf(
  state: BoardState,
  outline: Outline,
  themes: readonly ThemeFinding[],
  evidence: EvidenceReader,
): Found {
  const byAge = [...state.recommendations].sort(
    ([a, one], [b, other]) => one.addedAtMs - other.addedAtMs || (a < b ? -1 : 1),
  )
  const wordingOf = (id: RecommendationId) => wordsIn(state, `recommendations/${id}/wording`)
  const recommendations = byAge
    .filter(([, row]) => row.state !== 'set aside')
    .map(([id, row], i) => {
      const resting = themes.filter((theme) => state.supports.get(`${id}/${theme.id}`)?.present)
      return {
        id,
        number: i + 1,
        wording: wordingOf(id),
        addressedTo: row.addressedTo,
        state: row.state,
        themes: resting.map(({ id, number, title }) => ({ id, number, title })),
        evidence: evidence.of(notesOf(resting, outline)),
        rounds: roundsOn(state, id, wordingOf(id)),
        isInOpenRound: [...state.rounds.values()].some(
          (round) => round.state.is === 'open' && round.offered.some((item) => item.recommendation === id),
        ),
        nextStep: state.nextSteps.get(id) ?? null,
      }
    })
  const setAside = byAge
    .filter(([, row]) => row.state === 'set aside')
    .map(([id]) => ({ wording: wordingOf(id), rounds: roundsOn(state, id, wordingOf(id)) }))
  return { recommendations, setAside }
}

/** The notes of some themes, each once. */
function notesOf(themes: readonly ThemeFinding[], outline: Outline): NoteId[] {
  return [...new Set(themes.flatMap((theme) => outline.notesOf.get(theme.id) ?? []))]
}

/** Closed rounds that put this recommendation to the vote, in the order of their numbers. */
function roundsOn(state: BoardState, recommendation: RecommendationId, wordingNow: string): RoundFinding[] {
  return [...state.rounds]
    .sort(([a, one], [b, other]) => one.number - other.number || (a < b ? -1 : 1))
    .flatMap(([id, round]) => {
      const offered = round.offered.find((item) => item.recommendation === recommendation)
      const result = state.results.get(`${id}/${recommendation}`)
      if (!offered || !result || round.state.is !== 'closed') return []
      return [
        {
          ...roundFacts(state, id, round),
          ...resultFacts(result),
          closedAtMs: round.state.closedAtMs,
          wording: offered.wording,
          isChangedSince: offered.wording.trim() !== wordingNow,
        },
      ]
    })
}

const roundFacts = (state: BoardState, id: RoundId, round: Round) => ({
  id,
  number: round.number,
  follows: round.follows === null ? null : (state.rounds.get(round.follows)?.number ?? null),
  followedBy: [...state.rounds.values()]
    .filter((later) => later.follows === id)
    .map((later) => later.number)
    .sort((a, b) => a - b),
})

const resultFacts = ({ ballots, counts, byRole, counted, reasons, voted, rollSize }: Result) => ({
  ballots,
  counts,
  byRole,
  counted,
  reasons,
  voted,
  rollSize,
})
