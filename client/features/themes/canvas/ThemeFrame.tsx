import { Plural, useLingui } from '@lingui/react/macro'
import { memo, useId, type KeyboardEvent } from 'react'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { mayWriteTable } from '../../../../shared/model/roles.ts'
import { useBoard, useDocument, useMyRole } from '../../../sync/hooks.ts'
import { useTab } from '../../../store/tab.ts'
import { themeColourValues } from '../themeColours.ts'
import styles from './Canvas.module.css'
import { slotOf } from './dropTarget.ts'
import { setFrame } from './setFrame.ts'
import { COLUMN_STEP, fittingWidth, layOutFrame, meets, type FrameBox } from './geometry.ts'
import { boxStyle, NoteCard } from './NoteCard.tsx'
import { useScene, useSceneNow, useTable } from './parts.ts'
import { frameContent, type CardPlace } from './scene.ts'

const KEY_STEP = 24

/** A theme on the canvas: a frame in which its notes arrange themselves. */
export const ThemeFrame = memo(function ThemeFrame({
  theme,
  isWhole,
  order,
  onOpen,
}: {
  readonly theme: ThemeId
  /** Whether all of its cards are drawn, or only those that one sees. */
  readonly isWhole: boolean
  readonly order: () => readonly CardPlace[]
  /** Shows the theme with all that is in it. */
  readonly onOpen: (theme: ThemeId) => void
}) {
  const { t } = useLingui()
  const headingId = useId()
  const frame = useFrame(theme)
  const { camera } = useTable()
  const colour = useBoard((view) => view.themes.get(theme)?.colour)
  const mayArrange = mayWriteTable(useMyRole(), 'frames')
  const isShown = useTab((tab) => tab.selectedTheme === theme)
  const isTarget = useTable().useHolding(({ target }) => target?.is === 'theme' && target.theme === theme)
  const isHeld = useTable().useHolding(({ held }) => held?.is === 'frame' && held.theme === theme)
  const onKeyDown = useFrameKeys(theme)
  if (!frame) return null
  const { x, y } = frame
  const cards = isWhole
    ? frame.cards
    : frame.cards.filter((card) => meets({ ...card, x: x + card.x, y: y + card.y }, camera.view))
  const looks = [
    styles['frame'],
    isShown ? styles['shown'] : '',
    isTarget ? styles['over'] : '',
    isHeld ? styles['carried'] : '',
  ]
  return (
    <section
      className={looks.filter(Boolean).join(' ')}
      style={{ ...boxStyle(frame), ...(colour && { '--colour': themeColourValues[colour] }) }}
      data-frame={theme}
      aria-labelledby={headingId}
    >
      <header
        className={styles['head']}
        {...(mayArrange ? { 'data-hold': 'frame', 'data-theme-id': theme } : {})}
      >
        <h3 id={headingId} dir="auto">
          <button
            type="button"
            className={styles['title']}
            style={{ WebkitLineClamp: frame.titleLines }}
            title={mayArrange ? t`Open. Drag to move; or Alt and an arrow key.` : t`Open`}
            onClick={() => {
              onOpen(theme)
            }}
            onKeyDown={mayArrange ? onKeyDown : undefined}
          >
            {frame.title}
          </button>
        </h3>
        <span className={styles['count']} data-count>
          {frame.count}
          <span className="visually-hidden">
            {' '}
            <Plural value={frame.count} one="note" other="notes" />
          </span>
        </span>
      </header>
      {frame.differing !== null && (
        <p className={styles['flag']} data-count style={{ top: frame.flagTop }}>
          {frame.differing > 0
            ? t`People see this differently · ${frame.differing}`
            : t`People see this differently`}
        </p>
      )}
      {cards.map((card) => (
        <NoteCard
          key={card.note}
          note={card.note}
          theme={theme}
          where="canvas"
          x={card.x}
          y={card.y}
          width={card.width}
          height={card.height}
          lines={card.lines}
          order={order}
        />
      ))}
      {frame.slot && <div className={styles['slot']} style={boxStyle(frame.slot)}>{t`Drop here`}</div>}
      {frame.count === 0 && !frame.slot && (
        <p className={styles['empty']}>{mayArrange ? t`No notes yet. Drag one here.` : t`No notes yet.`}</p>
      )}
      {frame.more > 0 && (
        <button
          type="button"
          className={styles['more']}
          data-count
          style={{ top: frame.moreTop }}
          onClick={() => {
            onOpen(theme)
          }}
        >
          <Plural value={frame.more} one="Show # more note" other="Show # more notes" />
        </button>
      )}
      {mayArrange && (
        <button
          type="button"
          className={styles['edge']}
          data-hold="edge"
          data-theme-id={theme}
          onKeyDown={onKeyDown}
          aria-label={t`Width of ${frame.title}`}
          title={t`Drag to make it wider or narrower; or use the arrow keys.`}
        />
      )}
    </section>
  )
})

/** The theme's box; while something is held over it, or its edge is held, as it would be then. */
function useFrame(theme: ThemeId): FrameBox | undefined {
  const { useHolding } = useTable()
  const frame = useScene((scene) => scene.frames.get(theme))
  // The whole state while it concerns this theme, so that no other frame is drawn again.
  const holding = useHolding((state) =>
    (state.target?.is === 'theme' && state.target.theme === theme) ||
    (state.held?.is === 'edge' && state.held.theme === theme)
      ? state
      : undefined,
  )
  const board = useBoard((view) => (holding ? view : undefined))
  if (!frame || !holding || !board?.themes.has(theme)) return frame
  const { held, target, width = frame.width } = holding
  const content = frameContent(board, theme, { ...frame, width })
  if (held?.is !== 'notes' || target?.is !== 'theme') return layOutFrame(content)
  const cards = content.cards.filter((card) => !held.members.has(card.note))
  return layOutFrame({
    ...content,
    cards,
    slotAt: slotOf(
      target.before,
      cards.map((card) => card.note),
    ),
  })
}

/** What the arrow keys do with a frame: with Alt they move it; on the edge, or with Shift as well, they size it. */
function useFrameKeys(theme: ThemeId): (event: KeyboardEvent<HTMLButtonElement>) => void {
  const door = useDocument()
  const sceneNow = useSceneNow()
  return (event) => {
    const x = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const y = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const box = sceneNow().frames.get(theme)
    const isSizing = event.currentTarget.dataset['hold'] === 'edge' || (event.altKey && event.shiftKey)
    if (!box || (x === 0 && y === 0) || !(isSizing || event.altKey)) return
    event.preventDefault()
    event.stopPropagation()
    if (isSizing)
      setFrame(door(), sceneNow(), theme, { width: fittingWidth(box.width + (x || y) * COLUMN_STEP) })
    else setFrame(door(), sceneNow(), theme, { x: box.x + x * KEY_STEP, y: box.y + y * KEY_STEP })
  }
}
