import { Plural, Trans } from '@lingui/react/macro'
import type { NoteId, ThemeId } from '../../../shared/model/ids.ts'
import { useBoard } from '../../sync/hooks.ts'
import { FitList } from './FitList.tsx'
import styles from './Wall.module.css'

/** The themes as they grow, the fullest first. */
export function WallThemes() {
  const themes = useBoard((view) => view.outline.openThemes)
  const notesOf = useBoard((view) => view.outline.notesOf)
  const unthemed = useBoard((view) => view.outline.unthemed.length)
  const n = themes.length
  const size = (theme: ThemeId) => notesOf.get(theme)?.length ?? 0
  const byFullness = [...themes].sort((a, b) => size(b) - size(a))
  return (
    <div className={styles['stage']}>
      <h2 className={styles['heading']}>
        <Plural value={n} one="# theme" other="# themes" />
        {unthemed > 0 && (
          <small>
            <Plural value={unthemed} one="# note not yet in one" other="# notes not yet in one" />
          </small>
        )}
      </h2>
      <FitList
        columns={2}
        items={byFullness.map((theme) => ({
          key: theme,
          content: <ThemeCard theme={theme} notes={notesOf.get(theme) ?? []} />,
        }))}
      />
    </div>
  )
}

function ThemeCard({ theme, notes }: { readonly theme: ThemeId; readonly notes: readonly NoteId[] }) {
  const row = useBoard((view) => view.themes.get(theme))
  const summary = useBoard((view) => view.texts.get(`themes/${theme}/summary`))
  const differing = useBoard(
    (view) => notes.filter((note) => view.bearings.get(`${note}/${theme}`)?.bearing === 'differs').length,
  )
  if (!row) return null
  return (
    <>
      <div className={styles['cardHead']}>
        <h3 dir="auto">{row.title}</h3>
        <span className={styles['count']}>{notes.length}</span>
      </div>
      {summary?.trim() && (
        <p className={styles['summary']} dir="auto">
          {summary}
        </p>
      )}
      {differing > 0 && (
        <p className={styles['differs']}>
          <Trans>People see this differently: {differing}</Trans>
        </p>
      )}
    </>
  )
}
