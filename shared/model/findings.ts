import { settingOf, type BoardState } from './board.ts'
import { communitiesOf } from './findings/communities.ts'
import { evidenceReader } from './findings/evidence.ts'
import type { Audience, Findings } from './findings/Findings.ts'
import { recommendationsOf } from './findings/recommendations.ts'
import { takingPartIn } from './findings/takingPart.ts'
import { themesFound } from './findings/themes.ts'
import { workingPartOf } from './findings/workingPart.ts'
import type { AuthorKey } from './ids.ts'
import { outlineOf } from './outline.ts'

export type FindingsOptions = {
  /** The date of the report, `2026-11-23`: the model has no clock. */
  readonly date?: string
  /**
   * Whether counts carry the ids of the notes that they were counted from. For pages inside the board, whose
   * reader sees the notes anyhow. Published files go without: ids shared between a quote and a community of
   * three would say whose voice it was. Working copies always trace.
   */
  readonly trace?: boolean
  /** Who is behind an author key, for working copies of boards that allow it. */
  readonly authorNames?: ReadonlyMap<AuthorKey, string>
}

/**
 * The findings of a board as they stand, for one audience. What an audience may not have is left out here
 * (see {@link Findings}); texts that the group writes together are printed as they are.
 */
export function findingsOf(state: BoardState, audience: Audience, options: FindingsOptions = {}): Findings {
  const outline = outlineOf(state)
  const evidence = evidenceReader(state, audience === 'working' || options.trace === true)
  const themes = themesFound(state, outline, evidence)
  const { recommendations, setAside } = recommendationsOf(state, outline, themes, evidence)
  const ofKind = (kind: 'heard' | 'own') => outline.notes.filter((id) => state.notes.get(id)?.kind === kind)
  return {
    audience,
    title: settingOf(state, 'title') ?? '',
    purpose: settingOf(state, 'purpose') ?? '',
    date: options.date ?? null,
    takingPart: takingPartIn(state),
    evidence: evidence.of(outline.notes),
    heard: evidence.count(ofKind('heard')),
    own: evidence.count(ofKind('own')),
    themes,
    inSeveralThemes: evidence.count(
      outline.notes.filter((id) => (outline.themesOf.get(id)?.length ?? 0) > 1),
    ),
    notYetInATheme: evidence.count(outline.unthemed),
    hiddenNotes: [...state.hidden.values()].filter((hidden) => hidden.is === 'hidden').length,
    takenBackNotes: [...state.hidden.values()].filter((hidden) => hidden.is === 'withdrawn').length,
    communities: communitiesOf(state, outline, evidence),
    recommendations,
    setAside: {
      themes: outline.asideThemes.map((id) => state.themes.get(id)?.title ?? ''),
      recommendations: setAside,
    },
    working:
      audience === 'working' ? workingPartOf(state, outline, themes, evidence, options.authorNames) : null,
  }
}
