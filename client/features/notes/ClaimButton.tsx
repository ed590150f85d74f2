import { Trans, useLingui } from '@lingui/react/macro'
import * as v from 'valibot'
import type { NoteId } from '../../../shared/model/ids.ts'
import { mayWrite } from '../../../shared/model/roles.ts'
import { useTab } from '../../store/tab.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { useCall } from '../../sync/useCall.ts'
import { ConfirmAction } from '../../ui/ConfirmAction.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'

/** Takes over an imported or scribed note whose conversation one had oneself; nothing for any other note. */
export function ClaimButton({
  note: id,
  size = 'small',
}: {
  readonly note: NoteId
  readonly size?: 'usual' | 'small'
}) {
  const { t } = useLingui()
  const session = useSession()
  const canWrite = mayWrite(useMyRole())
  const say = useTab((tab) => tab.say)
  const note = useBoard((view) => view.notes.get(id))
  const { call, isBusy, problem } = useCall()
  if (!note || !canWrite || note.brought === 'written' || note.author === session.me.authorKey) return null
  const claim = async () => {
    const answer = await call(
      v.unknown(),
      'POST',
      boardPath(session.board, session.me.id, `/notes/${id}/claim`),
      {},
    )
    if (answer.ok) say(t`The note is yours now: you can change it, or take it back.`)
  }
  return (
    <>
      <ConfirmAction
        label={<Trans>This was my conversation</Trans>}
        look={size === 'small' ? 'plain' : 'quiet'}
        size={size}
        question={
          <Trans>
            Take this note over? It becomes yours to change, and whoever brought it no longer can.
          </Trans>
        }
        yes={<Trans>Yes, it was mine</Trans>}
        isBusy={isBusy}
        onConfirm={() => {
          void claim()
        }}
      />
      <ProblemLine title={problem?.title} />
    </>
  )
}
