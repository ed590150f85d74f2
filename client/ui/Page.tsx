import type { ReactNode } from 'react'
import { Link } from 'react-aria-components'
import { Mark } from './Mark.tsx'
import styles from './Page.module.css'

/** A page outside a board, under the product's sign, which leads to the first page. */
export function Page({
  children,
  isNarrow = false,
}: {
  readonly children: ReactNode
  readonly isNarrow?: boolean
}) {
  return (
    <main className={`${styles['page']} ${isNarrow ? styles['narrow'] : ''}`}>
      <Link href="/" className={styles['brand'] ?? ''}>
        <Mark />
        Common Thread
      </Link>
      {children}
    </main>
  )
}

/** A white sheet on the table. */
export function Sheet({
  children,
  as: Tag = 'section',
  label,
}: {
  readonly children: ReactNode
  readonly as?: 'section' | 'div'
  readonly label?: string
}) {
  return (
    <Tag className={styles['sheet']} aria-label={label}>
      {children}
    </Tag>
  )
}
