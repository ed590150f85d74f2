import { Trans } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import { Button } from './Button.tsx'
import styles from './ConfirmAction.module.css'

/** Something that is asked about before it is done: the question opens in place of the button. */
export function ConfirmAction({
  label,
  question,
  yes,
  onConfirm,
  look = 'quiet',
  size = 'usual',
  isBusy = false,
}: {
  readonly label: ReactNode
  /** What will happen, and what will not. */
  readonly question: ReactNode
  /** The button that does it, as a verb. */
  readonly yes: ReactNode
  readonly onConfirm: () => void
  readonly look?: 'quiet' | 'plain' | 'danger'
  readonly size?: 'usual' | 'small'
  readonly isBusy?: boolean
}) {
  const [isAsking, setAsking] = useState(false)
  if (!isAsking) {
    return (
      <Button
        look={look}
        size={size}
        isDisabled={isBusy}
        onPress={() => {
          setAsking(true)
        }}
      >
        {label}
      </Button>
    )
  }
  return (
    <div className={styles['ask']} role="group">
      <p role="status">{question}</p>
      <div className={styles['acts']}>
        <Button
          look="danger"
          isDisabled={isBusy}
          onPress={() => {
            setAsking(false)
            onConfirm()
          }}
        >
          {yes}
        </Button>
        {/* The button that had the focus has just gone, so the safe answer takes it. */}
        <Button
          look="plain"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- see above
          autoFocus
          onPress={() => {
            setAsking(false)
          }}
        >
          <Trans>No, leave it</Trans>
        </Button>
      </div>
    </div>
  )
}
