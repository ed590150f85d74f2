import type { Point, Rect } from './geometry.ts'

const LEAST_ZOOM = 0.06
const MOST_ZOOM = 2
/** Below this, one drawing stands for all the cards. */
const FAR_ZOOM = 0.4
/** Room left around what is shown whole, in pixels of the screen; more below, where the tools lie. */
const MARGIN = { x: 24, top: 24, bottom: 84 }
const GESTURE_PAUSE_MS = 180

/**
 * Which part of the canvas one sees. Not React's: it moves at every frame of a gesture, and all that changes
 * then is one element's transform. Listeners are told after each frame that moved it.
 */
export class Camera {
  /** The board's point in the viewport's top left corner. */
  x = 0
  y = 0
  zoom = 1
  width = 0
  height = 0
  /** Whether it has been pointed at anything yet. */
  isPlaced = false
  private world: HTMLElement | undefined
  private dots: HTMLElement | undefined
  private frame: number | undefined
  private calm: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<() => void>()

  /** Takes the elements that it moves. @returns a function that lets go of them */
  attach(world: HTMLElement, dots: HTMLElement): () => void {
    this.world = world
    this.dots = dots
    this.write()
    return () => {
      this.world = this.dots = undefined
      if (this.frame !== undefined) cancelAnimationFrame(this.frame)
      clearTimeout(this.calm)
      this.frame = undefined
    }
  }

  /** Reports every frame in which it has moved. @returns a function that stops it */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  resize(width: number, height: number): void {
    this.width = width
    this.height = height
    this.changed()
  }

  /** The board's point under a point of the viewport. */
  toBoard = ({ x, y }: Point): Point => ({ x: this.x + x / this.zoom, y: this.y + y / this.zoom })
  /** Where in the viewport a point of the board is. */
  toView = ({ x, y }: Point): Point => ({ x: (x - this.x) * this.zoom, y: (y - this.y) * this.zoom })

  /** The part of the board in view. */
  get view(): Rect {
    return { x: this.x, y: this.y, width: this.width / this.zoom, height: this.height / this.zoom }
  }
  get isFar(): boolean {
    return this.zoom < FAR_ZOOM
  }

  /** Moves what one sees by so many pixels of the screen. */
  panBy(dx: number, dy: number): void {
    this.x -= dx / this.zoom
    this.y -= dy / this.zoom
    this.changed()
  }

  /** Zooms so that the board's point under `at` stays there. */
  zoomAt(at: Point, factor: number): void {
    const before = this.toBoard(at)
    this.zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, this.zoom * factor))
    this.x = before.x - at.x / this.zoom
    this.y = before.y - at.y / this.zoom
    this.changed()
  }

  /** Zooms around the middle. */
  zoomBy(factor: number): void {
    this.zoomAt({ x: this.width / 2, y: this.height / 2 }, factor)
  }

  /** Shows a part of the board whole, no larger than `mostZoom` and no smaller than `leastZoom`. */
  fit(rect: Rect, mostZoom = 1, leastZoom = LEAST_ZOOM): void {
    const width = this.width - 2 * MARGIN.x
    const height = this.height - MARGIN.top - MARGIN.bottom
    const wish = Math.min(width / Math.max(rect.width, 1), height / Math.max(rect.height, 1))
    this.zoom = Math.min(mostZoom, MOST_ZOOM, Math.max(wish, leastZoom, LEAST_ZOOM))
    // What does not fit is shown from its beginning, what does is centred from side to side.
    const spareX = Math.max(0, width - rect.width * this.zoom) / 2
    this.x = rect.x - (MARGIN.x + spareX) / this.zoom
    this.y = rect.y - MARGIN.top / this.zoom
    this.isPlaced = true
    this.changed()
  }

  /** Moves just so far that a part of the board is in view. */
  reveal(rect: Rect): void {
    const { view } = this
    const room = 24 / this.zoom
    const foot = MARGIN.bottom / this.zoom
    if (rect.x < view.x + room) this.x = rect.x - room
    else if (rect.x + rect.width > view.x + view.width - room)
      this.x = rect.x + rect.width + room - view.width
    if (rect.y < view.y + room) this.y = rect.y - room
    else if (rect.y + rect.height > view.y + view.height - foot)
      this.y = rect.y + rect.height + foot - view.height
    this.changed()
  }

  /** Looks where another one looks, if that was pointed at anything. */
  goOnFrom({ isPlaced, x, y, zoom }: Camera): void {
    if (isPlaced) Object.assign(this, { isPlaced, x, y, zoom })
  }

  private changed(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined
      this.write()
      for (const listener of [...this.listeners]) listener()
    })
  }

  private write(): void {
    if (!this.world || !this.dots) return
    const { zoom } = this
    const left = Math.round(-this.x * zoom)
    const top = Math.round(-this.y * zoom)
    // Kept on a layer of its own only while it moves, so that words are drawn sharp once it rests.
    this.world.style.willChange = 'transform'
    clearTimeout(this.calm)
    this.calm = setTimeout(() => {
      this.world?.style.removeProperty('will-change')
    }, GESTURE_PAUSE_MS)
    this.world.style.transform = `translate(${left}px, ${top}px) scale(${zoom})`
    this.dots.style.display = this.isFar ? 'none' : ''
    // Drawn anew only when the zoom has doubled or halved; in between the layer is scaled as it is.
    const drawnAt = 2 ** Math.round(Math.log2(zoom))
    const step = DOT_STEP * zoom
    this.dots.style.setProperty('--step', `${DOT_STEP * drawnAt}px`)
    this.dots.style.transform = `translate(${remainder(left, step)}px, ${remainder(top, step)}px) scale(${zoom / drawnAt})`
  }
}

/** Distance of the dots on the table at full size. */
const DOT_STEP = 24
const remainder = (value: number, by: number): number => (((value % by) + by) % by) - by
