import type { ReactNode } from 'react'
import styles from './Banner.module.css'

/** A sentence that matters now, with what can be done about it. */
export function Banner({
  tone,
  children,
  actions,
  isLive = false,
}: {
  readonly tone: 'good' | 'gentle' | 'problem'
  readonly children: ReactNode
  readonly actions?: ReactNode
  /** Whether it is read out when it appears. */
  readonly isLive?: boolean
}) {
  return (
    <div className={`${styles['banner']} ${styles[tone]}`} {...(isLive ? { role: 'status' } : {})}>
      <div>{children}</div>
      {actions}
    </div>
  )
}

/** What stands where there is nothing yet: what will be here, and how to begin. */
export function EmptyHint({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className={styles['hint']}>
      <h3>{title}</h3>
      <div>{children}</div>
    </div>
  )
}
