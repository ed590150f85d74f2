import { Suspense, useCallback, useEffect, useRef, useState, type PointerEvent, type ReactNode } from 'react'
import type { Press } from './Dragging.tsx'
import { useTable } from './parts.ts'
import { late } from '../../../ui/late.tsx'

/** The first cards are there, and what came with them has been done. */
const REST_MS = 500

// A board is seen and read before anything on it is moved.
const Dragging = late(() => import('./Dragging.tsx'))

/**
 * Where things are picked up and let go: the tray and the canvas together. What carries them comes a moment after the
 * board, or when a pointer comes near, and takes up a press that was there before it, if the pointer still holds.
 */
export function DragGround({
  className,
  children,
}: {
  readonly className: string
  readonly children: ReactNode
}) {
  const { hands } = useTable()
  const [isWanted, setWanted] = useState(false)
  const ground = useRef<HTMLDivElement>(null)
  const press = useRef<Press>(undefined)
  const waiting = useRef<PointerEvent>(undefined)
  useEffect(() => {
    const element = ground.current
    // Once a finger holds something, its moves are ours and scroll nothing. React's own listener could not say so.
    const keepStill = (event: TouchEvent) => {
      if (hands.isUnderWay) event.preventDefault()
    }
    const letGo = () => {
      waiting.current = undefined
    }
    const over = new AbortController()
    element?.addEventListener('touchmove', keepStill, { passive: false, signal: over.signal })
    for (const end of ['pointerup', 'pointercancel'])
      document.addEventListener(end, letGo, { capture: true, signal: over.signal })
    return () => {
      over.abort()
    }
  }, [hands])
  useEffect(() => {
    // Nobody who presses at once should have to wait for it; nor should the board, which is painted by now.
    const timer = setTimeout(() => {
      setWanted(true)
    }, REST_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [])
  const onReady = useCallback((ready: Press | undefined) => {
    press.current = ready
    const held = waiting.current
    if (!ready || !held) return
    waiting.current = undefined
    // A pointer that moved before there was anything to carry has selected words on its way.
    getSelection()?.removeAllRanges()
    ready(held)
  }, [])
  return (
    <>
      {/* The pointer's way alone: with the keyboard each note has its own. */}
      <div
        className={className}
        ref={ground}
        onPointerEnter={() => {
          setWanted(true)
        }}
        onPointerDown={(event) => {
          if (press.current) return press.current(event)
          waiting.current = event
          setWanted(true)
        }}
      >
        {children}
      </div>
      {isWanted && (
        <Suspense>
          <Dragging ground={ground} onReady={onReady} />
        </Suspense>
      )}
    </>
  )
}
