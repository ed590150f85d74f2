import { moveNotes } from '../../../../shared/document/placing.ts'
import { LOCAL, type BoardDocument } from '../../../../shared/document/BoardDocument.ts'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { freePlace, withRoomToGrow } from './arrange.ts'
import { FRAME_WIDTH, LOOSE_WIDTH, NEW_FRAME, ROOM, type Point } from './geometry.ts'
import type { Scene, SceneBoard } from './scene.ts'

/** The theme that each note is taken from: the one it was picked up in, else its only one, else none. */
export function sourcesOf(
  board: SceneBoard,
  notes: readonly NoteId[],
  pickedIn: ThemeId | null,
): ReadonlyMap<NoteId, ThemeId | null> {
  return new Map(
    notes.map((note) => {
      const themes = board.outline.themesOf.get(note) ?? []
      if (pickedIn !== null && themes.includes(pickedIn)) return [note, pickedIn]
      return [note, themes.length === 1 ? themes[0]! : null]
    }),
  )
}

/** Where held notes are put. */
export type Destination =
  | { readonly is: 'theme'; readonly theme: ThemeId; readonly before: NoteId | null }
  | { readonly is: 'tray' }
  | { readonly is: 'canvas'; readonly points: readonly Point[] }

/** Moves notes out of wherever each of them lies, as one step. */
export function putNotes(
  document: BoardDocument,
  board: SceneBoard,
  sources: ReadonlyMap<NoteId, ThemeId | null>,
  destination: Destination,
): void {
  const notes = [...sources.keys()]
  const target = destination.is === 'theme' ? destination.theme : null
  document.doc.transact(() => {
    for (const theme of new Set(sources.values())) {
      if (theme === null || theme === target) continue
      moveNotes(document, {
        notes: notes.filter((note) => sources.get(note) === theme),
        from: theme,
        to: { is: 'tray' },
      })
    }
    switch (destination.is) {
      case 'theme':
        return moveNotes(
          document,
          { notes, from: null, to: destination },
          board.outline.notesOf.get(destination.theme) ?? [],
        )
      case 'tray':
        return moveNotes(document, { notes, from: null, to: destination })
      case 'canvas': {
        // A note that rests in another theme still is shown there, and not a second time beside it.
        const free = notes.flatMap((note, i) =>
          (board.outline.themesOf.get(note) ?? []).every((theme) => theme === sources.get(note))
            ? [{ note, point: destination.points[i]! }]
            : [],
        )
        return moveNotes(document, {
          notes: free.map(({ note }) => note),
          from: null,
          to: { is: 'canvas', points: free.map(({ point }) => point), standsAlone: false },
        })
      }
    }
  }, LOCAL)
}

/** Points for several notes around the one that was let go: as they lay to each other, or in rows of three. */
export function pointsAround(scene: Scene, notes: readonly NoteId[], first: Point): Point[] {
  const boxes = notes.map((note) => scene.loose.get(note))
  const [lead] = boxes
  return notes.map((_, i) => {
    const box = boxes[i]
    if (lead && box && boxes.every((other) => other !== undefined))
      return { x: first.x + box.x - lead.x, y: first.y + box.y - lead.y }
    return { x: first.x + (i % 3) * (LOOSE_WIDTH + 12), y: first.y + Math.floor(i / 3) * 150 }
  })
}

/** Where a theme begins that is made of a loose note and others dropped on it: there, or at the next place with room. */
export function placeAround(scene: Scene, note: NoteId, others: ReadonlySet<NoteId>): Point | undefined {
  const box = scene.loose.get(note)
  if (!box) return undefined
  const loose = [...scene.loose.values()].filter((other) => other.note !== note && !others.has(other.note))
  return freePlace(
    NEW_FRAME,
    [...withRoomToGrow(scene.frames.values()), ...loose],
    box,
    2 * (FRAME_WIDTH + ROOM),
  )
}
