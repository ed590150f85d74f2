import { useLingui } from '@lingui/react/macro'
import type { RefCallback } from 'react'
import { createPortal } from 'react-dom'
import { useBoard } from '../../../sync/hooks.ts'
import { Words } from '../../../i18n/Words.tsx'
import { NoteFace } from '../../../ui/NoteFace.tsx'
import styles from './Canvas.module.css'
import { useTable } from './parts.ts'

/** The cards in hand, over everything: the one under the pointer, and how many there are. */
export function HeldCards({ cardRef }: { readonly cardRef: RefCallback<HTMLElement> }) {
  const { t } = useLingui()
  const { useHolding } = useTable()
  const held = useHolding((state) => (state.held?.is === 'notes' ? state.held : undefined))
  const row = useBoard((view) => (held ? view.notes.get(held.notes[0]!) : undefined))
  if (!held || !row) return null
  return createPortal(
    <div ref={cardRef} className={styles['held']} style={{ width: held.width }} aria-hidden>
      <div className={styles['tilted']}>
        <NoteFace
          kind={row.kind}
          said={<Words>{row.said}</Words>}
          kindLabel={row.kind === 'heard' ? t`Heard` : t`Own view`}
          clampLines={6}
        />
      </div>
      {held.notes.length > 1 && <span className={styles['tally']}>{held.notes.length}</span>}
    </div>,
    document.body,
  )
}
