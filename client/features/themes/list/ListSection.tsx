import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Ellipsis } from 'lucide-react'
import { memo, useId } from 'react'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { useBoard } from '../../../sync/hooks.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { themeColourValues } from '../themeColours.ts'
import styles from './ListView.module.css'
import { NoteRow, type RowActs } from './NoteRow.tsx'
import type { Section } from './sections.ts'
import { useThemeActions } from './useThemeActions.ts'

type SectionProps = { readonly section: Section; readonly canWrite: boolean; readonly acts: RowActs }

/** The notes that are not yet in a theme. */
export const TraySection = memo(function TraySection({ section, canWrite, acts }: SectionProps) {
  const headingId = useId()
  const total = useBoard((view) => view.outline.unthemed.length)
  return (
    <section aria-labelledby={headingId} className={styles['section']}>
      <h2 id={headingId} tabIndex={-1} className={styles['heading']}>
        <Trans>Not yet in a theme</Trans> <Count shown={section.notes.length} total={total} />
      </h2>
      {total === 0 ? (
        <p className={styles['none']}>
          <Trans>Every note rests in a theme.</Trans>
        </p>
      ) : (
        <Rows notes={section.notes} theme={null} canWrite={canWrite} acts={acts} />
      )}
    </section>
  )
})

/** A theme with its words and its notes. */
export const ThemeSection = memo(function ThemeSection({ section, canWrite, acts }: SectionProps) {
  const { t } = useLingui()
  const id = section.theme as ThemeId
  const theme = useBoard((view) => view.themes.get(id))
  const total = useBoard((view) => view.outline.notesOf.get(id)?.length ?? 0)
  const summary = useBoard((view) => view.texts.get(`themes/${id}/summary`)) ?? ''
  const differ = useBoard((view) => view.texts.get(`themes/${id}/differ`)) ?? ''
  const { open, actions } = useThemeActions(id)
  if (!theme) return null
  const title = theme.title.trim() || t`Theme without a name`
  return (
    <section
      className={styles['theme']}
      data-theme={id}
      style={{ borderInlineStartColor: themeColourValues[theme.colour] }}
    >
      <header className={styles['themeHead']}>
        <h3>
          <button type="button" className={styles['title']} dir="auto" onClick={open}>
            {title}
          </button>
        </h3>
        <Count shown={section.notes.length} total={total} />
        {canWrite && (
          <Menu
            label={t`More for the theme ${title}`}
            actions={actions}
            trigger={
              <IconButton
                size="small"
                name={t`More for the theme ${title}`}
                icon={<Ellipsis size={20} aria-hidden />}
              />
            }
          />
        )}
      </header>
      {summary.trim() !== '' && (
        <p className={styles['summary']} dir="auto">
          {summary}
        </p>
      )}
      {differ.trim() !== '' && (
        <p className={styles['differ']} dir="auto">
          <strong>
            <Trans>Where people differ:</Trans>
          </strong>{' '}
          {differ}
        </p>
      )}
      {total === 0 ? (
        <p className={styles['none']}>
          <Trans>No notes yet. “Move to…” in any note brings it here.</Trans>
        </p>
      ) : (
        <Rows notes={section.notes} theme={id} canWrite={canWrite} acts={acts} />
      )}
    </section>
  )
})

function Rows({
  notes,
  theme,
  canWrite,
  acts,
}: {
  readonly notes: readonly NoteId[]
  readonly theme: ThemeId | null
  readonly canWrite: boolean
  readonly acts: RowActs
}) {
  if (notes.length === 0)
    return (
      <p className={styles['none']}>
        <Trans>None that you asked for.</Trans>
      </p>
    )
  return (
    <ul className={styles['rows']}>
      {notes.map((note) => (
        <NoteRow key={note} note={note} theme={theme} canWrite={canWrite} acts={acts} />
      ))}
    </ul>
  )
}

function Count({ shown, total }: { readonly shown: number; readonly total: number }) {
  return (
    <span className={styles['count']} data-count>
      {shown < total ? (
        <Trans>
          {shown} of {total}
        </Trans>
      ) : (
        total
      )}
      <span className="visually-hidden">
        {' '}
        <Plural value={total} one="note" other="notes" />
      </span>
    </span>
  )
}
