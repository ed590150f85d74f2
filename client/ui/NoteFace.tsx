import type { ReactNode } from 'react'
import styles from './NoteFace.module.css'

/** How a note looks, wherever it lies: whose voice it is by edge, ground and word, never by colour alone. */
export function NoteFace({
  kind,
  said,
  lang,
  kindLabel,
  tags = [],
  differs,
  clampLines,
  children,
}: {
  readonly kind: 'heard' | 'own'
  readonly said: ReactNode
  /** The language of its words, as a tag, where it is known. */
  readonly lang?: string | undefined
  readonly kindLabel: string
  readonly tags?: readonly string[]
  /** The words that say that this note sees its theme differently, when it does. */
  readonly differs?: string | undefined
  /** Lines after which the words are cut; all of them when left out. */
  readonly clampLines?: number
  readonly children?: ReactNode
}) {
  return (
    <div className={`${styles['note']} ${kind === 'own' ? styles['own'] : ''}`}>
      <div
        className={`${styles['said']} ${clampLines ? styles['clamped'] : ''}`}
        style={clampLines ? { WebkitLineClamp: clampLines } : undefined}
        dir="auto"
        lang={lang}
      >
        {said}
      </div>
      <div className={styles['foot']}>
        <span className={styles['kind']}>{kindLabel}</span>
        {tags.map((tag) => (
          <span key={tag} className={styles['tag']} dir="auto">
            {tag}
          </span>
        ))}
        {differs && <span className={styles['differs']}>{differs}</span>}
      </div>
      {children}
    </div>
  )
}
