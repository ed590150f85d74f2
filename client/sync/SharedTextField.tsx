import { useLingui } from '@lingui/react/macro'
import { useEffect, useId, useRef } from 'react'
import { textOf } from '../../shared/document/BoardDocument.ts'
import { replaceText } from '../../shared/document/changeText.ts'
import { limits } from '../../shared/model/limits.ts'
import type { TextKey } from '../../shared/model/tables.ts'
import styles from '../ui/Field.module.css'
import { useBoard, useSession, useStatus } from './hooks.ts'
import { mergeText, movedBy } from './mergeText.ts'
import { isOffBoard } from './saving.ts'

/** After so long without a key, one is no longer shown as writing. */
const STILL_WRITING_MS = 4000

/**
 * Words that several people write together. What others write appears as they write it, and leaves one's caret
 * and one's own words where they are; who else is writing here is said below.
 */
export function SharedTextField({
  textKey,
  label,
  hint,
  rows = 3,
  isDisabled = false,
}: {
  readonly textKey: TextKey
  readonly label: string
  readonly hint?: string
  readonly rows?: number
  readonly isDisabled?: boolean
}) {
  const id = useId()
  const { t } = useLingui()
  const area = useSharedText(textKey)
  const writer = useWriter(textKey)
  const isOff = useStatus(({ save }) => isOffBoard(save))
  const described = [hint ? `${id}-hint` : '', `${id}-writer`].filter(Boolean).join(' ')
  return (
    <div className={styles['field']}>
      <div
        style={{ display: 'flex', gap: '0 12px', alignItems: 'baseline', justifyContent: 'space-between' }}
      >
        <label htmlFor={id} className={styles['label']}>
          {label}
        </label>
        {/* Beside the label, so that nothing moves when somebody begins to write. */}
        <span id={`${id}-writer`} className={styles['hint']} style={{ whiteSpace: 'nowrap' }}>
          {writer === undefined ? '' : t`${writer} is writing`}
        </span>
      </div>
      {hint && (
        <span id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </span>
      )}
      <textarea
        {...area}
        id={id}
        className={styles['input']}
        style={{ fieldSizing: 'content', minHeight: `calc(${rows} * 1.4em + 20px)`, maxHeight: '50vh' }}
        rows={rows}
        dir="auto"
        maxLength={limits.textCharacters}
        readOnly={isDisabled || isOff}
        aria-describedby={described}
      />
    </div>
  )
}

/** Binds a text area to a shared text. The area is uncontrolled: React never writes into it while one types. */
function useSharedText(key: TextKey) {
  const session = useSession()
  const areaRef = useRef<HTMLTextAreaElement>(null)
  /** What the area showed when it last agreed with the board. */
  const agreedRef = useRef('')
  const isComposingRef = useRef(false)
  const quietRef = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    const takeOver = () => {
      const area = areaRef.current
      // Words being composed (Chinese, or a phone's suggestions) would break off if the area were written to.
      if (!area || isComposingRef.current) return
      const now = session.view.texts.get(key) ?? ''
      if (area.value !== now) show(area, now, (offset) => movedBy(area.value, now, offset))
      agreedRef.current = now
    }
    takeOver()
    return session.subscribe(takeOver)
  }, [session, key])

  useEffect(
    () => () => {
      clearTimeout(quietRef.current)
      session.showPresence({ typing: null })
    },
    [session, key],
  )

  const write = () => {
    const area = areaRef.current
    if (!area) return
    // The document may be a frame ahead of what the area shows, so my change is carried over to what it reads now.
    const theirs = textOf(session.document, key)
    if (theirs === undefined) return
    const merged = mergeText(agreedRef.current, area.value, theirs)
    if (merged.text !== area.value) show(area, merged.text, () => merged.caret)
    agreedRef.current = merged.text
    replaceText(session.document, key, merged.text)
  }
  const saySo = () => {
    session.showPresence({ typing: key })
    clearTimeout(quietRef.current)
    quietRef.current = setTimeout(() => {
      session.showPresence({ typing: null })
    }, STILL_WRITING_MS)
  }

  return {
    ref: areaRef,
    onInput: () => {
      saySo()
      if (!isComposingRef.current) write()
    },
    onCompositionStart: () => {
      isComposingRef.current = true
    },
    onCompositionEnd: () => {
      isComposingRef.current = false
      write()
    },
    onBlur: () => {
      clearTimeout(quietRef.current)
      session.showPresence({ typing: null })
    },
  }
}

function show(area: HTMLTextAreaElement, text: string, place: (offset: number) => number): void {
  const { selectionStart, selectionEnd, scrollTop } = area
  const start = place(selectionStart)
  const end = place(selectionEnd)
  area.value = text
  if (document.activeElement === area) area.setSelectionRange(start, end)
  area.scrollTop = scrollTop
}

/** The name of someone else who is writing in this text, or undefined. */
function useWriter(key: TextKey): string | undefined {
  const { me } = useSession()
  const writer = useStatus(
    (status) =>
      status.others.find((other) => other.typing === key && other.participant !== me.id)?.participant,
  )
  return useBoard((view) => (writer ? view.people.get(writer)?.name : undefined))
}
