import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { isVisible } from '../../../../shared/model/outline.ts'
import type { Role } from '../../../../shared/model/roles.ts'
import { mayWriteTable } from '../../../../shared/model/roles.ts'
import { useTab } from '../../../store/tab.ts'
import type { Camera } from './camera.ts'
import { targetAt, type DropTarget } from './dropTarget.ts'
import type { Point } from './geometry.ts'
import type { Held } from './holding.ts'
import type { Scene, SceneBoard } from './scene.ts'

/** What a pointer moves over. */
export type Ground = {
  readonly board: SceneBoard
  readonly role: Role
  readonly scene: Scene
  readonly camera: Camera
  readonly viewport: HTMLElement | null
  readonly tray: HTMLElement | null
}

/** Where on the board a point of the page is; undefined while there is no canvas. */
export function pointOnBoard(client: Point, { viewport, camera }: Ground): Point | undefined {
  const rect = viewport?.getBoundingClientRect()
  return rect && camera.toBoard({ x: client.x - rect.x, y: client.y - rect.y })
}

/** What lies under a pointer and can be picked up by this person: notes, a frame or its edge. */
export function whatIsPickedUp(event: PointerEvent, ground: Ground): Held | undefined {
  if (!mayWriteTable(ground.role, 'placements') || !(event.target instanceof Element)) return undefined
  const place = event.target.closest<HTMLElement>('[data-note-id], [data-hold]')
  const note = place?.dataset['noteId'] as NoteId | undefined
  const theme = place?.dataset['themeId'] as ThemeId | undefined
  if (place && note) {
    const scale = ground.tray?.contains(place) ? 1 : ground.camera.zoom
    return heldNotes(note, theme ?? null, event, place.getBoundingClientRect(), scale, ground)
  }
  if (theme && place?.dataset['hold'] === 'edge') {
    return { is: 'edge', theme, width: ground.scene.frames.get(theme)?.width ?? 0 }
  }
  if (theme) return { is: 'frame', theme }
  return ground.camera.isFar && event.target.closest('[data-far]') ? heldFromAfar(event, ground) : undefined
}

/** From afar there are no elements: the scene says what lies there. Only whole themes and loose notes move. */
function heldFromAfar(event: PointerEvent, ground: Ground): Held | undefined {
  const point = pointOnBoard({ x: event.clientX, y: event.clientY }, ground)
  const found = point && targetAt(ground.scene, ground.board.outline.notesOf, point, new Set())
  if (found?.is === 'theme') return { is: 'frame', theme: found.theme }
  const box = found?.is === 'note' ? ground.scene.loose.get(found.note) : undefined
  if (!point || !box) return undefined
  const { zoom } = ground.camera
  const corner = { x: event.clientX - (point.x - box.x) * zoom, y: event.clientY - (point.y - box.y) * zoom }
  return heldNotes(box.note, null, event, { ...corner, width: box.width * zoom }, zoom, ground)
}

/** The note under the pointer, and with it all that are selected if it is. */
function heldNotes(
  note: NoteId,
  from: ThemeId | null,
  event: PointerEvent,
  rect: Point & { readonly width: number },
  scale: number,
  { board }: Ground,
): Held {
  const { selectedNotes } = useTab.getState()
  const others = selectedNotes.has(note)
    ? [...selectedNotes].filter((other) => other !== note && isVisible(board, other))
    : []
  const notes = [note, ...others]
  const grip = { x: event.clientX - rect.x, y: event.clientY - rect.y }
  return { is: 'notes', notes, members: new Set(notes), from, scale, width: rect.width / scale, grip }
}

/** Where held notes would go if they were let go at this point of the page; undefined where they cannot. */
export function targetUnder(
  pointer: Point,
  held: Held & { is: 'notes' },
  ground: Ground,
): DropTarget | undefined {
  const under = document.elementFromPoint(pointer.x, pointer.y)
  if (!under) return undefined
  if (ground.tray?.contains(under)) {
    const note = under.closest<HTMLElement>('[data-note-id]')?.dataset['noteId'] as NoteId | undefined
    const isFromTray = held.from === null && !ground.scene.loose.has(held.notes[0]!)
    // Within the tray a note dropped on another begins a theme; dropped beside them it stays where it was.
    if (isFromTray) return note !== undefined && !held.members.has(note) ? { is: 'note', note } : undefined
    return { is: 'tray' }
  }
  const point = ground.viewport?.contains(under) ? pointOnBoard(pointer, ground) : undefined
  return point && targetAt(ground.scene, ground.board.outline.notesOf, point, held.members)
}
