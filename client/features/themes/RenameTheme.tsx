import { Trans, useLingui } from '@lingui/react/macro'
import { Pencil } from 'lucide-react'
import { useState, type FormEvent, type KeyboardEvent } from 'react'
import { saveTheme } from '../../../shared/document/change.ts'
import type { ThemeId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import { useDocument, useSession } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import styles from './ThemePanel.module.css'

/** Gives a theme another name: Enter saves, Escape leaves it as it was. */
export function RenameTheme({ themeId }: { readonly themeId: ThemeId }) {
  const { t } = useLingui()
  const session = useSession()
  const document = useDocument()
  const [title, setTitle] = useState<string>()
  if (title === undefined) {
    return (
      <div>
        <Button
          look="plain"
          size="small"
          onPress={() => {
            setTitle(session.view.themes.get(themeId)?.title ?? '')
          }}
        >
          <Pencil size={16} aria-hidden />
          <Trans>Rename</Trans>
        </Button>
      </div>
    )
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (title.trim() === '') return
    saveTheme(document(), themeId, { title: title.trim() })
    setTitle(undefined)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    // The panel or dialogue around it stays open.
    event.stopPropagation()
    setTitle(undefined)
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape in any of its fields
    <form className={styles['rename']} onSubmit={save} onKeyDown={onKeyDown}>
      <TextField
        label={t`Name of the theme`}
        value={title}
        onChange={setTitle}
        maxLength={limits.titleCharacters}
        fault={title.trim() === '' ? t`A theme needs a name.` : undefined}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- one asked to write here by pressing "Rename"
        autoFocus
      />
      <div className={styles['renameActs']}>
        <Button size="small" type="submit">
          <Trans>Save the name</Trans>
        </Button>
        <Button
          size="small"
          look="plain"
          onPress={() => {
            setTitle(undefined)
          }}
        >
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  )
}
