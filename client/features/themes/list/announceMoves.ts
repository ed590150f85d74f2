import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'

/** At most one sentence in so long. */
export const ANNOUNCE_EVERY_MS = 5000
/** Moves that come together are told together. */
export const GATHER_MS = 600

/** Notes that others moved since the last sentence, with the themes in which each rested before. */
export type GatheredMoves = Map<NoteId, readonly ThemeId[]>

/** Takes note that another person touched a note's place. What it was before the first touch is what counts. */
export function gatherMove(
  gathered: GatheredMoves,
  note: NoteId,
  themesBefore: readonly ThemeId[] = [],
): void {
  if (!gathered.has(note)) gathered.set(note, themesBefore)
}

/** What the gathered moves come to. */
export type MovesTold = {
  /** Notes that rest elsewhere now. */
  readonly count: number
  /** Where most of them went: a theme, or null for "Not yet in a theme". */
  readonly mostTo: ThemeId | null
  readonly isAllThere: boolean
}

/**
 * Sums up gathered moves; undefined when nothing rests elsewhere after all (moved there and back again).
 * @param themesOf the open themes in which notes rest now
 */
export function toldOf(
  gathered: GatheredMoves,
  themesOf: ReadonlyMap<NoteId, readonly ThemeId[]>,
): MovesTold | undefined {
  const counts = new Map<ThemeId | null, number>()
  let count = 0
  for (const [note, before] of gathered) {
    const now = themesOf.get(note) ?? []
    const entered = now.filter((theme) => !before.includes(theme))
    if (entered.length === 0 && before.every((theme) => now.includes(theme))) continue
    count++
    const to = entered[0] ?? now[0] ?? null
    counts.set(to, (counts.get(to) ?? 0) + 1)
  }
  const most = [...counts].sort(([, a], [, b]) => b - a)[0]
  return most && { count, mostTo: most[0], isAllThere: most[1] === count }
}

/** How long to wait before the next sentence may be said. */
export const waitBeforeMs = (lastSaidAtMs: number | undefined, nowMs: number): number =>
  lastSaidAtMs === undefined ? GATHER_MS : Math.max(GATHER_MS, lastSaidAtMs + ANNOUNCE_EVERY_MS - nowMs)
