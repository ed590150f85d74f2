import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { NoteId } from '../../../shared/model/ids.ts'
import { mayWrite } from '../../../shared/model/roles.ts'
import type { Note } from '../../../shared/model/tables.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { useTab } from '../../store/tab.ts'
import { looseSize, LOOSE_WIDTH, type CardSize } from './canvas/geometry.ts'
import { NoteCard } from './canvas/NoteCard.tsx'
import { useTable } from './canvas/parts.ts'
import { cardKey } from './canvas/reach.ts'
import type { CardPlace, SceneBoard } from './canvas/scene.ts'
import { NoteFilterFields } from './NoteFilterFields.tsx'
import styles from './Tray.module.css'

const GAP = 12
/** Drawn above and below what is in sight, so that scrolling shows no gaps. */
const OVERSCAN_PX = 400

/** The notes in no theme that nobody has laid on the canvas: from here they are sorted. */
export function Tray() {
  const { t } = useLingui()
  const session = useSession()
  const {
    hands: { takeTray },
    useHolding,
    useReach,
    matches,
    trayOf,
  } = useTable()
  const filter = useTab((tab) => tab.filter)
  const unthemed = useBoard((view) => view.outline.unthemed)
  const inTray = useBoard(trayOf)
  const found = useBoard((view) => matches(view, filter))
  const isTarget = useHolding(({ target }) => target?.is === 'tray')
  const canWrite = mayWrite(useMyRole())
  const shown = found ? inTray.filter((note) => found.has(note)) : inTray
  const onCanvas = unthemed.length - inTray.length

  // A note's words say how high its card is.
  useBoard((view) => view.notes)
  const { cards, height } = stacked(session.view, shown)
  const { list, span } = useSpan()
  const reached = useReach((reach) => reach.tray)
  const places = useRef<readonly CardPlace[]>([])
  useEffect(() => {
    places.current = shown.map((note) => ({ note, theme: null }))
  })
  const order = useCallback(() => places.current, [])
  const keyOf = (note: CardPlace['note']) => cardKey('tray', { note, theme: null })
  // Tab comes in at the first card, or where one was.
  const tabStop = cards.some((card) => keyOf(card.note) === reached)
    ? reached
    : cards[0] && keyOf(cards[0].note)
  useEffect(() => {
    if (tabStop !== reached) useReach.setState({ tray: tabStop })
  }, [tabStop, reached, useReach])
  // The arrow keys may lead to a card out of sight.
  const wanted = useReach((reach) => (reach.wanted?.startsWith('tray/') ? reach.wanted : undefined))
  const wantedCard = wanted === undefined ? undefined : cards.find((card) => keyOf(card.note) === wanted)
  const wantedY = wantedCard?.y
  useEffect(() => {
    if (wantedY !== undefined) list.current?.scrollTo({ top: Math.max(0, wantedY - 120) })
  }, [wantedY, list])

  return (
    <aside
      ref={takeTray}
      className={`${styles['tray']} ${isTarget ? styles['over'] : ''}`}
      aria-label={t`Not yet in a theme`}
    >
      <h2>
        <Trans>Not yet in a theme</Trans>{' '}
        <span className={styles['count']} data-count>
          {inTray.length}
        </span>
      </h2>
      <NoteFilterFields />
      {found && (
        <p className={styles['small']} role="status" data-count>
          <Plural
            value={shown.length}
            _0="None of these notes match."
            one="# of these notes matches."
            other="# of these notes match."
          />
        </p>
      )}
      <div ref={list} className={styles['list']}>
        {/* As wide as a card, so that cards begin where the reading does. */}
        <div style={{ height, width: LOOSE_WIDTH, position: 'relative' }}>
          {cards
            .filter(
              (card) =>
                (card.y + card.height > span.from && card.y < span.to) || keyOf(card.note) === tabStop,
            )
            .map((card) => (
              <NoteCard
                key={card.note}
                note={card.note}
                theme={null}
                where="tray"
                x={0}
                y={card.y}
                width={LOOSE_WIDTH}
                height={card.height}
                lines={card.lines}
                order={order}
              />
            ))}
        </div>
        {inTray.length === 0 && (
          <p className={styles['small']}>
            {session.view.outline.notes.length === 0 ? (
              <Trans>Notes that people bring appear here.</Trans>
            ) : (
              <>
                <Trans>Every note has found a place.</Trans>{' '}
                {canWrite && <Trans>Drag a note here to take it out again.</Trans>}
              </>
            )}
          </p>
        )}
      </div>
      {onCanvas > 0 && (
        <p className={styles['small']} data-count>
          <Plural value={onCanvas} one="# more lies on the canvas." other="# more lie on the canvas." />
        </p>
      )}
    </aside>
  )
}

/** Hundreds may wait here, all of which are stacked again when one is written. */
const sizes = new WeakMap<Note, CardSize>()
function sizeOf(note: Note): CardSize {
  let size = sizes.get(note)
  if (!size) sizes.set(note, (size = looseSize(note.said)))
  return size
}

/** Cards one under another. */
function stacked(board: SceneBoard, notes: readonly NoteId[]) {
  const cards: (CardSize & { readonly note: NoteId; readonly y: number })[] = []
  let y = 0
  for (const note of notes) {
    const size = sizeOf(board.notes.get(note)!)
    cards.push({ note, y, ...size })
    y += size.height + GAP
  }
  return { cards, height: Math.max(0, y - GAP) }
}

/** The part of a scrolled list that is to be drawn; changes in steps, not at every pixel. */
function useSpan() {
  const list = useRef<HTMLDivElement>(null)
  const [span, setSpan] = useState({ from: 0, to: 2 * OVERSCAN_PX })
  useEffect(() => {
    const element = list.current
    if (!element) return
    const measure = () => {
      const step = OVERSCAN_PX / 2
      const from = Math.floor(element.scrollTop / step) * step - OVERSCAN_PX
      const to = Math.ceil((element.scrollTop + element.clientHeight) / step) * step + OVERSCAN_PX
      setSpan((before) => (before.from === from && before.to === to ? before : { from, to }))
    }
    element.addEventListener('scroll', measure, { passive: true })
    // Called first once the page is laid out: asked for now, that would be done twice.
    const watching = new ResizeObserver(measure)
    watching.observe(element)
    return () => {
      element.removeEventListener('scroll', measure)
      watching.disconnect()
    }
  }, [])
  return { list, span }
}
