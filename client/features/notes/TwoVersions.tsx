import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { kindWords, peopleWords } from '../../i18n/noteWords.ts'
import { Words } from '../../i18n/Words.tsx'
import { conversationWords } from './conversationWords.ts'
import type { NoteDraft } from './draft.ts'
import styles from './NoteDialog.module.css'

/** One's own draft beside what stands on the board, for their author to choose. */
export function TwoVersions({ mine, theirs }: { readonly mine: NoteDraft; readonly theirs: NoteDraft }) {
  return (
    <>
      <p>
        <Trans>
          It was changed in another window or on another device. Nothing is lost: choose which shall stand.
        </Trans>
      </p>
      <div className={styles['both']}>
        <Version title={<Trans>What you wrote here</Trans>} draft={mine} />
        <Version title={<Trans>What is on the board</Trans>} draft={theirs} />
      </div>
    </>
  )
}

function Version({ title, draft }: { readonly title: ReactNode; readonly draft: NoteDraft }) {
  return (
    <section className={styles['version']}>
      <h3>{title}</h3>
      <p className={styles['words']} dir="auto">
        <Words>{draft.said}</Words>
      </p>
      {draft.impression && (
        <p className={styles['words']} dir="auto">
          <em>
            <Words>{draft.impression}</Words>
          </em>
        </p>
      )}
      <small dir="auto">
        {[
          kindWords(draft.kind),
          conversationWords(draft),
          /^\d+$/.test(draft.people) ? peopleWords(Number(draft.people)) : draft.people,
        ]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </section>
  )
}
