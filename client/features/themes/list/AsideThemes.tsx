import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { saveTheme } from '../../../../shared/document/change.ts'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { useTab } from '../../../store/tab.ts'
import { useBoard, useDocument } from '../../../sync/hooks.ts'
import { announce } from '../../../ui/announce.ts'
import { Button } from '../../../ui/Button.tsx'
import { focusThemeSoon } from './focusSoon.ts'
import styles from './ListView.module.css'

/** The themes that were set aside; they wait with their words and their notes. */
export default function AsideThemes({ canWrite }: { readonly canWrite: boolean }) {
  const aside = useBoard((view) => view.outline.asideThemes)
  return (
    <section className={styles['section']} aria-labelledby="themes-set-aside">
      <h2 id="themes-set-aside" className={styles['heading']}>
        <Trans>Set aside</Trans> <span className={styles['count']}>{aside.length}</span>
      </h2>
      <ul className={styles['aside']}>
        {aside.map((theme) => (
          <AsideTheme key={theme} theme={theme} canWrite={canWrite} />
        ))}
      </ul>
    </section>
  )
}

function AsideTheme({ theme: id, canWrite }: { readonly theme: ThemeId; readonly canWrite: boolean }) {
  const { t } = useLingui()
  const document = useDocument()
  const { openDialog } = useTab.getState()
  const title = useBoard((view) => view.themes.get(id)?.title.trim()) || t`Theme without a name`
  const count = useBoard((view) => view.outline.notesOf.get(id)?.length ?? 0)
  const bringBack = () => {
    saveTheme(document(), id, { state: 'open' })
    announce(t`“${title}” is back.`)
    focusThemeSoon(id)
  }
  return (
    <li className={styles['asideRow']}>
      <button
        type="button"
        className={styles['title']}
        dir="auto"
        onClick={() => {
          openDialog({ is: 'theme', theme: id })
        }}
      >
        {title}
      </button>
      <span className={styles['none']}>
        <Plural value={count} one="# note waits" other="# notes wait" />
      </span>
      {canWrite && (
        <Button look="quiet" size="small" aria-label={t`Bring back: ${title}`} onPress={bringBack}>
          <Trans>Bring back</Trans>
        </Button>
      )}
    </li>
  )
}
