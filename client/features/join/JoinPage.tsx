import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import type * as v from 'valibot'
import type { BoardId } from '../../../shared/model/ids.ts'
import { invitation } from '../../../shared/protocol/api.ts'
import type { Problem } from '../../../shared/protocol/problem.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import { roleInSentence } from '../../i18n/names.ts'
import { callApi } from '../../sync/api.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { Page, Sheet } from '../../ui/Page.tsx'
import { AlreadyHere } from './AlreadyHere.tsx'
import { CharterParts } from './CharterParts.tsx'
import { JoinForm } from './JoinForm.tsx'
import styles from './JoinPage.module.css'
import { WrongLink } from './WrongLink.tsx'

type Invitation = v.InferOutput<typeof invitation>

/** What one meets behind a link: first what one should know, then one's name. */
export function JoinPage({
  board,
  secret,
  onJoined,
}: {
  readonly board: BoardId
  readonly secret: string
  readonly onJoined: (participant: ParticipantHere) => void
}) {
  const { t } = useLingui()
  const [invited, setInvited] = useState<Invitation>()
  const [problem, setProblem] = useState<Problem>()
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    const over = new AbortController()
    void callApi(invitation, 'POST', boardPath(board, undefined, '/invitation'), { secret }).then(
      (answer) => {
        if (over.signal.aborted) return
        if (answer.ok) setInvited(answer.value)
        else setProblem(answer.problem)
      },
    )
    return () => {
      over.abort()
    }
  }, [board, secret, attempt])
  useEffect(() => {
    document.title = invited ? t`Join: ${invited.title}` : t`Join a board`
  }, [invited, t])

  if (problem)
    return (
      <WrongLink
        problem={problem}
        onTryAgain={() => {
          setProblem(undefined)
          setAttempt(attempt + 1)
        }}
      />
    )
  if (!invited)
    return (
      <Page>
        <p role="status">
          <Trans>Opening the invitation…</Trans>
        </p>
      </Page>
    )
  return <Invited board={board} secret={secret} invited={invited} onJoined={onJoined} />
}

function Invited({
  board,
  secret,
  invited,
  onJoined,
}: {
  readonly board: BoardId
  readonly secret: string
  readonly invited: Invitation
  readonly onJoined: (participant: ParticipantHere) => void
}) {
  const { i18n } = useLingui()
  const [isSomeoneElse, setSomeoneElse] = useState(invited.alreadyHere.length === 0)
  const as = i18n._(roleInSentence[invited.role])
  return (
    <Page>
      <div>
        <p className={styles['kicker']}>
          <Trans>You are invited as {as}</Trans>
        </p>
        <h1 className={styles['title']} dir="auto">
          {invited.title}
        </h1>
        {invited.purpose && (
          <p className={styles['purpose']} dir="auto">
            {invited.purpose}
          </p>
        )}
      </div>
      <div className={styles['columns']}>
        <Sheet>
          <CharterParts charter={invited.charter} />
        </Sheet>
        <Sheet>
          {isSomeoneElse ? (
            <JoinForm board={board} secret={secret} role={invited.role} onJoined={onJoined} />
          ) : (
            <AlreadyHere
              board={board}
              secret={secret}
              role={invited.role}
              people={invited.alreadyHere}
              onJoined={onJoined}
              onSomeoneElse={() => {
                setSomeoneElse(true)
              }}
            />
          )}
        </Sheet>
      </div>
    </Page>
  )
}
