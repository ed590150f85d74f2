import { useLingui } from '@lingui/react/macro'
import {
  memo,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
} from 'react'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { useSession } from '../../../sync/hooks.ts'
import { useTab } from '../../../store/tab.ts'
import { colourOf, initialsOf } from '../../../ui/PersonCircle.tsx'
import { langOf } from '../../../i18n/noteWords.ts'
import { inWords } from '../../../i18n/Words.tsx'
import { NoteFace } from '../../../ui/NoteFace.tsx'
import styles from './Canvas.module.css'
import type { Rect } from './geometry.ts'
import { useTable } from './parts.ts'
import { cardKey, nextCard } from './reach.ts'
import { boxOfCard, type CardPlace } from './scene.ts'

type CardProps = {
  readonly note: NoteId
  /** The theme in which this card of the note lies. */
  readonly theme: ThemeId | null
  readonly where: 'canvas' | 'tray'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly lines: number
  /** The cards that the arrow keys go through. */
  readonly order: () => readonly CardPlace[]
}

/** A note's card on the canvas or in the tray: it can be picked up, opened, selected and moved. */
export const NoteCard = memo(function NoteCard({
  note,
  theme,
  where,
  x,
  y,
  width,
  height,
  lines,
  order,
}: CardProps) {
  const { i18n, t } = useLingui()
  const session = useSession()
  const table = useTable()
  const facts = useMemo(() => table.cards.factsOf(note, theme, where), [table, note, theme, where])
  const {
    note: row,
    tag,
    isTwice,
    isDiffering,
    isFaint,
    isSelected,
    isHeld,
    isTarget,
    selectedBy,
    nameOfOther,
    mayMove,
    isReached,
    isWanted,
  } = useSyncExternalStore(table.cards.subscribe, facts)
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!isWanted) return
    element.current?.focus({ preventScroll: true })
    table.useReach.setState({ wanted: undefined })
  }, [isWanted, table])
  if (!row) return null

  const { openDialog, toggleNote } = useTab.getState()
  const open = () => {
    openDialog({ is: 'note', note })
  }
  const onClick = (event: MouseEvent) => {
    const isChoosing = useTab.getState().isSelecting || event.shiftKey || event.ctrlKey || event.metaKey
    if (isChoosing && mayMove) toggleNote(note)
    else open()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const next = nextCard(order(), { note, theme }, event.key)
    if (next) {
      const box = where === 'canvas' ? boxOfCard(table.sceneOf(session.view), next) : undefined
      if (box) table.camera.reveal(box)
      const nextKey = cardKey(where, next)
      table.useReach.setState({ [where]: nextKey, wanted: nextKey })
    } else if (event.key === 'Enter') open()
    else if (event.key === ' ' && mayMove) toggleNote(note)
    else if (event.key === 'm' && mayMove) openDialog({ is: 'move-notes', notes: [note], from: theme })
    else if (!event.key.startsWith('Arrow')) return
    event.preventDefault()
    event.stopPropagation()
  }
  const looks = [
    styles['card'],
    isFaint ? styles['faint'] : '',
    isSelected ? styles['selected'] : '',
    isHeld ? styles['lifted'] : '',
    isTarget ? styles['target'] : '',
  ]
  return (
    <div
      ref={element}
      role="button"
      tabIndex={isReached ? 0 : -1}
      data-note-id={note}
      data-theme-id={theme ?? undefined}
      aria-pressed={isSelected}
      aria-keyshortcuts={mayMove ? 'Enter Space M' : 'Enter'}
      className={looks.filter(Boolean).join(' ')}
      style={{
        ...boxStyle({ x, y, width, height }),
        ...(selectedBy ? ({ '--other': colourOf(selectedBy) } as CSSProperties) : {}),
      }}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onFocus={() => {
        table.useReach.setState({ [where]: cardKey(where, { note, theme }) })
      }}
    >
      <NoteFace
        kind={row.kind}
        said={inWords(row.said)}
        lang={langOf(row)}
        kindLabel={row.kind === 'heard' ? t`Heard` : t`Own view`}
        tags={tag ? [i18n._(tag)] : []}
        clampLines={lines}
      >
        {isTwice && <span className={styles['mark']}>{t`Placed in two themes`}</span>}
        {isDiffering && (
          <span className={`${styles['mark']} ${styles['differs']}`}>{t`Sees it differently`}</span>
        )}
      </NoteFace>
      {isTarget && <span className={styles['together']}>{t`Begin a theme`}</span>}
      {selectedBy && nameOfOther && (
        <span className={styles['initials']} title={nameOfOther}>
          {initialsOf(nameOfOther)}
        </span>
      )}
    </div>
  )
})

/** Puts an element where its box is. */
export const boxStyle = ({ x, y, width, height }: Rect): CSSProperties => ({ left: x, top: y, width, height })
