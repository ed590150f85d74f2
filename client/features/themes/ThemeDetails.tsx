import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { saveTheme } from '../../../shared/document/change.ts'
import type { ThemeId } from '../../../shared/model/ids.ts'
import { mayWriteTable } from '../../../shared/model/roles.ts'
import { themeColours } from '../../../shared/model/tableNames.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useDocument, useMyRole } from '../../sync/hooks.ts'
import { SharedTextField } from '../../sync/SharedTextField.tsx'
import { announce } from '../../ui/announce.ts'
import { Button } from '../../ui/Button.tsx'
import { themeColourValues } from './themeColours.ts'
import { RenameTheme } from './RenameTheme.tsx'
import { ThemeEvidence } from './ThemeEvidence.tsx'
import styles from './ThemePanel.module.css'

const colourNames = {
  teal: msg`Teal`,
  gold: msg`Gold`,
  plum: msg`Plum`,
  rust: msg`Rust`,
  blue: msg`Blue`,
  moss: msg`Moss`,
} as const

/** What a theme says, where people differ, what it rests on, and what one may do with it. */
export function ThemeDetails({ themeId }: { readonly themeId: ThemeId }) {
  const { t, i18n } = useLingui()
  const document = useDocument()
  const say = useTab((tab) => tab.say)
  const canWrite = mayWriteTable(useMyRole(), 'themes')
  const theme = useBoard((view) => view.themes.get(themeId))
  if (!theme) return null
  const isAside = theme.state === 'set aside'
  const title = theme.title.trim() || t`Theme without a name`
  const setAside = () => {
    saveTheme(document(), themeId, { state: 'set aside' })
    say(t`“${title}” is set aside. Its words and notes wait; bring it back from the list at any time.`)
  }
  const bringBack = () => {
    saveTheme(document(), themeId, { state: 'open' })
    announce(t`“${title}” is back.`)
  }
  return (
    <div className={styles['details']}>
      {canWrite && <RenameTheme themeId={themeId} />}
      {isAside && (
        <p className={styles['aside']}>
          <Trans>This theme is set aside.</Trans>
        </p>
      )}
      <SharedTextField
        textKey={`themes/${themeId}/summary`}
        label={t`What this theme says, in plain words`}
        rows={4}
        isDisabled={!canWrite}
      />
      <SharedTextField
        textKey={`themes/${themeId}/differ`}
        label={t`Where people differ`}
        hint={t`Who sees it otherwise, and how. Keep both.`}
        rows={2}
        isDisabled={!canWrite}
      />
      <ThemeEvidence themeId={themeId} />
      {canWrite && (
        <fieldset className={styles['colours']}>
          <legend>
            <Trans>Colour</Trans>
          </legend>
          {themeColours.map((colour) => (
            <label key={colour} className={styles['swatch']}>
              <input
                type="radio"
                aria-label={i18n._(colourNames[colour])}
                name={`colour-${themeId}`}
                checked={theme.colour === colour}
                onChange={() => {
                  saveTheme(document(), themeId, { colour })
                }}
              />
              <span className={styles['dot']} style={{ background: themeColourValues[colour] }} />
            </label>
          ))}
        </fieldset>
      )}
      {canWrite && (
        <div>
          {isAside ? (
            <Button look="quiet" wide onPress={bringBack}>
              <Trans>Bring this theme back</Trans>
            </Button>
          ) : (
            <Button look="quiet" wide onPress={setAside}>
              <Trans>Set this theme aside</Trans>
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
