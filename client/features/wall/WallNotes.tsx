import { Plural, Trans } from '@lingui/react/macro'
import { useMemo } from 'react'
import { evidenceReader } from '../../../shared/model/findings/evidence.ts'
import { useBoard } from '../../sync/hooks.ts'
import styles from './Wall.module.css'

/** How many notes there are, and how many people were heard; never what a note says, which is not everyone's to read. */
export function WallNotes() {
  const view = useBoard((board) => board)
  const { notes, conversations, people, recordedFor } = useMemo(
    () => evidenceReader(view, false).of(view.outline.notes),
    [view],
  )
  const n = notes.n
  return (
    <div className={styles['big']}>
      <strong>{n}</strong>
      <span>
        <Plural value={n} one="note" other="notes" />
      </span>
      {conversations.n > 0 && (
        <p>
          <Plural value={conversations.n} one="from # conversation" other="from # conversations" />
          {recordedFor > 0 && (
            <>
              ,{' '}
              <Trans>
                with <b>{people.n}</b> people counted
              </Trans>
            </>
          )}
        </p>
      )}
    </div>
  )
}
