import type { BoardState } from '../../../../shared/model/board.ts'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { Outline } from '../../../../shared/model/outline.ts'
import type { Note } from '../../../../shared/model/tables.ts'
import { freePlace, inReadingOrder } from './arrange.ts'
import {
  boundsOf,
  FRAME_WIDTH,
  layOutFrame,
  looseSize,
  LOOSE_WIDTH,
  ROOM,
  type CardBox,
  type CardContent,
  type FrameBox,
  type FrameContent,
  type Point,
  type Rect,
} from './geometry.ts'
import { Grid } from './grid.ts'

export type SceneBoard = BoardState & { readonly outline: Outline }

/** A note that lies free on the canvas. */
export type LooseBox = CardBox & { readonly theme?: undefined }
export type SceneBox = FrameBox | LooseBox

/** A card as one can reach it: the same note may lie in two themes. */
export type CardPlace = { readonly note: NoteId; readonly theme: ThemeId | null }

/** Everything on the canvas, where it lies. Boxes keep their identity from scene to scene while nothing in them changes. */
export type Scene = {
  readonly frames: ReadonlyMap<ThemeId, FrameBox>
  readonly loose: ReadonlyMap<NoteId, LooseBox>
  /** Themes whose place nobody has chosen yet: everyone sees them at the same computed one. */
  readonly unplaced: readonly ThemeId[]
  readonly grid: Grid<SceneBox>
  readonly bounds: Rect | undefined
  /** Cards in the order in which one reads them. */
  readonly order: readonly CardPlace[]
}

/** Lines under a note's words: whose voice it is, and the marks that say more. */
function footLinesOf(board: SceneBoard, note: NoteId, theme: ThemeId | null): number {
  return 1 + (isInSeveral(board, note) ? 1 : 0) + (theme !== null && differsFrom(board, note, theme) ? 1 : 0)
}
export const isInSeveral = (board: Pick<SceneBoard, 'outline'>, note: NoteId): boolean =>
  (board.outline.themesOf.get(note)?.length ?? 0) > 1
export const differsFrom = (board: Pick<SceneBoard, 'bearings'>, note: NoteId, theme: ThemeId): boolean =>
  board.bearings.get(`${note}/${theme}`)?.bearing === 'differs'

const contents = new WeakMap<Note, CardContent[]>()

/** What a note's card holds; the same object as long as it holds the same, so that sizes can be remembered. */
export function cardContent(board: SceneBoard, note: NoteId, theme: ThemeId | null): CardContent {
  const row = board.notes.get(note)!
  const footLines = footLinesOf(board, note, theme)
  let known = contents.get(row)
  if (!known) contents.set(row, (known = []))
  return (known[footLines] ??= { note, said: row.said, footLines })
}

/** What a theme's frame holds, at a place. */
export function frameContent(
  board: SceneBoard,
  theme: ThemeId,
  place: Point & { readonly width: number },
): FrameContent {
  const notes = board.outline.notesOf.get(theme) ?? []
  const differing = notes.filter((note) => differsFrom(board, note, theme)).length
  const isSaid = (board.texts.get(`themes/${theme}/differ`) ?? '').trim() !== ''
  return {
    theme,
    x: place.x,
    y: place.y,
    width: place.width,
    title: board.themes.get(theme)!.title,
    differing: differing > 0 || isSaid ? differing : null,
    cards: notes.map((note) => cardContent(board, note, theme)),
  }
}

function layOutScene(board: SceneBoard, previous: Scene | undefined): Scene {
  const loose = new Map<NoteId, LooseBox>()
  for (const note of board.outline.unthemed) {
    const position = board.positions.get(note)
    if (!position) continue
    const size = looseSize(cardContent(board, note, null))
    loose.set(
      note,
      keep({ note, x: position.x, y: position.y, width: LOOSE_WIDTH, ...size }, previous?.loose.get(note)),
    )
  }
  const frames = new Map<ThemeId, FrameBox>()
  const addFrame = (theme: ThemeId, place: Point & { readonly width: number }) => {
    frames.set(theme, keep(layOutFrame(frameContent(board, theme, place)), previous?.frames.get(theme)))
  }
  for (const theme of board.outline.openThemes) {
    const frame = board.frames.get(theme)
    if (frame) addFrame(theme, frame)
  }
  const unplaced = board.outline.openThemes.filter((theme) => !frames.has(theme))
  if (unplaced.length > 0) {
    // Under everything that has a place, so that those do not shift whenever a frame beside them grows.
    const around = boundsOf([...frames.values()])
    const origin = around ? { x: around.x, y: around.y + around.height + ROOM } : { x: 0, y: 0 }
    const strip = Math.max(
      around?.width ?? 0,
      Math.ceil(Math.sqrt(unplaced.length * 1.7)) * (FRAME_WIDTH + ROOM),
    )
    const taken: Rect[] = [...loose.values()]
    for (const theme of unplaced) {
      const box = layOutFrame(frameContent(board, theme, { ...origin, width: FRAME_WIDTH }))
      const place = freePlace(box, taken, origin, strip)
      addFrame(theme, { ...place, width: FRAME_WIDTH })
      taken.push({ ...box, ...place })
    }
  }
  const boxes: SceneBox[] = [...frames.values(), ...loose.values()]
  return {
    frames,
    loose,
    unplaced,
    grid: new Grid(boxes),
    bounds: boundsOf(boxes),
    order: orderOf(frames, loose),
  }
}

function orderOf(frames: ReadonlyMap<ThemeId, FrameBox>, loose: ReadonlyMap<NoteId, LooseBox>): CardPlace[] {
  const inFrames = inReadingOrder([...frames.values()]).flatMap((frame) =>
    frame.cards.map((card): CardPlace => ({ note: card.note, theme: frame.theme })),
  )
  return [
    ...inFrames,
    ...inReadingOrder([...loose.values()]).map((card): CardPlace => ({ note: card.note, theme: null })),
  ]
}

/** The box that was there before, if the new one is no different. */
function keep<Box extends SceneBox>(next: Box, before: Box | undefined): Box {
  return before !== undefined && isSameBox(next, before) ? before : next
}

function isSameBox(a: SceneBox, b: SceneBox): boolean {
  if (a.x !== b.x || a.y !== b.y || a.width !== b.width || a.height !== b.height) return false
  if (a.theme === undefined || b.theme === undefined)
    return a.theme === b.theme && (a as LooseBox).lines === (b as LooseBox).lines
  return (
    a.title === b.title &&
    a.count === b.count &&
    a.differing === b.differing &&
    a.cards.length === b.cards.length &&
    a.cards.every((card, i) => {
      const other = b.cards[i]!
      return (
        card.note === other.note &&
        card.y === other.y &&
        card.height === other.height &&
        card.lines === other.lines
      )
    })
  )
}

const PARTS = ['outline', 'notes', 'themes', 'frames', 'positions', 'bearings', 'texts'] as const

/** Makes a function that works out the scene of a board, anew only when something on the canvas has changed. */
export function sceneKeeper(): (board: SceneBoard) => Scene {
  let known: { board: SceneBoard; scene: Scene } | undefined
  return (board) => {
    if (known?.board === board) return known.scene
    const isStale = !known || PARTS.some((part) => known!.board[part] !== board[part])
    known = { board, scene: isStale ? layOutScene(board, known?.scene) : known!.scene }
    return known.scene
  }
}

/** Where a card lies on the canvas, or undefined when it is not shown there. */
export function boxOfCard(scene: Scene, { note, theme }: CardPlace): Rect | undefined {
  if (theme === null) return scene.loose.get(note)
  const frame = scene.frames.get(theme)
  const card = frame?.cards.find((candidate) => candidate.note === note)
  return frame && card ? { ...card, x: frame.x + card.x, y: frame.y + card.y } : undefined
}
