import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { FrameBox, Point } from './geometry.ts'
import { byAge, type LooseBox, type Scene } from './scene.ts'

/** Where notes in hand would go if they were let go now. */
export type DropTarget =
  /** Into a theme, to lie before a note, or at the end. */
  | { readonly is: 'theme'; readonly theme: ThemeId; readonly before: NoteId | null }
  /** Onto a note in no theme: the two begin one. */
  | { readonly is: 'note'; readonly note: NoteId }
  | { readonly is: 'tray' }
  | { readonly is: 'canvas' }

export const isSameTarget = (a: DropTarget | undefined, b: DropTarget | undefined): boolean =>
  a?.is === b?.is &&
  (a?.is !== 'theme' || (b?.is === 'theme' && a.theme === b.theme && a.before === b.before)) &&
  (a?.is !== 'note' || (b?.is === 'note' && a.note === b.note))

/** What lies under a point of the canvas, the notes in hand apart. */
export function targetAt(
  scene: Scene,
  notesOf: ReadonlyMap<ThemeId, readonly NoteId[]>,
  point: Point,
  held: ReadonlySet<NoteId>,
): DropTarget {
  const under = scene.grid.at(point)
  const card = under
    .filter((box): box is LooseBox => box.theme === undefined && !held.has(box.note))
    .sort(byAge)
    .at(-1)
  if (card) return { is: 'note', note: card.note }
  // Of frames that overlap the newer one is on top, as of cards.
  const frame = [...scene.frames.values()].findLast((box) => under.includes(box))
  if (frame) {
    const before = placeInFrame(frame, notesOf.get(frame.theme) ?? [], point, held)
    return { is: 'theme', theme: frame.theme, before }
  }
  return { is: 'canvas' }
}

/**
 * The note before which a card dropped here comes to lie, or null for the end. Asked of the frame as it lies
 * before anything moves aside, so that the place does not flicker.
 */
function placeInFrame(
  frame: FrameBox,
  notes: readonly NoteId[],
  point: Point,
  held: ReadonlySet<NoteId>,
): NoteId | null {
  const { cards } = frame
  const first = cards[0]
  if (!first) return null
  const x = point.x - frame.x
  const y = point.y - frame.y
  // The header stands for the theme as a whole: at the end, or as near to it as is in sight.
  let index = cards.length
  if (y >= first.y) {
    const row = cards.findIndex((card) => y <= card.y + card.height + 5)
    if (row >= 0) {
      const inRow = cards.slice(row, row + frame.columns).findIndex((card) => x < card.x + card.width / 2)
      index = inRow >= 0 ? row + inRow : Math.min(row + frame.columns, cards.length)
    }
  }
  if (frame.more > 0) index = Math.min(index, cards.length - 1)
  return notes.slice(index).find((note) => !held.has(note)) ?? null
}

/** Where among the shown cards a place lies, to keep it free while cards are held over it. */
export function slotOf(before: NoteId | null, shown: readonly NoteId[]): number {
  const at = before === null ? -1 : shown.indexOf(before)
  return at < 0 ? shown.length : at
}
