import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import * as v from 'valibot'
import type { NoteId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import { useTab } from '../../store/tab.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useBoard, useSession } from '../../sync/hooks.ts'
import { useCall } from '../../sync/useCall.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'
import styles from './NoteDialog.module.css'

/** A facilitator hides a note from everyone in two taps, or shows it again. The reason may be left out. */
export function HideNote({ note }: { readonly note: NoteId }) {
  const { t } = useLingui()
  const session = useSession()
  const isHidden = useBoard((view) => view.hidden.get(note)?.is === 'hidden')
  const say = useTab((tab) => tab.say)
  const [isAsking, setAsking] = useState(false)
  const [why, setWhy] = useState('')
  const { call, isBusy, problem } = useCall()
  const path = (verb: 'hide' | 'unhide') => boardPath(session.board, session.me.id, `/notes/${note}/${verb}`)
  const hide = async () => {
    const answer = await call(v.unknown(), 'POST', path('hide'), { why: why.trim() })
    if (!answer.ok) return
    setAsking(false)
    say(t`The note is hidden from everyone. You find it under Bring notes, Everyone.`)
  }
  const show = async () => {
    const answer = await call(v.unknown(), 'POST', path('unhide'), {})
    if (answer.ok) say(t`Everyone sees the note again.`)
  }
  if (isHidden) {
    return (
      <>
        <Button
          look="quiet"
          isDisabled={isBusy}
          onPress={() => {
            void show()
          }}
        >
          <Trans>Show it again</Trans>
        </Button>
        <ProblemLine title={problem?.title} />
      </>
    )
  }
  if (!isAsking)
    return (
      <Button
        look="danger"
        onPress={() => {
          setAsking(true)
        }}
      >
        <Trans>Hide</Trans>
      </Button>
    )
  return (
    <div className={styles['ask']} role="group" aria-label={t`Hide this note`}>
      <p role="status">
        <Trans>
          Nobody will see this note, on the board or in a report, until a facilitator shows it again.
        </Trans>
      </p>
      <div className={styles['askActs']}>
        <Button
          look="danger"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the button that had the focus has just gone; two taps hide a note
          autoFocus
          isDisabled={isBusy}
          onPress={() => {
            void hide()
          }}
        >
          <Trans>Hide from everyone</Trans>
        </Button>
        <Button
          look="plain"
          onPress={() => {
            setAsking(false)
          }}
        >
          <Trans>No, leave it</Trans>
        </Button>
      </div>
      <TextField
        label={t`Why (optional, everyone who takes part can read it)`}
        value={why}
        onChange={setWhy}
        maxLength={limits.titleCharacters}
      />
      <ProblemLine title={problem?.title} />
    </div>
  )
}
