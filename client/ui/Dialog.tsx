import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { IconButton } from './Button.tsx'
import styles from './Dialog.module.css'

/**
 * A dialogue over the page; on a phone it fills the screen. Focus goes in and comes back by itself.
 * @param foot the buttons at the end, the main one last
 */
export function Dialog({
  title,
  onClose,
  children,
  foot,
  size = 'usual',
  role = 'dialog',
  isDismissable = true,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly foot?: ReactNode
  readonly size?: 'usual' | 'wide'
  readonly role?: 'dialog' | 'alertdialog'
  /** Whether a click beside it closes it; not where words could be lost. */
  readonly isDismissable?: boolean
}) {
  const { t } = useLingui()
  const dialog = useRef<HTMLElement>(null)
  useEffect(() => {
    // React Aria waits a moment where a screen reader may have pressed the button, and gives up when the button has lost
    // the focus by then; which it has, since all behind the dialogue is inert.
    const element = dialog.current
    if (element && !element.contains(document.activeElement)) element.focus({ preventScroll: true })
  }, [])
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      isDismissable={isDismissable}
      className={styles['overlay'] ?? ''}
    >
      <Modal className={`${styles['modal']} ${size === 'wide' ? styles['wide'] : ''}`}>
        <AriaDialog ref={dialog} role={role} className={styles['dialog'] ?? ''}>
          <div className={styles['head']}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton name={t`Close`} icon={<X aria-hidden />} onPress={onClose} />
          </div>
          <div className={styles['body']}>{children}</div>
          {foot && <div className={styles['foot']}>{foot}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
