import { useLingui } from '@lingui/react/macro'
import { Fragment, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import type { Stretch } from '../../../shared/model/blackOut.ts'
import { Words } from '../../i18n/Words.tsx'
import styles from './BlackOut.module.css'

/**
 * A text whose words can be chosen: by tapping, or with the arrow keys and the space bar. With Shift, or in stretches,
 * all words from one to another. One list with one stop for the Tab key, since a note may have two thousand words.
 */
export function WordPicker({
  label,
  text,
  lang,
  tokens,
  picked,
  isStretch,
  onPick,
}: {
  readonly label: string
  readonly text: string
  readonly lang?: string | undefined
  readonly tokens: readonly Stretch[]
  /** By their place in `tokens`. */
  readonly picked: ReadonlySet<number>
  /** Whether two choices make a stretch, and not one a word. */
  readonly isStretch: boolean
  readonly onPick: (picked: ReadonlySet<number>) => void
}) {
  const { t } = useLingui()
  const list = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  /** Where a stretch began that has no end yet. */
  const [from, setFrom] = useState<number>()
  const last = tokens.length - 1
  const reached = Math.min(active, last)

  const pickThrough = (a: number, b: number) => {
    const next = new Set(picked)
    for (let i = Math.min(a, b); i <= Math.max(a, b); i++) next.add(i)
    onPick(next)
  }
  const choose = (i: number, isLong: boolean) => {
    if (isLong) pickThrough(reached, i)
    else if (isStretch && from === undefined) {
      setFrom(i)
      pickThrough(i, i)
    } else if (isStretch && from !== undefined) {
      setFrom(undefined)
      pickThrough(from, i)
    } else {
      const next = new Set(picked)
      if (!next.delete(i)) next.add(i)
      onPick(next)
    }
    setActive(i)
  }
  const onClick = (event: MouseEvent) => {
    const option = (event.target as Element).closest('[role="option"]')
    if (option instanceof HTMLElement) choose(Number(option.dataset['token']), event.shiftKey)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault()
      choose(reached, event.shiftKey)
      return
    }
    const isLeftNext = getComputedStyle(event.currentTarget).direction === 'rtl'
    const next = {
      ArrowDown: reached + 1,
      ArrowUp: reached - 1,
      ArrowRight: reached + (isLeftNext ? -1 : 1),
      ArrowLeft: reached + (isLeftNext ? 1 : -1),
      Home: 0,
      End: last,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    const to = Math.max(0, Math.min(last, next))
    if (event.shiftKey) pickThrough(reached, to)
    setActive(to)
    list.current?.querySelector<HTMLElement>(`[data-token="${to}"]`)?.focus()
  }

  return (
    <>
      {/* The options have the focus, one at a time; their keys and clicks arrive here. */}
      {/* eslint-disable-next-line jsx-a11y/interactive-supports-focus -- see above */}
      <div
        ref={list}
        role="listbox"
        aria-multiselectable
        aria-label={label}
        className={styles['words']}
        dir="auto"
        lang={lang}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        {tokens.map((token, i) => {
          const gap = text.slice(tokens[i - 1]?.end ?? 0, token.start)
          const isJoined = picked.has(i - 1) && picked.has(i)
          return (
            <Fragment key={token.start}>
              <span className={isJoined ? styles['joined'] : undefined}>
                <Words>{gap}</Words>
              </span>
              <span
                role="option"
                data-token={i}
                aria-selected={picked.has(i)}
                tabIndex={i === reached ? 0 : -1}
                className={styles['word']}
              >
                {text.slice(token.start, token.end)}
              </span>
            </Fragment>
          )
        })}
        <Words>{text.slice(tokens.at(-1)?.end ?? 0)}</Words>
      </div>
      <p role="status" className={styles['hint']}>
        {isStretch && from !== undefined && t`Now choose the last word of the stretch.`}
      </p>
    </>
  )
}
