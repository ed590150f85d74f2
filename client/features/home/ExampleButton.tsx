import { Trans, useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import { boardCreated } from '../../../shared/protocol/api.ts'
import { useCall } from '../../sync/useCall.ts'
import { Button } from '../../ui/Button.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'

/** Makes an example board, which is this browser's own, and goes there. */
export function ExampleButton() {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const { call, isBusy, problem } = useCall()
  const open = async () => {
    const answer = await call(boardCreated, 'POST', '/api/boards', {
      title: t`Example: getting about in our borough`,
      purpose: t`To see how a board works, with notes that were made up for it.`,
      name: t`Facilitator`,
      example: true,
    })
    if (answer.ok) navigate(`/b/${answer.value.id}`)
  }
  return (
    <>
      <ProblemLine title={problem?.title} />
      <Button
        look="quiet"
        isDisabled={isBusy}
        onPress={() => {
          void open()
        }}
      >
        {isBusy ? <Trans>Opening…</Trans> : <Trans>Open an example board</Trans>}
      </Button>
    </>
  )
}
