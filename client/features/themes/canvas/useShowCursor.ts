import { useEffect, type RefObject } from 'react'
import { mayWrite } from '../../../../shared/model/roles.ts'
import { useSession } from '../../../sync/hooks.ts'
import { useTab } from '../../../store/tab.ts'
import type { Point } from './geometry.ts'
import { useTable } from './parts.ts'
import { PRESENCE_EVERY_MS, throttled } from './throttle.ts'

/** Shows the others where one's mouse is and what one has selected. Fingers and guests show no cursor. */
export function useShowCursor(viewport: RefObject<HTMLElement | null>): void {
  const session = useSession()
  const { camera, hands } = useTable()
  useEffect(() => {
    const element = viewport.current
    if (!element) return
    const over = new AbortController()
    const show = throttled((cursor: Point | null) => {
      session.showPresence({ cursor })
    }, PRESENCE_EVERY_MS)
    element.addEventListener(
      'pointermove',
      (event) => {
        if (event.pointerType !== 'mouse' || hands.isUnderWay || !mayWrite(session.actor.role)) return
        const rect = element.getBoundingClientRect()
        const { x, y } = camera.toBoard({ x: event.clientX - rect.x, y: event.clientY - rect.y })
        show({ x: Math.round(x), y: Math.round(y) })
      },
      { signal: over.signal },
    )
    element.addEventListener(
      'pointerleave',
      () => {
        show(null)
      },
      { signal: over.signal },
    )
    return () => {
      over.abort()
      show.cancel()
      session.showPresence({ cursor: null })
    }
  }, [viewport, session, camera, hands])

  const selected = useTab((tab) => tab.selectedNotes)
  useEffect(() => {
    if (mayWrite(session.actor.role)) session.select([...selected])
  }, [session, selected])
}
