import type { ThemeId } from '../../../../shared/model/ids.ts'
import { useTab } from '../../../store/tab.ts'
import type { Session } from '../../../sync/hooks.ts'
import { isSameTarget, type DropTarget } from './dropTarget.ts'
import { setFrame } from './setFrame.ts'
import { fittingWidth, type Point } from './geometry.ts'
import { EMPTY_HANDS, type Held } from './holding.ts'
import { placeAround, pointsAround, putNotes, sourcesOf } from './moves.ts'
import { pointOnBoard, targetUnder, whatIsPickedUp, type Ground } from './picking.ts'
import { setPlaceOfNewTheme } from '../newThemePlace.ts'
import type { TableParts } from './parts.ts'
import type { Scene } from './scene.ts'
import { PRESENCE_EVERY_MS, throttled } from './throttle.ts'

/** Held this near to the viewport's edge, the canvas moves along. */
const EDGE_PX = 36
const EDGE_SPEED_PX = 11
/** So long it has to be held there: whoever only crosses the edge, to the tray say, is taken nowhere. */
const EDGE_WAIT_MS = 300

/** What a drop came to, for whoever puts it into words. */
export type Outcome =
  | { readonly is: 'placed'; readonly count: number; readonly theme: ThemeId }
  | { readonly is: 'parked' | 'laid out'; readonly count: number; readonly stillIn: ThemeId | undefined }
  | { readonly is: 'nothing' }

/**
 * The one drag that can be under way in this tab: what was picked up, where it is, where it would go. A move
 * writes to the held element's style and changes the store only when the target changes; the document is
 * written when it is let go.
 */
export class Carrying {
  private ready: Held | undefined
  private start: Point = { x: 0, y: 0 }
  private pointer: Point = { x: 0, y: 0 }
  private cameraAtStart = { x: 0, y: 0 }
  private heldCard: HTMLElement | undefined
  private edgeFrame: number | undefined
  private hasBeenInside = false
  private isLetGo = false
  private readonly show = throttled((point: Point) => {
    const { held } = this.holding.getState()
    if (held?.is !== 'notes') return
    const at = { x: Math.round(point.x), y: Math.round(point.y) }
    this.session.showPresence({ drag: { notes: held.notes.slice(0, 200), ...at }, cursor: null })
  }, PRESENCE_EVERY_MS)

  private readonly camera: TableParts['camera']
  private readonly sceneOf: TableParts['sceneOf']
  private readonly holding: TableParts['useHolding']
  private readonly hands: TableParts['hands']

  constructor(
    private readonly session: Session,
    table: TableParts,
  ) {
    this.camera = table.camera
    this.sceneOf = table.sceneOf
    this.holding = table.useHolding
    this.hands = table.hands
  }

  takeHeldCard = (element: HTMLElement | null): void => {
    this.heldCard = element ?? undefined
    this.write()
  }

  private get ground(): Ground {
    const { camera, sceneOf } = this
    const { view, actor } = this.session
    const { viewport, tray } = this.hands
    return { board: view, role: actor.role, scene: sceneOf(view), camera, viewport, tray }
  }

  /** Takes note of what lies under the pointer. @returns whether it can be picked up, by this person */
  pickUp = (event: PointerEvent): boolean => {
    this.ready = whatIsPickedUp(event, this.ground)
    this.start = this.pointer = { x: event.clientX, y: event.clientY }
    return this.ready !== undefined
  }

  /** Whether the pointer is down on something that would be picked up if it moved. */
  get isReady(): boolean {
    return this.ready !== undefined
  }
  get isUnderWay(): boolean {
    return this.holding.getState().held !== undefined
  }

  /** The pointer has moved far enough, or pressed long enough. */
  begin = (): void => {
    if (!this.ready) return
    this.cameraAtStart = { x: this.camera.x, y: this.camera.y }
    this.holding.setState({ ...EMPTY_HANDS, held: this.ready })
    this.ready = undefined
    this.hasBeenInside = false
    this.isLetGo = false
  }

  /** The pointer is here now, in the page. */
  moveTo = ({ x, y }: Point): void => {
    if (this.isLetGo) return
    this.pointer = { x, y }
    this.follow()
  }

  /** The pointer was let go here: what a drop goes by, since moves lag behind on a busy device. */
  letGoAt = (event: PointerEvent): void => {
    if (!this.isUnderWay) return
    this.pointer = { x: event.clientX, y: event.clientY }
    this.isLetGo = true
    this.follow()
  }

  /** Ends it with nothing changed. */
  cancel = (): void => {
    this.end()
  }

  /** Lets go: writes the document, or opens the dialogue that begins a theme. */
  drop = (): Outcome => {
    const { held, target, width } = this.holding.getState()
    const delta = this.boardDelta()
    const corner = held?.is === 'notes' ? this.corner(held) : undefined
    this.end()
    const scene = this.sceneOf(this.session.view)
    const { document } = this.session
    switch (held?.is) {
      case 'frame': {
        const box = scene.frames.get(held.theme)
        if (box) setFrame(document, scene, held.theme, { x: box.x + delta.x, y: box.y + delta.y })
        return { is: 'nothing' }
      }
      case 'edge':
        if (width !== undefined) setFrame(document, scene, held.theme, { width })
        return { is: 'nothing' }
      case 'notes':
        return target && corner ? this.put(held, target, corner, scene) : { is: 'nothing' }
      default:
        return { is: 'nothing' }
    }
  }

  private put(held: Held & { is: 'notes' }, target: DropTarget, corner: Point, scene: Scene): Outcome {
    const { view, document } = this.session
    const { notes } = held
    if (target.is === 'note') {
      setPlaceOfNewTheme(placeAround(scene, target.note, held.members))
      useTab.getState().openDialog({ is: 'new-theme', notes: [target.note, ...notes], from: held.from })
      return { is: 'nothing' }
    }
    const sources = sourcesOf(view, notes, held.from)
    if (target.is === 'theme') {
      const order = view.outline.notesOf.get(target.theme) ?? []
      const [note] = notes
      if (
        notes.length === 1 &&
        held.from === target.theme &&
        (order[order.indexOf(note!) + 1] ?? null) === target.before
      )
        return { is: 'nothing' }
      putNotes(document, view, sources, target)
      return { is: 'placed', count: notes.length, theme: target.theme }
    }
    const stillIn =
      notes.length === 1
        ? view.outline.themesOf.get(notes[0]!)?.find((theme) => theme !== held.from)
        : undefined
    if (target.is === 'tray') putNotes(document, view, sources, target)
    else putNotes(document, view, sources, { is: 'canvas', points: pointsAround(scene, notes, corner) })
    return { is: target.is === 'tray' ? 'parked' : 'laid out', count: notes.length, stillIn }
  }

  private follow(): void {
    const { held } = this.holding.getState()
    if (!held) return
    this.write()
    this.followEdge()
    if (held.is === 'edge') {
      const { viewport } = this.hands
      const isRightToLeft = viewport !== null && getComputedStyle(viewport).direction === 'rtl'
      const width = fittingWidth(held.width + this.boardDelta().x * (isRightToLeft ? -1 : 1))
      if (this.holding.getState().width !== width) this.holding.setState({ width })
      return
    }
    if (held.is !== 'notes') return
    const target = targetUnder(this.pointer, held, this.ground)
    if (!isSameTarget(target, this.holding.getState().target)) this.holding.setState({ target })
    const corner = this.corner(held)
    if (corner) this.show(corner)
  }

  /** Writes where the held thing is to its element alone. */
  private write(): void {
    const { held } = this.holding.getState()
    if (held?.is === 'notes' && this.heldCard) {
      const { x, y } = this.pointer
      this.heldCard.style.transform = `translate(${x - held.grip.x}px, ${y - held.grip.y}px) scale(${held.scale})`
    } else if (held?.is === 'frame') {
      const { x, y } = this.boardDelta()
      const frame = this.hands.viewport?.querySelector<HTMLElement>(`section[data-frame="${held.theme}"]`)
      if (frame) frame.style.translate = `${x}px ${y}px`
      this.hands.onFrameMoved?.()
    }
  }

  /** How far the pointer has carried something, in the board's measure. */
  boardDelta(): Point {
    const { zoom, x, y } = this.camera
    return {
      x: (this.pointer.x - this.start.x) / zoom + x - this.cameraAtStart.x,
      y: (this.pointer.y - this.start.y) / zoom + y - this.cameraAtStart.y,
    }
  }

  private corner(held: Held & { is: 'notes' }): Point | undefined {
    return pointOnBoard({ x: this.pointer.x - held.grip.x, y: this.pointer.y - held.grip.y }, this.ground)
  }

  /** Moves the canvas along for as long as the pointer is held at its edge; asks for no frame anywhere else. */
  private followEdge(): void {
    const push = this.pushAtEdge()
    if (!push) {
      this.stopFollowingEdge()
      return
    }
    if (this.edgeFrame !== undefined) return
    const sinceMs = performance.now()
    const step = (nowMs: number) => {
      this.edgeFrame = requestAnimationFrame(step)
      const { x, y } = this.pushAtEdge() ?? { x: 0, y: 0 }
      if (nowMs - sinceMs < EDGE_WAIT_MS) return
      this.camera.panBy(x * EDGE_SPEED_PX, y * EDGE_SPEED_PX)
      this.follow()
    }
    this.edgeFrame = requestAnimationFrame(step)
  }

  private stopFollowingEdge(): void {
    if (this.edgeFrame !== undefined) cancelAnimationFrame(this.edgeFrame)
    this.edgeFrame = undefined
  }

  /** Which way the pointer pushes the canvas; undefined away from its edge. */
  private pushAtEdge(): Point | undefined {
    const rect = this.hands.viewport?.getBoundingClientRect()
    if (!rect) return undefined
    const push = (at: number, from: number, to: number) =>
      at < from + EDGE_PX ? 1 : at > to - EDGE_PX ? -1 : 0
    const x = push(this.pointer.x, rect.x, rect.right)
    const y = push(this.pointer.y, rect.y, rect.bottom)
    if (x === 0 && y === 0) this.hasBeenInside = true
    const isAtEdge = (x !== 0 || y !== 0) && this.pointer.x >= rect.x && this.pointer.x <= rect.right
    // What comes out of the tray crosses the edge, and the theme that it goes to must not run away from it.
    return isAtEdge && this.hasBeenInside ? { x, y } : undefined
  }

  private end(): void {
    const { held } = this.holding.getState()
    this.ready = undefined
    this.stopFollowingEdge()
    this.show.cancel()
    if (!held) return
    if (held.is === 'frame') {
      this.hands.viewport
        ?.querySelector<HTMLElement>(`section[data-frame="${held.theme}"]`)
        ?.style.removeProperty('translate')
    }
    this.holding.setState(EMPTY_HANDS)
    this.session.showPresence({ drag: null })
    this.hands.onFrameMoved?.()
  }
}
