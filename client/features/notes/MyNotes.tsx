import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { useBoard, useSession } from '../../sync/hooks.ts'
import { EmptyHint } from '../../ui/Banner.tsx'
import { NoteList } from './NoteList.tsx'
import styles from './NoteList.module.css'

/** The notes that one has shared, the latest first. */
export function MyNotes() {
  const { t } = useLingui()
  const { me } = useSession()
  const all = useBoard((view) => view.outline.notes)
  const rows = useBoard((view) => view.notes)
  const mine = useMemo(
    () => all.filter((id) => rows.get(id)?.author === me.authorKey).reverse(),
    [all, rows, me],
  )
  const hidden = useBoard((view) => view.hidden)
  const hiddenOfMine = useMemo(
    () =>
      [...hidden]
        .filter(([id, row]) => row.is === 'hidden' && rows.get(id)?.author === me.authorKey)
        .map(([id]) => id),
    [hidden, rows, me],
  )
  if (mine.length === 0 && hiddenOfMine.length === 0) {
    return (
      <EmptyHint title={t`Nothing shared yet`}>
        <Trans>
          Notes that you share with the group stand here. You can change one or take it back at any time.
        </Trans>
      </EmptyHint>
    )
  }
  return (
    <>
      <NoteList notes={mine} label={t`My notes`} />
      {hiddenOfMine.length > 0 && (
        <section className={styles['column']}>
          <h3>
            <Trans>Hidden from everyone by a facilitator</Trans>
          </h3>
          <NoteList notes={hiddenOfMine} label={t`Hidden from everyone by a facilitator`} />
        </section>
      )}
    </>
  )
}
