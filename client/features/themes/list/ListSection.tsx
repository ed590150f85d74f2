import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Ellipsis } from 'lucide-react'
import { memo, useId, useState } from 'react'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { useBoard } from '../../../sync/hooks.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { themeColourValues } from '../themeColours.ts'
import { chunkKeeper } from './chunks.ts'
import styles from './ListView.module.css'
import { NoteRow } from './NoteRow.tsx'
import type { RowSource } from './rowFacts.ts'
import type { Section } from './sections.ts'
import { useThemeActions } from './useThemeActions.ts'

type SectionProps = { readonly section: Section; readonly canWrite: boolean; readonly source: RowSource }

/** The notes that are not yet in a theme. */
export const TraySection = memo(function TraySection({ section, canWrite, source }: SectionProps) {
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
        <Rows notes={section.notes} theme={null} canWrite={canWrite} source={source} />
      )}
    </section>
  )
})

/** A theme with its words and its notes. */
export const ThemeSection = memo(function ThemeSection({ section, canWrite, source }: SectionProps) {
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
        <Rows notes={section.notes} theme={id} canWrite={canWrite} source={source} />
      )}
    </section>
  )
})

/** What a row takes with two lines of words, and the gap after it. */
const ROW_PX = 84

type RowsProps = {
  readonly notes: readonly NoteId[]
  readonly theme: ThemeId | null
  readonly canWrite: boolean
  readonly source: RowSource
}

function Rows({ notes, theme, canWrite, source }: RowsProps) {
  const [chunks] = useState(chunkKeeper)
  if (notes.length === 0)
    return (
      <p className={styles['none']}>
        <Trans>None that you asked for.</Trans>
      </p>
    )
  return (
    <div role="list">
      {chunks(notes).map(({ key, notes }) => (
        <Chunk key={key} notes={notes} theme={theme} canWrite={canWrite} source={source} />
      ))}
    </div>
  )
}

const Chunk = memo(function Chunk({ notes, theme, canWrite, source }: RowsProps) {
  return (
    <div
      role="none"
      className={styles['chunk']}
      // Until it has been drawn once; from then on the browser remembers.
      style={{ containIntrinsicBlockSize: `auto ${notes.length * ROW_PX}px` }}
    >
      {notes.map((note) => (
        <NoteRow key={note} note={note} theme={theme} canWrite={canWrite} source={source} />
      ))}
    </div>
  )
})

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
