import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type SubmitEvent } from 'react'
import { Button } from './Button.tsx'
import styles from './CodeField.module.css'
import { TextField } from './Field.tsx'

/** The form for a short code that was read out, in capitals or not, with its hyphen or without. */
export function CodeField({
  onCode,
  isBusy,
  fault,
  isMain = false,
}: {
  readonly onCode: (code: string) => void
  readonly isBusy: boolean
  /** What was wrong with the last code, as a sentence. */
  readonly fault: string | undefined
  /** Whether the page is for nothing else: then the field has the focus. */
  readonly isMain?: boolean
}) {
  const { t } = useLingui()
  const [code, setCode] = useState('')
  const [wasEmpty, setEmpty] = useState(false)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setEmpty(code.trim() === '')
    if (code.trim() !== '') onCode(code)
  }
  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <div className={styles['code']}>
        <TextField
          label={t`Code`}
          hint={t`The six letters and numbers that the facilitator reads out or shows.`}
          value={code}
          onChange={(next) => {
            setCode(next.toLocaleUpperCase('en'))
            setEmpty(false)
          }}
          maxLength={20}
          autoComplete="off"
          {...(isMain ? { autoFocus: true } : {})}
          fault={wasEmpty ? t`Type the code first.` : fault}
        />
      </div>
      <div>
        <Button type="submit" look={isMain ? 'main' : 'quiet'} isDisabled={isBusy}>
          <Trans>Join</Trans>
        </Button>
      </div>
    </form>
  )
}
