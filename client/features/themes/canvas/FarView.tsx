import { useEffect, useRef } from 'react'
import { useSession } from '../../../sync/hooks.ts'
import { useTab } from '../../../store/tab.ts'
import styles from './Canvas.module.css'
import { drawFar, type FarColours } from './drawFar.ts'
import { useTable } from './parts.ts'

/** The whole board in one drawing, for when it is seen from so far that no card could be read. */
export default function FarView() {
  const element = useRef<HTMLCanvasElement>(null)
  const session = useSession()
  const table = useTable()
  useEffect(() => {
    const canvas = element.current
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return
    const { camera, hands, sceneOf, matches, useHolding } = table
    const colours = coloursOf(canvas)
    let frame: number | undefined
    const draw = () => {
      frame = undefined
      const width = Math.round(camera.width * devicePixelRatio)
      const height = Math.round(camera.height * devicePixelRatio)
      if (canvas.width !== width) canvas.width = width
      if (canvas.height !== height) canvas.height = height
      const { view } = session
      const { held } = useHolding.getState()
      const { filter, selectedNotes } = useTab.getState()
      drawFar(context, camera, view, sceneOf(view), colours, {
        matching: matches(view, filter),
        selected: selectedNotes,
        carried:
          hands.carrying && held?.is === 'frame'
            ? { theme: held.theme, by: hands.carrying.boardDelta() }
            : undefined,
      })
    }
    const soon = () => {
      frame ??= requestAnimationFrame(draw)
    }
    draw()
    void document.fonts.ready.then(soon)
    // The camera tells in its own frame: drawing at once keeps the drawing and what lies over it together.
    const stops = [
      camera.subscribe(draw),
      session.subscribe(soon),
      useTab.subscribe(soon),
      useHolding.subscribe(soon),
      hands.watchFrame(soon),
    ]
    return () => {
      for (const stop of stops) stop()
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
  }, [session, table])
  return <canvas ref={element} className={styles['far']} data-far aria-hidden />
}

function coloursOf(element: Element): FarColours {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    heard: token('heard'),
    heardEdge: token('heard-edge'),
    own: token('own'),
    ownEdge: token('own-edge'),
    sheet: token('sheet'),
    line: token('line'),
    ink: token('ink'),
    brand: token('brand'),
    font: style.fontFamily,
  }
}
