import { useEffect, type RefObject } from 'react'
import styles from './Canvas.module.css'
import { letGo } from './letGo.ts'
import type { Point } from './geometry.ts'
import type { TableParts } from './parts.ts'

/** A pointer that moves less than this has clicked. */
const PAN_PX = 3
/** A finger on a card may tremble this much before it counts as moving the canvas; the sensor's tolerance. */
const FINGER_PX = 8
const NOT_GROUND = '[data-note-id], [data-hold], button, a, input'

/**
 * Moves the camera by wheel and trackpad, by drag on empty ground (or with the middle button anywhere), by one
 * finger and by two. What begins on a card and is held becomes a drag instead.
 */
export function useGestures(viewport: RefObject<HTMLElement | null>, { camera, hands }: TableParts): void {
  useEffect(() => {
    const element = viewport.current
    if (!element) return
    const over = new AbortController()
    const inView = (event: { clientX: number; clientY: number }): Point => {
      const rect = element.getBoundingClientRect()
      return { x: event.clientX - rect.x, y: event.clientY - rect.y }
    }

    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault()
        const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? element.clientHeight : 1
        // A pinch on a trackpad arrives as a wheel with Ctrl, in small steps; a mouse's notch is a large one.
        if (event.ctrlKey || event.metaKey)
          camera.zoomAt(inView(event), 2 ** (-Math.max(-40, Math.min(40, event.deltaY * unit)) / 100))
        else if (event.shiftKey && event.deltaX === 0) camera.panBy(-event.deltaY * unit, 0)
        else camera.panBy(-event.deltaX * unit, -event.deltaY * unit)
      },
      { passive: false, signal: over.signal },
    )

    /** Fingers and buttons that are down, where they were last. */
    const down = new Map<number, Point>()
    let origin: { at: Point; slack: number } | undefined
    let isPanning = false
    const stop = () => {
      origin = undefined
      isPanning = false
      element.classList.remove(styles['panning']!)
    }

    // On the document, so that whoever picks things up has had their say before.
    document.addEventListener(
      'pointerdown',
      (event) => {
        if (!(event.target instanceof Node) || !element.contains(event.target)) return
        const isTouch = event.pointerType === 'touch'
        const onGround =
          event.target instanceof Element &&
          !event.target.closest(NOT_GROUND) &&
          !(camera.isFar && hands.isReady)
        const isMiddle = event.pointerType === 'mouse' && event.button === 1
        if (isMiddle) event.preventDefault() // the browser's own scrolling by middle button
        if (!isTouch && !isMiddle && !(event.button === 0 && onGround)) return
        down.set(event.pointerId, inView(event))
        if (down.size === 2) letGo()
        origin = { at: inView(event), slack: isTouch ? FINGER_PX : PAN_PX }
      },
      { signal: over.signal },
    )

    element.addEventListener(
      'pointermove',
      (event) => {
        const before = down.get(event.pointerId)
        if (!before || hands.isUnderWay) return
        const now = inView(event)
        if (down.size === 1) {
          if (!isPanning && origin && Math.hypot(now.x - origin.at.x, now.y - origin.at.y) < origin.slack)
            return
          if (!isPanning) {
            isPanning = true
            element.classList.add(styles['panning']!)
            element.setPointerCapture(event.pointerId)
          }
          camera.panBy(now.x - before.x, now.y - before.y)
        } else {
          const other = [...down].find(([id]) => id !== event.pointerId)![1]
          const spread = (point: Point) => Math.hypot(point.x - other.x, point.y - other.y)
          camera.panBy((now.x - before.x) / 2, (now.y - before.y) / 2)
          if (spread(before) > 0)
            camera.zoomAt(
              { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 },
              spread(now) / spread(before),
            )
        }
        down.set(event.pointerId, now)
      },
      { signal: over.signal },
    )

    const lift = (event: PointerEvent) => {
      if (!down.delete(event.pointerId)) return
      // The click that follows a pan opens nothing: it was not meant.
      if (isPanning)
        element.addEventListener(
          'click',
          (click) => {
            click.stopPropagation()
          },
          { capture: true, once: true, signal: AbortSignal.timeout(50) },
        )
      if (down.size === 0) stop()
    }
    window.addEventListener('pointerup', lift, { signal: over.signal })
    window.addEventListener('pointercancel', lift, { signal: over.signal })

    // Focus that moves by the Tab key would scroll the viewport behind the camera's back.
    element.addEventListener(
      'scroll',
      () => {
        element.scrollTo(0, 0)
      },
      { signal: over.signal },
    )
    return () => {
      over.abort()
    }
  }, [viewport, camera, hands])
}
