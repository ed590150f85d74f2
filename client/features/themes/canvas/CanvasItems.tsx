import {
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useRef,
  type RefObject,
} from 'react'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { useSession } from '../../../sync/hooks.ts'
import { late } from '../../../ui/late.tsx'
import styles from './Canvas.module.css'
import { meets } from './geometry.ts'
import { NoteCard } from './NoteCard.tsx'
import { useTable } from './parts.ts'
import { cardKey } from './reach.ts'
import { boxOfCard, readingOrder } from './scene.ts'
import { ThemeFrame } from './ThemeFrame.tsx'
import { useFocusOnMovedNote } from './useFocusOnMovedNote.ts'
import { useVisible } from './useVisible.ts'

/** Nobody begins so far away. */
const FarView = late(() => import('./FarView.tsx'))

/** What lies on the canvas, as far as it is in view. The element given moves with it. */
export function CanvasItems({
  dots,
  onOpenTheme,
}: {
  readonly dots: RefObject<HTMLDivElement | null>
  readonly onOpenTheme: (theme: ThemeId) => void
}) {
  const session = useSession()
  const { sceneOf, camera, useReach } = useTable()
  const visible = useVisible()
  // At first no more than what one sees; what lies around it, for whoever moves the canvas, as soon as there is time.
  const isRoundAbout = useDeferredValue(true, false)
  const loose = isRoundAbout ? visible.loose : visible.loose.filter((box) => meets(box, camera.view))
  const world = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => camera.attach(world.current!, dots.current!), [camera, dots])
  useFocusOnMovedNote()
  useEffect(() => {
    // Zooming out must not wait for it; what does not come now is asked for again then.
    FarView.ahead().catch(() => undefined)
  }, [])
  const order = useCallback(() => sceneOf(session.view).order, [sceneOf, session])

  // The Tab key comes in at the first card in view, unless a card has the focus already.
  useEffect(() => {
    if (world.current?.contains(document.activeElement)) return
    const scene = sceneOf(session.view)
    const frames = visible.frames.flatMap((theme) => scene.frames.get(theme) ?? [])
    const first = readingOrder(frames, visible.loose).find((place) => {
      const box = boxOfCard(scene, place)
      return box !== undefined && meets(box, camera.view)
    })
    useReach.setState({ canvas: first && cardKey('canvas', first) })
  }, [visible.frames, visible.loose, sceneOf, session, camera, useReach])

  return (
    <>
      {visible.isFar && (
        <Suspense>
          <FarView />
        </Suspense>
      )}
      <div ref={world} className={styles['world']}>
        {visible.frames.map((theme) => (
          <ThemeFrame key={theme} theme={theme} isWhole={isRoundAbout} order={order} onOpen={onOpenTheme} />
        ))}
        {loose.map((box) => (
          <NoteCard
            key={box.note}
            note={box.note}
            theme={null}
            where="canvas"
            x={box.x}
            y={box.y}
            width={box.width}
            height={box.height}
            lines={box.lines}
            order={order}
          />
        ))}
      </div>
    </>
  )
}
