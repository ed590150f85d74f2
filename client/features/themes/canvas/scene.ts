import type { BoardState } from '../../../../shared/model/board.ts'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { isVisible, type Outline } from '../../../../shared/model/outline.ts'
import { changedKeys, patched } from '../../../sync/patchedMap.ts'
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

/** A note that lies free on the canvas; of two that overlap the newer one is on top. */
export type LooseBox = CardBox & { readonly theme?: undefined; readonly addedAtMs: number }
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
  /** Worked out when it is first asked for, as the order is: a move by someone else needs neither. */
  readonly bounds: Rect | undefined
  /** Cards in the order in which one reads them. */
  readonly order: readonly CardPlace[]
}

/** From the lowest to what lies on top. */
export const byAge = (a: LooseBox, b: LooseBox): number =>
  a.addedAtMs - b.addedAtMs || (a.note < b.note ? -1 : 1)

export const isInSeveral = (board: Pick<SceneBoard, 'outline'>, note: NoteId): boolean =>
  (board.outline.themesOf.get(note)?.length ?? 0) > 1
export const differsFrom = (board: Pick<SceneBoard, 'bearings'>, note: NoteId, theme: ThemeId): boolean =>
  board.bearings.size > 0 && board.bearings.get(`${note}/${theme}`)?.bearing === 'differs'

/** What a note's card in a theme holds: under its words stand whose voice it is, and the marks that say more. */
function cardContent(board: SceneBoard, note: NoteId, theme: ThemeId): CardContent {
  const footLines = 1 + (isInSeveral(board, note) ? 1 : 0) + (differsFrom(board, note, theme) ? 1 : 0)
  return { note, said: board.notes.get(note)!.said, footLines }
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

/** A scene and the board of which it was made. */
type Known = { readonly board: SceneBoard; readonly scene: Scene }

type Frames = Pick<Scene, 'frames' | 'unplaced'>
const FRAME_PARTS = ['outline', 'notes', 'themes', 'frames', 'bearings', 'texts'] as const

function layOutFrames(
  board: SceneBoard,
  loose: ReadonlyMap<NoteId, LooseBox>,
  known: Known | undefined,
): Frames {
  // Where loose notes lie matters to themes without a place alone.
  if (known?.scene.unplaced.length === 0 && FRAME_PARTS.every((part) => known.board[part] === board[part]))
    return known.scene
  const frames = new Map<ThemeId, FrameBox>()
  const addFrame = (theme: ThemeId, place: Point & { readonly width: number }) => {
    frames.set(theme, keep(layOutFrame(frameContent(board, theme, place)), known?.scene.frames.get(theme)))
  }
  for (const theme of board.outline.openThemes) {
    const frame = board.frames.get(theme)
    if (!frame) continue
    const before = known?.scene.frames.get(theme)
    if (before && holdsTheSame(board, known!.board, theme)) frames.set(theme, before)
    else addFrame(theme, frame)
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
  return { frames, unplaced }
}

function layOutScene(board: SceneBoard, known: Known | undefined): Scene {
  const loose = layOutLoose(board, known)
  const { frames, unplaced } = layOutFrames(board, loose, known)
  const boxes = function* (): Iterable<SceneBox> {
    yield* frames.values()
    yield* loose.values()
  }
  let bounds: { readonly rect: Rect | undefined } | undefined
  let order: readonly CardPlace[] | undefined
  return {
    frames,
    loose,
    unplaced,
    grid: known ? changed(known.scene, frames, loose) : Grid.of(boxes()),
    get bounds() {
      bounds ??= { rect: boundsOf([...boxes()]) }
      return bounds.rect
    },
    get order() {
      order ??= readingOrder([...frames.values()], [...loose.values()])
      return order
    },
  }
}

function layOutLoose(board: SceneBoard, known: Known | undefined): ReadonlyMap<NoteId, LooseBox> {
  const { unthemed } = board.outline
  const before = known?.board
  const isSameOutline = before?.outline.unthemed === unthemed
  const moved = isSameOutline && changedKeys(board.positions, before.positions)
  const rewritten = isSameOutline && changedKeys(board.notes, before.notes)
  if (!known || !moved || !rewritten) {
    const loose = new Map<NoteId, LooseBox>()
    for (const note of unthemed) {
      const box = looseBox(board, note, known)
      if (box) loose.set(note, box)
    }
    return loose
  }
  const changes = new Map<NoteId, LooseBox | undefined>()
  for (const note of [...moved, ...rewritten]) {
    const isLoose = isVisible(board, note) && !board.outline.themesOf.has(note)
    const box = isLoose ? looseBox(board, note, known) : undefined
    if (box !== known.scene.loose.get(note)) changes.set(note, box)
  }
  return changes.size > 0 ? patched(known.scene.loose, changes) : known.scene.loose
}

/** The box of a note in no theme, or undefined when it waits in the tray. */
function looseBox(board: SceneBoard, note: NoteId, known: Known | undefined): LooseBox | undefined {
  const position = board.positions.get(note)
  if (!position) return undefined
  const { x, y } = position
  const row = board.notes.get(note)!
  const there = known?.scene.loose.get(note)
  if (there?.x === x && there.y === y && known?.board.notes.get(note) === row) return there
  const { said, addedAtMs } = row
  return keep({ note, x, y, width: LOOSE_WIDTH, ...looseSize(said), addedAtMs }, there)
}

/** Whether a theme with a frame has nothing in it that was not there before, and lies where it lay. */
function holdsTheSame(board: SceneBoard, before: SceneBoard, theme: ThemeId): boolean {
  const members = board.outline.notesOf.get(theme)
  const differ = `themes/${theme}/differ` as const
  return (
    before.frames.get(theme) === board.frames.get(theme) &&
    before.themes.get(theme) === board.themes.get(theme) &&
    before.outline.notesOf.get(theme) === members &&
    before.bearings === board.bearings &&
    before.texts.get(differ) === board.texts.get(differ) &&
    (before.notes === board.notes ||
      members?.every((note) => before.notes.get(note) === board.notes.get(note)) !== false) &&
    (before.outline.themesOf === board.outline.themesOf ||
      members?.every((note) => isInSeveral(before, note) === isInSeveral(board, note)) !== false)
  )
}

/** The grid of the scene before, with the boxes in it that are others now. */
function changed(
  before: Scene,
  frames: ReadonlyMap<ThemeId, FrameBox>,
  loose: ReadonlyMap<NoteId, LooseBox>,
): Grid<SceneBox> {
  const gone: SceneBox[] = []
  const come: SceneBox[] = []
  const compare = <Id, Box extends SceneBox>(was: ReadonlyMap<Id, Box>, is: ReadonlyMap<Id, Box>) => {
    for (const id of changedKeys(is, was) ?? new Set([...was.keys(), ...is.keys()])) {
      const [old, box] = [was.get(id), is.get(id)]
      if (old === box) continue
      if (old) gone.push(old)
      if (box) come.push(box)
    }
  }
  compare(before.frames, frames)
  compare(before.loose, loose)
  return gone.length + come.length === 0 ? before.grid : before.grid.with(gone, come)
}

/** Cards in the order in which one reads them: the themes' first, then those that lie free. */
export function readingOrder(frames: readonly FrameBox[], loose: readonly LooseBox[]): CardPlace[] {
  const inFrames = inReadingOrder(frames).flatMap((frame) =>
    frame.cards.map((card): CardPlace => ({ note: card.note, theme: frame.theme })),
  )
  // Two that lie at the same place are read by age, on every device.
  const inOrder = inReadingOrder([...loose].sort(byAge))
  return [...inFrames, ...inOrder.map((card): CardPlace => ({ note: card.note, theme: null }))]
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
  let known: Known | undefined
  return (board) => {
    if (known?.board === board) return known.scene
    const isStale = !known || PARTS.some((part) => known!.board[part] !== board[part])
    known = { board, scene: isStale ? layOutScene(board, known) : known!.scene }
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
