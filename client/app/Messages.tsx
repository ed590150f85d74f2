import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTab, type TabState } from '../store/tab.ts'
import { IconButton } from '../ui/Button.tsx'
import styles from './Messages.module.css'

/**
 * Short messages over the page, and over an open dialogue. The region is always there, so that what comes into it
 * is read out.
 */
export function Messages() {
  const messages = useTab((tab) => tab.messages)
  return (
    <div role="status" className={styles['region']} data-react-aria-top-layer="true">
      {messages.map((message) => (
        <Message key={message.id} message={message} />
      ))}
    </div>
  )
}

const GOOD_NEWS_STAYS_MS = 8000

/** Good news goes by itself after a while, but never under the pointer or the focus; a problem stays until dismissed. */
function Message({ message: { id, tone, text } }: { readonly message: TabState['messages'][number] }) {
  const { t } = useLingui()
  const dismiss = useTab((tab) => tab.dismiss)
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (tone === 'problem' || isHeld) return undefined
    const timer = setTimeout(() => {
      dismiss(id)
    }, GOOD_NEWS_STAYS_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [id, tone, isHeld, dismiss])
  // These make it no control: they only keep it where it is while someone reads it.
  const holding = {
    onPointerEnter: () => {
      setHeld(true)
    },
    onPointerLeave: () => {
      setHeld(false)
    },
    onFocus: () => {
      setHeld(true)
    },
    onBlur: () => {
      setHeld(false)
    },
  }
  return (
    <div className={`${styles['message']} ${tone === 'problem' ? styles['problem'] : ''}`} {...holding}>
      <span>{text}</span>
      <IconButton
        size="small"
        name={t`Dismiss`}
        icon={<X size={18} aria-hidden />}
        onPress={() => {
          dismiss(id)
        }}
      />
    </div>
  )
}
