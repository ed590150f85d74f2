import type { BoardState } from '../board.ts'
import type { NoteId, ThemeId } from '../ids.ts'
import type { Outline } from '../outline.ts'
import type { TextKey } from '../tables.ts'
import type { EvidenceReader } from './evidence.ts'
import type { Quote, ThemeFinding } from './Findings.ts'

/** The open themes, oldest first, with what speaks for them and what sees it differently. */
export function themesFound(state: BoardState, outline: Outline, evidence: EvidenceReader): ThemeFinding[] {
  return outline.openThemes.map((id, i) => {
    const notes = outline.notesOf.get(id) ?? []
    const differing = notes.filter((note) => seesItDifferently(state, note, id))
    const supporting = notes.filter((note) => !differing.includes(note))
    return {
      id,
      number: i + 1,
      title: state.themes.get(id)?.title ?? '',
      summary: wordsIn(state, `themes/${id}/summary`),
      whereDiffer: wordsIn(state, `themes/${id}/differ`),
      evidence: evidence.of(notes),
      quotes: quotesAmong(supporting, evidence),
      differs: { count: evidence.count(differing), quotes: quotesAmong(differing, evidence) },
      alsoElsewhere: evidence.count(notes.filter((note) => (outline.themesOf.get(note)?.length ?? 0) > 1)),
    }
  })
}

export const seesItDifferently = (state: BoardState, note: NoteId, theme: ThemeId): boolean =>
  state.bearings.get(`${note}/${theme}`)?.bearing === 'differs'

export const wordsIn = (state: BoardState, key: TextKey): string => state.texts.get(key)?.trim() ?? ''

const quotesAmong = (notes: readonly NoteId[], evidence: EvidenceReader): Quote[] =>
  notes.map((note) => evidence.quoteOf(note)).filter((quote) => quote !== undefined)
