import type { Point } from '../../../client/features/themes/canvas/geometry.ts'
import { realComments } from '../sampleBoard.ts'
import { realWords } from '../crowdedBoard.ts'

/** A board to lay out, before it is anybody's: ours is made of it, and so is each peer's. */
export type Plan = {
  readonly themes: readonly (Point & { readonly title: string; readonly width: number })[]
  /** Those in themes first. A place is the board's for a loose note, and the frame's for one in a theme. */
  readonly notes: readonly (Point & { readonly text: string; readonly theme: number | null })[]
}

const COLUMNS = 20
const PITCH = { x: 440, y: 1200 }
const FRAME_WIDTH = 404
const LOOSE_PITCH = 240
/** What lies left of this is in themes, what lies right of it is loose. */
export const BORDER_X = COLUMNS * PITCH.x
/** Where a second column of cards begins in a frame, and how far apart two rows are. */
const IN_FRAME = { x: 192, y: 160, left: 15, top: 50 }

/** So many notes of real words: half of them in themes side by side, half loose, right of the themes. */
export function planOf(count: { readonly notes: number; readonly themes: number }): Plan {
  const words = realWords()
  const titles = [...new Set(realComments().map(({ subtheme }) => subtheme))]
  const inThemes = Math.floor(count.notes / 2)
  const columns = Math.ceil(Math.sqrt(count.notes - inThemes))
  const left = Math.min(count.themes, COLUMNS) * PITCH.x
  const placed = Array.from({ length: count.themes }, () => 0)
  return {
    themes: placed.map((_, t) => ({
      title: titles[t % titles.length]!,
      x: (t % COLUMNS) * PITCH.x,
      y: Math.floor(t / COLUMNS) * PITCH.y,
      width: FRAME_WIDTH,
    })),
    notes: Array.from({ length: count.notes }, (_, i) => {
      const text = words[i % words.length]!
      if (i < inThemes) {
        const theme = i % count.themes
        const nth = placed[theme]!++
        return {
          text,
          theme,
          x: IN_FRAME.left + (nth % 2) * IN_FRAME.x,
          y: IN_FRAME.top + Math.floor(nth / 2) * IN_FRAME.y,
        }
      }
      const nth = i - inThemes
      return {
        text,
        theme: null,
        x: left + (nth % columns) * LOOSE_PITCH,
        y: Math.floor(nth / columns) * LOOSE_PITCH,
      }
    }),
  }
}
