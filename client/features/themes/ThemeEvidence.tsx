import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { evidenceReader } from '../../../shared/model/findings/evidence.ts'
import type { NoteId, ThemeId } from '../../../shared/model/ids.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useSession } from '../../sync/hooks.ts'
import { Words } from '../../i18n/Words.tsx'
import styles from './ThemePanel.module.css'

const NONE: readonly NoteId[] = []

/** What a theme rests on: its counts, the notes that see it differently, and all of its notes. */
export function ThemeEvidence({ themeId }: { readonly themeId: ThemeId }) {
  const { t } = useLingui()
  const session = useSession()
  const notes = useBoard((view) => view.outline.notesOf.get(themeId)) ?? NONE
  const rows = useBoard((view) => view.notes)
  const conversations = useBoard((view) => view.conversations)
  const bearings = useBoard((view) => view.bearings)
  const differing = notes.filter((note) => bearings.get(`${note}/${themeId}`)?.bearing === 'differs')
  const evidence = useMemo(
    () => evidenceReader({ ...session.view, notes: rows, conversations }, false).of(notes),
    [session, rows, conversations, notes],
  )
  const { recordedFor } = evidence
  return (
    <>
      <p className={styles['counts']}>
        <Plural value={evidence.notes.n} one="# note" other="# notes" />
        {evidence.conversations.n > 0 && (
          <>
            {' '}
            · <Plural value={evidence.conversations.n} one="# conversation" other="# conversations" />
          </>
        )}
        {recordedFor > 0 && (
          <>
            {' '}
            · <Plural value={evidence.people.n} one="# person" other="# people" />
          </>
        )}
        {recordedFor > 0 && recordedFor < evidence.conversations.n && (
          <span className={styles['recorded']}>
            <Trans>
              People recorded for {recordedFor} of {evidence.conversations.n} conversations
            </Trans>
          </span>
        )}
      </p>
      {differing.length > 0 && (
        <section className={styles['part']}>
          <h3 className={styles['differs']}>
            <Trans>See it differently · {differing.length}</Trans>
          </h3>
          <NoteLines notes={differing} label={t`Notes that see it differently`} />
        </section>
      )}
      {notes.length > 0 && (
        <section className={styles['part']}>
          <h3>
            <Trans>Its notes · {notes.length}</Trans>
          </h3>
          <NoteLines notes={notes} label={t`Notes of this theme`} />
        </section>
      )}
    </>
  )
}

function NoteLines({ notes, label }: { readonly notes: readonly NoteId[]; readonly label: string }) {
  return (
    <ul className={styles['lines']} aria-label={label}>
      {notes.map((note) => (
        <NoteLine key={note} note={note} />
      ))}
    </ul>
  )
}

function NoteLine({ note: id }: { readonly note: NoteId }) {
  const note = useBoard((view) => view.notes.get(id))
  const openDialog = useTab((tab) => tab.openDialog)
  if (!note) return null // taken back a moment ago
  return (
    <li>
      <button
        type="button"
        className={`${styles['line']} ${note.kind === 'own' ? styles['own'] : ''}`}
        onClick={() => {
          openDialog({ is: 'note', note: id })
        }}
      >
        <span dir="auto">
          <Words>{note.said}</Words>
        </span>
      </button>
    </li>
  )
}
