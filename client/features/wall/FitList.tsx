import { Plural } from '@lingui/react/macro'
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import styles from './Wall.module.css'

/**
 * A list that never scrolls: as many items as fit, the first ones first, and how many more there are. A wall has
 * nobody to scroll it.
 * @param items the most important first
 */
export function FitList({
  items,
  columns = 1,
}: {
  readonly items: readonly { readonly key: string; readonly content: ReactNode }[]
  readonly columns?: 1 | 2
}) {
  const list = useRef<HTMLUListElement>(null)
  const [left, setLeft] = useState(0)

  useLayoutEffect(() => {
    const element = list.current
    if (!element) return undefined
    const fit = () => {
      setLeft(fitItems(element))
    }
    fit()
    const observer = new ResizeObserver(fit)
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
    // After every rendering, since any word may have made an item taller.
  })

  return (
    <div className={styles['fit']}>
      <ul ref={list} className={`${styles['list']} ${columns === 2 ? styles['two'] : ''}`}>
        {items.map(({ key, content }) => (
          <li key={key} className={styles['card']}>
            {content}
          </li>
        ))}
      </ul>
      {left > 0 && (
        <p className={styles['more']}>
          <Plural value={left} one="and # more" other="and # more" />
        </p>
      )}
    </div>
  )
}

/** How much larger than the least size the words may be when there is room, the largest first. */
const SCALES = [1.6, 1.4, 1.2, 1]

/**
 * Makes the words as large as lets everything fit; at the least size it hides the items that reach beyond the
 * list's foot, but never the first.
 * @returns how many are hidden
 */
function fitItems(list: HTMLElement): number {
  const items = [...list.children].filter((child): child is HTMLElement => child instanceof HTMLElement)
  for (const item of items) item.hidden = false
  const foot = list.getBoundingClientRect().bottom + 1
  const isOutside = (item: HTMLElement) => item.getBoundingClientRect().bottom > foot
  for (const scale of SCALES) {
    list.style.setProperty('--fit', String(scale))
    if (!items.some(isOutside)) return 0
  }
  const firstOutside = Math.max(1, items.findIndex(isOutside))
  for (const item of items.slice(firstOutside)) item.hidden = true
  return items.length - firstOutside
}
