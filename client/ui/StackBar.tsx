import styles from './StackBar.module.css'

/** Parts of a whole side by side, each with its number on it and its name for those who hear the page. */
export function StackBar({
  parts,
}: {
  /** In their order from strong agreement to strong disagreement: the first has the first colour of the scale. */
  readonly parts: readonly { readonly key: string; readonly label: string; readonly count: number }[]
}) {
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  if (total === 0) return <div className={styles['empty']}>0</div>
  return (
    <ul className={styles['bar']}>
      {parts.map((part, index) =>
        part.count > 0 ? (
          <li
            key={part.key}
            className={styles[`step${index + 1}`]}
            style={{ flexGrow: part.count }}
            title={`${part.label}: ${part.count}`}
          >
            <span className="visually-hidden">{part.label}: </span>
            {part.count}
          </li>
        ) : null,
      )}
    </ul>
  )
}
