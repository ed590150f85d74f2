import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { useId } from 'react'
import type { ThemeId } from '../../../shared/model/ids.ts'
import { useBoard } from '../../sync/hooks.ts'
import { IconButton } from '../../ui/Button.tsx'
import { ThemeDetails } from './ThemeDetails.tsx'
import styles from './ThemePanel.module.css'

/** A theme in the panel beside the table: its words, which several people write together, and what it holds. */
export default function ThemePanel({
  themeId,
  onClose,
}: {
  readonly themeId: ThemeId
  readonly onClose?: () => void
}) {
  const { t } = useLingui()
  const headingId = useId()
  const theme = useBoard((view) => view.themes.get(themeId))
  if (!theme) return null
  return (
    <section className={styles['panel']} aria-labelledby={headingId}>
      <header className={styles['head']}>
        <h2 id={headingId} dir="auto">
          {theme.title.trim() || t`Theme without a name`}
        </h2>
        {onClose && (
          <IconButton name={t`Close`} size="small" icon={<X size={20} aria-hidden />} onPress={onClose} />
        )}
      </header>
      <ThemeDetails key={themeId} themeId={themeId} />
    </section>
  )
}
