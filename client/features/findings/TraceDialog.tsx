import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { NoteId } from '../../../shared/model/ids.ts'
import { kindWords, langOf, tagsOf } from '../../i18n/noteWords.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Words } from '../../i18n/Words.tsx'
import { NoteFace } from '../../ui/NoteFace.tsx'
import styles from './FindingsStage.module.css'

/** The notes behind a figure, so that every finding can be traced. */
export default function TraceDialog({
  title,
  notes,
  onClose,
}: {
  readonly title: string
  readonly notes: readonly NoteId[]
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  return (
    <Dialog
      title={t`Behind “${title}”`}
      onClose={onClose}
      foot={
        <Button onPress={onClose}>
          <Trans>Done</Trans>
        </Button>
      }
    >
      <p>
        <Plural value={notes.length} one="# note" other="# notes" />
      </p>
      <ul className={styles['trace']}>
        {notes.map((id) => (
          <TracedNote key={id} id={id} />
        ))}
      </ul>
    </Dialog>
  )
}

function TracedNote({ id }: { readonly id: NoteId }) {
  const note = useBoard((view) => view.notes.get(id))
  const hidden = useBoard((view) => view.hidden.get(id))
  const view = useBoard((board) => board)
  const openDialog = useTab((tab) => tab.openDialog)
  if (!note || hidden)
    return (
      <li>
        {hidden?.is === 'hidden' ? (
          <Trans>A note that is hidden from everyone by a facilitator.</Trans>
        ) : (
          <Trans>A note that was taken back since.</Trans>
        )}
      </li>
    )
  return (
    <li>
      <NoteFace
        kind={note.kind}
        said={<Words>{note.said}</Words>}
        lang={langOf(note)}
        kindLabel={kindWords(note.kind)}
        tags={tagsOf(view, id)}
      >
        <Button
          look="plain"
          size="small"
          onPress={() => {
            openDialog({ is: 'note', note: id })
          }}
        >
          <Trans>Open the note</Trans>
        </Button>
      </NoteFace>
    </li>
  )
}
