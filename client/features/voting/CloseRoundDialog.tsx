import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import * as v from 'valibot'
import type { RoundId } from '../../../shared/model/ids.ts'
import { FEWEST_FOR_SECRECY } from '../../../shared/model/ballots.ts'
import { ballotAnswer } from '../../../shared/protocol/api.ts'
import { useTab } from '../../store/tab.ts'
import { callApi } from '../../sync/api.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useBoard, useSession, useStatus } from '../../sync/hooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'

/** Closing a round says how many have not voted, and asks. */
export default function CloseRoundDialog({
  round: id,
  onClose,
}: {
  readonly round: RoundId
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const session = useSession()
  const round = useBoard((view) => view.rounds.get(id))
  const live = useStatus((status) => status.turnout.get(id))
  const [asked, setAsked] = useState<{ voted: number; of: number }>()
  const say = useTab((tab) => tab.say)
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    void callApi(ballotAnswer, 'GET', boardPath(session.board, session.me.id, `/rounds/${id}/ballot`)).then(
      (answer) => {
        if (answer.ok) setAsked(answer.value)
      },
    )
  }, [session, id])
  if (!round) return null
  const turnout = live ?? asked
  const notVoted = turnout ? turnout.of - turnout.voted : undefined
  const close = async () => {
    const answer = await callApi(
      v.unknown(),
      'POST',
      boardPath(session.board, session.me.id, `/rounds/${id}/close`),
      { notVoted },
    )
    // Somebody voted between the question and the answer: the number on the screen has changed, so ask again.
    if (!answer.ok) return setProblem(answer.problem.title)
    say(t`Round ${round.number} is closed.`)
    onClose()
  }
  return (
    <Dialog
      title={t`Close round ${round.number}?`}
      role="alertdialog"
      onClose={onClose}
      foot={
        <>
          <Button look="quiet" onPress={onClose}>
            <Trans>Keep it open</Trans>
          </Button>
          <Button onPress={() => void close()} isDisabled={notVoted === undefined}>
            <Trans>Close the round</Trans>
          </Button>
        </>
      }
    >
      {notVoted === undefined ? (
        <p>
          <Trans>Counting who has voted…</Trans>
        </p>
      ) : notVoted === 0 ? (
        <p>
          <Trans>Everyone on the roll has voted.</Trans>
        </p>
      ) : (
        <p>
          <b>
            <Plural
              value={notVoted}
              one="# person on the roll has not voted."
              other="# people on the roll have not voted."
            />
          </b>
        </p>
      )}
      {turnout && turnout.voted > 0 && turnout.voted < FEWEST_FOR_SECRECY && (
        <Banner tone="problem">
          <Plural
            value={turnout.voted}
            one="Only one person has voted: closing now shows everyone what they chose."
            other="Only # people have voted. With fewer than five ballots, secrecy cannot be kept."
          />
        </Banner>
      )}
      <p>
        <Trans>
          When it is closed, the results and the reasons are shown to everyone, and no vote can be changed.
          Hands or papers counted in the room must be entered before.
        </Trans>
      </p>
      {problem && (
        <Banner tone="problem" isLive>
          {problem}
        </Banner>
      )}
    </Dialog>
  )
}
