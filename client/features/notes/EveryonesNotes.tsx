import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useDeferredValue, useMemo, useState } from 'react'
import type { NoteId } from '../../../shared/model/ids.ts'
import { asksForAll, noteMatcher, type NoteQuery } from '../../../shared/model/noteFilter.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { EmptyHint } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { NoteList } from './NoteList.tsx'
import styles from './NoteList.module.css'

/**
 * Everyone's notes, the latest first, with search as one types. Notes that arrive while one reads wait behind a
 * button, so that nothing moves under one's eyes.
 */
export function EveryonesNotes() {
  const { t } = useLingui()
  const { me, view } = useSession()
  const all = useBoard((board) => board.outline.notes)
  const [seen, setSeen] = useState<ReadonlySet<NoteId>>(() => new Set(all))
  const [query, setQuery] = useState<NoteQuery>({ words: '', kind: 'all', community: '' })
  const asked = useDeferredValue(query)
  const isMine = (id: NoteId) => view.notes.get(id)?.author === me.authorKey
  const arrived = all.filter((id) => !seen.has(id) && !isMine(id))
  const shown = useMemo(() => {
    const matches = noteMatcher(view, asked, me.authorKey)
    return all
      .filter((id) => (seen.has(id) || view.notes.get(id)?.author === me.authorKey) && matches(id))
      .reverse()
  }, [view, all, seen, asked, me])
  return (
    <div className={styles['column']}>
      <div className={styles['tools']}>
        <TextField
          label={t`Search notes`}
          type="search"
          value={query.words}
          onChange={(words) => {
            setQuery({ ...query, words })
          }}
        />
        <SelectField
          label={t`Show`}
          value={query.kind}
          onChange={(kind) => {
            setQuery({ ...query, kind })
          }}
          options={[
            { value: 'all', label: t`All notes` },
            { value: 'heard', label: t`What was heard` },
            { value: 'own', label: t`Own views` },
            { value: 'mine', label: t`My notes` },
          ]}
        />
      </div>
      {arrived.length > 0 && (
        <Button
          look="quiet"
          onPress={() => {
            setSeen(new Set(all))
          }}
        >
          <Plural value={arrived.length} one="Show # new note" other="Show # new notes" />
        </Button>
      )}
      {all.length === 0 ? (
        <EmptyHint title={t`No notes yet`}>
          <Trans>What the group shares stands here.</Trans>
        </EmptyHint>
      ) : (
        // With nothing asked for, what there is waits behind the button above.
        shown.length === 0 &&
        !asksForAll(asked) && (
          <p>
            {asked.words.trim() === '' ? (
              <Trans>No note is of this kind.</Trans>
            ) : (
              <Trans>No note has these words.</Trans>
            )}
          </p>
        )
      )}
      <NoteList notes={shown} label={t`Everyone’s notes`} />
      <HiddenNotes />
    </div>
  )
}

/** For facilitators: what is hidden from everyone, so that it can be shown again. */
function HiddenNotes() {
  const { t } = useLingui()
  const role = useMyRole()
  const hidden = useBoard((board) => board.hidden)
  const rows = useBoard((board) => board.notes)
  const notes = useMemo(
    () => [...hidden].filter(([id, row]) => row.is === 'hidden' && rows.has(id)).map(([id]) => id),
    [hidden, rows],
  )
  if (role !== 'facilitator' || notes.length === 0) return null
  return (
    <details className={styles['more']}>
      <summary>
        <Trans>Hidden from everyone ({notes.length})</Trans>
      </summary>
      <NoteList notes={notes} label={t`Hidden from everyone`} />
    </details>
  )
}
