import { Trans, useLingui } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { useRef, useState } from 'react'
import { announce } from './announce.ts'
import { Button } from './Button.tsx'
import { copyText } from './copyText.ts'
import styles from './CopyLine.module.css'

/** A line to be copied and sent to someone: a link, mostly. Where copying is not allowed the line selects itself. */
export function CopyLine({ label, value }: { readonly label: string; readonly value: string }) {
  const { t } = useLingui()
  const field = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState<string>()
  const copy = async () => {
    if (await copyText(value)) {
      setCopied(value)
      announce(t`Copied`)
    } else {
      field.current?.select()
      announce(t`Copying is not allowed here. The words are selected: copy them by hand.`)
    }
  }
  return (
    <div className={styles['line']}>
      <label className={styles['label']}>
        {label}
        <input
          ref={field}
          className={styles['words']}
          readOnly
          value={value}
          onFocus={(event) => {
            event.target.select()
          }}
        />
      </label>
      <Button
        look="quiet"
        onPress={() => {
          void copy()
        }}
      >
        {copied === value ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
        {copied === value ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
      </Button>
    </div>
  )
}
