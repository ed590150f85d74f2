import type { ReactNode } from 'react'
import styles from './LinkButton.module.css'

/** Words in a sentence that lead to something on this page. */
export function LinkButton({
  children,
  onPress,
  name,
}: {
  readonly children: ReactNode
  readonly onPress: () => void
  /** What it is called when its words alone do not say where they lead. */
  readonly name?: string
}) {
  return (
    <button type="button" className={styles['link']} aria-label={name} onClick={onPress}>
      {children}
    </button>
  )
}
