import { Trans, useLingui } from '@lingui/react/macro'
import { Archive } from 'lucide-react'
import { Button as Tool } from 'react-aria-components'
import { saveTheme } from '../../../shared/document/change.ts'
import { mayWriteTable } from '../../../shared/model/roles.ts'
import { useBoard, useDocument, useMyRole } from '../../sync/hooks.ts'
import { announce } from '../../ui/announce.ts'
import { Menu } from '../../ui/Menu.tsx'
import styles from './ThemesToolbar.module.css'

/** The themes that were set aside, each of which anyone can bring back. */
export function SetAside({ isNarrow }: { readonly isNarrow: boolean }) {
  const { t } = useLingui()
  const door = useDocument()
  const aside = useBoard((view) => view.outline.asideThemes)
  const themes = useBoard((view) => view.themes)
  const mayArrange = mayWriteTable(useMyRole(), 'themes')
  if (aside.length === 0) return null
  const actions = aside.map((id) => {
    const title = themes.get(id)?.title ?? ''
    return {
      id,
      label: mayArrange ? t`Bring back “${title}”` : title,
      isDisabled: !mayArrange,
      run: () => {
        saveTheme(door(), id, { state: 'open' })
        announce(t`“${title}” is back on the canvas.`)
      },
    }
  })
  return (
    <div className={styles['group']}>
      <Menu
        label={t`Themes set aside`}
        actions={actions}
        trigger={
          <Tool className={styles['tool'] ?? ''}>
            <Archive size={16} aria-hidden />
            {!isNarrow && (
              <span className={styles['word']}>
                <Trans>Set aside</Trans>
              </span>
            )}
            {aside.length}
            <span className="visually-hidden">{t`Themes set aside`}</span>
          </Tool>
        }
      />
    </div>
  )
}
