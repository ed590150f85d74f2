import { Trans, useLingui } from '@lingui/react/macro'
import * as v from 'valibot'
import type { NoteId } from '../../../shared/model/ids.ts'
import { useTab } from '../../store/tab.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useSession } from '../../sync/hooks.ts'
import { useCall } from '../../sync/useCall.ts'
import { ConfirmAction } from '../../ui/ConfirmAction.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'

/** An author takes a note back: it is asked about, since it cannot be undone. */
export function TakeBack({
  note,
  look = 'danger',
  onDone,
}: {
  readonly note: NoteId
  readonly look?: 'plain' | 'danger'
  readonly onDone?: () => void
}) {
  const { t } = useLingui()
  const session = useSession()
  const say = useTab((tab) => tab.say)
  const { call, isBusy, problem } = useCall()
  const takeBack = async () => {
    const answer = await call(
      v.unknown(),
      'POST',
      boardPath(session.board, session.me.id, `/notes/${note}/withdraw`),
      {},
    )
    if (!answer.ok) return
    say(t`Your note is taken back. Nobody sees it any more.`)
    onDone?.()
  }
  return (
    <>
      <ConfirmAction
        label={<Trans>Take back</Trans>}
        look={look}
        size={look === 'plain' ? 'small' : 'usual'}
        question={
          <Trans>Take this note back? It goes from everyone’s board, and cannot be brought back.</Trans>
        }
        yes={<Trans>Take it back</Trans>}
        isBusy={isBusy}
        onConfirm={() => {
          void takeBack()
        }}
      />
      <ProblemLine title={problem?.title} />
    </>
  )
}
