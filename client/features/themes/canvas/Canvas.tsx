import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { mayWrite } from '../../../../shared/model/roles.ts'
import { useBoard, useMyRole, useSession } from '../../../sync/hooks.ts'
import { late } from '../../../ui/late.tsx'
import styles from './Canvas.module.css'
import { CanvasItems } from './CanvasItems.tsx'
import { targetAt } from './dropTarget.ts'
import { useTable } from './parts.ts'
import { useGestures } from './useGestures.ts'
import { useShowCursor } from './useShowCursor.ts'

/** Others and what they carry are no part of the first look. */
const Presence = late(() => import('../Presence.tsx'))

const KEY_PAN_PX = 80
const ZOOM_STEP = 1.25
/** The first look shows everything, if it can be read then. */
const FIRST_ZOOM = 0.8

/** The table with good light: themes and loose notes, moved about by hand. */
export function Canvas({ onOpenTheme }: { readonly onOpenTheme: (theme: ThemeId) => void }) {
  const { t } = useLingui()
  const session = useSession()
  const table = useTable()
  const { camera, hands, sceneOf } = table
  const viewport = useRef<HTMLDivElement>(null)
  const dots = useRef<HTMLDivElement>(null)
  // Which cards are in view is known once the canvas has a size, before anything is painted.
  const [isPlaced, setPlaced] = useState(camera.isPlaced)

  useLayoutEffect(() => {
    const element = viewport.current!
    const measure = () => {
      camera.resize(element.clientWidth, element.clientHeight)
    }
    measure()
    if (!camera.isPlaced)
      camera.fit(sceneOf(session.view).bounds ?? { x: 0, y: 0, width: 1, height: 1 }, 1, FIRST_ZOOM)
    // Once, and before anything is painted.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setPlaced(true)
    hands.takeViewport(element)
    const watching = new ResizeObserver(measure)
    watching.observe(element)
    return () => {
      watching.disconnect()
      hands.takeViewport(null)
    }
  }, [camera, hands, sceneOf, session])
  useGestures(viewport, table)
  useShowCursor(viewport)

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const pan = PANS[event.key]
    if (pan) camera.panBy(pan[0] * KEY_PAN_PX, pan[1] * KEY_PAN_PX)
    else if (event.key === '+' || event.key === '=') camera.zoomBy(ZOOM_STEP)
    else if (event.key === '-') camera.zoomBy(1 / ZOOM_STEP)
    else if (event.key === '0')
      camera.fit(sceneOf(session.view).bounds ?? { x: 0, y: 0, width: 1, height: 1 })
    else return
    event.preventDefault()
  }
  /** From afar a click comes nearer to what it hits. */
  const onClick = (event: MouseEvent) => {
    if (!camera.isFar) return
    const rect = event.currentTarget.getBoundingClientRect()
    const point = camera.toBoard({ x: event.clientX - rect.x, y: event.clientY - rect.y })
    const scene = sceneOf(session.view)
    const hit = targetAt(scene, session.view.outline.notesOf, point, new Set())
    const box =
      hit.is === 'theme'
        ? scene.frames.get(hit.theme)
        : hit.is === 'note'
          ? scene.loose.get(hit.note)
          : undefined
    if (box) camera.fit(box, 1, FIRST_ZOOM)
  }
  return (
    // The canvas takes keys and clicks itself: arrows move it, and what lies on it has roles of its own.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={viewport}
      role="group"
      aria-label={t`Canvas of themes and notes. Arrow keys move it, plus and minus zoom, 0 shows all. The list shows the same as text.`}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={styles['viewport']}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div ref={dots} className={styles['dots']} />
      {isPlaced && <CanvasItems dots={dots} onOpenTheme={onOpenTheme} />}
      <Suspense>
        <Presence />
      </Suspense>
      <EmptyCanvas />
    </div>
  )
}

const PANS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

/** How to begin, as long as there is nothing on the canvas. */
function EmptyCanvas() {
  const { sceneOf } = useTable()
  const isEmpty = useBoard((view) => sceneOf(view).frames.size + sceneOf(view).loose.size === 0)
  const hasNotes = useBoard((view) => view.outline.notes.length > 0)
  const canWrite = mayWrite(useMyRole())
  const hint = !canWrite ? (
    <Trans>What the group finds appears here.</Trans>
  ) : hasNotes ? (
    <Trans>Drag a note here from the left, or choose New theme.</Trans>
  ) : (
    <Trans>
      Notes that people bring wait here until they find a theme. Choose Add a note to bring the first.
    </Trans>
  )
  if (!isEmpty) return null
  return (
    <div className={styles['hint']}>
      <div>
        <h3>{hasNotes ? <Trans>No themes yet</Trans> : <Trans>No notes yet</Trans>}</h3>
        <p>{hint}</p>
      </div>
    </div>
  )
}
