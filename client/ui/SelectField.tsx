import { useId } from 'react'
import styles from './Field.module.css'

/** One of many. The browser's own control: it works everywhere, with every keyboard and on every phone. */
export function SelectField<V extends string>({
  label,
  hint,
  value,
  onChange,
  options,
  isLabelHidden = false,
  isDisabled = false,
}: {
  readonly label: string
  readonly hint?: string
  readonly value: V
  readonly onChange: (value: V) => void
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly isLabelHidden?: boolean
  readonly isDisabled?: boolean
}) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : styles['label']}>
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </span>
      )}
      <select
        id={id}
        className={`${styles['input']} ${styles['select']}`}
        value={value}
        disabled={isDisabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          onChange(event.target.value as V)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
