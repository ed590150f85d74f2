import { Trans, useLingui } from '@lingui/react/macro'
import { setBearing } from '../../../shared/document/change.ts'
import { unplaceNote } from '../../../shared/document/placing.ts'
import type { NoteId, ThemeId } from '../../../shared/model/ids.ts'
import { useBoard, useDocument } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Segments } from '../../ui/Field.tsx'
import styles from './NoteDialog.module.css'

/** The themes that a note rests in, and how it bears on each. */
export function NoteThemes({ note, canWrite }: { readonly note: NoteId; readonly canWrite: boolean }) {
  const themes = useBoard((view) => view.outline.themesOf.get(note))
  return (
    <section className={styles['part']}>
      <h3>
        <Trans>Where it rests</Trans>
      </h3>
      {!themes && (
        <p>
          <Trans>Not yet in a theme</Trans>
        </p>
      )}
      {themes && themes.length > 1 && (
        <p className={styles['several']}>
          <Trans>Placed in {themes.length} themes: the group decides whether it belongs in each.</Trans>
        </p>
      )}
      <div className={styles['themes']}>
        {themes?.map((theme) => (
          <RestingPlace key={theme} note={note} theme={theme} canWrite={canWrite} />
        ))}
      </div>
    </section>
  )
}

function RestingPlace({
  note,
  theme,
  canWrite,
}: {
  readonly note: NoteId
  readonly theme: ThemeId
  readonly canWrite: boolean
}) {
  const { t } = useLingui()
  const document = useDocument()
  const title = useBoard((view) => view.themes.get(theme)?.title) || t`Theme without a name`
  const bearing = useBoard((view) => view.bearings.get(`${note}/${theme}`)?.bearing) ?? 'supports'
  return (
    <div className={styles['theme']}>
      <span dir="auto">{title}</span>
      {canWrite && (
        <Button
          look="plain"
          size="small"
          aria-label={t`Take out of ${title}`}
          onPress={() => {
            unplaceNote(document(), note, theme)
          }}
        >
          <Trans>Take out</Trans>
        </Button>
      )}
      <div style={{ flex: '1 1 100%' }}>
        <Segments
          label={t`How it bears on ${title}`}
          isLabelHidden
          value={bearing}
          isDisabled={!canWrite}
          onChange={(next) => {
            setBearing(document(), note, theme, next)
          }}
          options={[
            { value: 'supports', label: t`Supports it` },
            { value: 'differs', label: t`Sees it differently` },
          ]}
        />
      </div>
    </div>
  )
}
