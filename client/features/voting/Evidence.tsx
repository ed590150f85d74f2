import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import type { ThemeId } from '../../../shared/model/ids.ts'
import { evidenceReader } from '../../../shared/model/findings/evidence.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard } from '../../sync/hooks.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import styles from './VoteStage.module.css'

/** What a request rests on, with the way to its notes: every count leads to what was counted. */
export function Evidence({
  themes,
  addressedTo,
}: {
  readonly themes: readonly ThemeId[]
  readonly addressedTo: string
}) {
  const { t } = useLingui()
  const openDialog = useTab((tab) => tab.openDialog)
  const notes = useBoard((view) => view.notes)
  const conversations = useBoard((view) => view.conversations)
  const notesOf = useBoard((view) => view.outline.notesOf)
  const themeRows = useBoard((view) => view.themes)
  const hidden = useBoard((view) => view.hidden)
  const evidence = useMemo(() => {
    const under = [...new Set(themes.flatMap((theme) => notesOf.get(theme) ?? []))]
    return evidenceReader({ notes, conversations, hidden }, true).of(under)
  }, [notes, conversations, hidden, notesOf, themes])
  const titles = themes
    .map((theme) => quoted(themeRows.get(theme)?.title || t`Theme without a name`))
    .join(', ')
  return (
    <p className={styles['sub']}>
      {titles !== '' && (
        <>
          <Trans>From {titles}</Trans>
          {' · '}
          <LinkButton
            onPress={() => {
              openDialog({ is: 'trace', title: titles, notes: evidence.notes.notes })
            }}
          >
            <Plural value={evidence.notes.n} one="# note" other="# notes" />
          </LinkButton>
          {evidence.people.n > 0 && (
            <>
              , <Plural value={evidence.people.n} one="# person heard" other="# people heard" />
            </>
          )}
        </>
      )}
      {titles !== '' && addressedTo && ' · '}
      {addressedTo && <Trans>for {addressedTo}</Trans>}
    </p>
  )
}

/** In quotation marks, unless the title brings its own. */
const quoted = (title: string) => (/[“”"«»]/.test(title) ? title : `“${title}”`)
