import { useId } from 'react'
import styles from './Field.module.css'

/** Words to look for. The browser's own control: nothing in it can be wrong, so there is nothing to load for it. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
}: {
  /** For those who hear the page; the others read the placeholder. */
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <input
        id={id}
        type="search"
        className={styles['input']}
        dir="auto"
        placeholder={placeholder}
        value={value}
        onChange={(event) => {
          onChange(event.target.value)
        }}
      />
    </div>
  )
}
