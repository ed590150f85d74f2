import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import type { BoardId } from '../../../shared/model/ids.ts'
import { joined } from '../../../shared/protocol/api.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useCall } from '../../sync/useCall.ts'
import { Button } from '../../ui/Button.tsx'
import { Page, Sheet } from '../../ui/Page.tsx'
import { WrongLink } from './WrongLink.tsx'

/**
 * Opens the same person on this device. It asks first: the link works once, and a chat program that fetches
 * links to show a picture of them must not use it up.
 */
export function WayBackPage({
  board,
  secret,
  onJoined,
}: {
  readonly board: BoardId
  readonly secret: string
  readonly onJoined: (participant: ParticipantHere) => void
}) {
  const { t } = useLingui()
  const { call, isBusy, problem } = useCall()
  useEffect(() => {
    document.title = t`My way back · Common Thread`
  }, [t])
  const open = async () => {
    const answer = await call(joined, 'POST', boardPath(board, undefined, '/way-back/open'), { secret })
    if (answer.ok) onJoined(answer.value.participant)
  }
  if (problem)
    return (
      <WrongLink
        problem={problem}
        onTryAgain={() => {
          void open()
        }}
      />
    )
  return (
    <Page isNarrow>
      <Sheet>
        <h1>
          <Trans>Your way back to the board</Trans>
        </h1>
        <p>
          <Trans>
            This opens the board on this device as the same person as on your other one. The link works once.
          </Trans>
        </p>
        <div>
          <Button
            isDisabled={isBusy}
            onPress={() => {
              void open()
            }}
          >
            <Trans>Carry on here</Trans>
          </Button>
        </div>
      </Sheet>
    </Page>
  )
}
