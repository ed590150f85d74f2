import { useEffect, useRef, type ReactNode } from 'react'
import { Dialog } from '../../ui/Dialog.tsx'

/**
 * Stands in place of a note that is not to be seen any more. It may have gone while somebody had it open, with the
 * button that had the focus: so the sentence takes the focus, and is read out.
 */
export function NoteGone({
  title,
  onClose,
  foot,
  children,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly foot?: ReactNode
  readonly children: ReactNode
}) {
  const sentence = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    sentence.current?.focus()
  }, [])
  return (
    <Dialog title={title} onClose={onClose} foot={foot}>
      <p ref={sentence} tabIndex={-1}>
        {children}
      </p>
    </Dialog>
  )
}
