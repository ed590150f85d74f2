import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, useEffect, useState } from 'react'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { expectList } from '../features/themes/ThemesStage.tsx'
import { SessionContext } from '../sync/hooks.ts'
import { askReady } from '../sync/storeWatch.ts'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { Page, Sheet } from '../ui/Page.tsx'
import { BoardFrame } from './BoardFrame.tsx'
import { fetchAhead } from './fetchAhead.ts'
import { secretInAddress } from './secretInAddress.ts'
import { Shell } from './Shell.tsx'
import { useBoardSession } from './useBoardSession.ts'
import { actAs } from './whoWasHere.ts'

// Whoever is on the board already needs none of these.
const JoinPage = lazy(() =>
  import('../features/join/JoinPage.tsx').then(({ JoinPage }) => ({ default: JoinPage })),
)
const WayBackPage = lazy(() =>
  import('../features/join/WayBackPage.tsx').then(({ WayBackPage }) => ({ default: WayBackPage })),
)
const LeftWords = lazy(() => import('./LeftWords.tsx'))
const NobodyPage = lazy(() =>
  import('../features/join/NobodyPage.tsx').then(({ NobodyPage }) => ({ default: NobodyPage })),
)

/** A board's address: behind a link's secret first the invitation, then the board itself. */
export default function BoardPage({
  board,
  place,
}: {
  readonly board: BoardId
  readonly place: string | undefined
}) {
  const [secret, setSecret] = useState(() => secretInAddress())
  const [generation, setGeneration] = useState(0)
  useEffect(() => {
    // A second link, opened in this same tab, changes nothing but what stands after the #.
    const read = () => {
      setSecret(secretInAddress())
    }
    addEventListener('hashchange', read)
    return () => {
      removeEventListener('hashchange', read)
    }
  }, [])

  const carryOnAs = (participant: ParticipantId) => {
    actAs(board, participant)
    setGeneration((before) => before + 1)
  }
  const onJoined = ({ id }: ParticipantHere) => {
    history.replaceState(null, '', `/b/${board}`)
    setSecret(undefined)
    carryOnAs(id)
  }
  if (secret?.is === 'link')
    return <JoinPage key={secret.secret} board={board} secret={secret.secret} onJoined={onJoined} />
  if (secret) return <WayBackPage board={board} secret={secret.secret} onJoined={onJoined} />
  return <OpenBoard key={generation} board={board} place={place} onActAs={carryOnAs} />
}

const RETRY_MS = 8_000

function OpenBoard({
  board,
  place,
  onActAs,
}: {
  readonly board: BoardId
  readonly place: string | undefined
  readonly onActAs: (participant: ParticipantId) => void
}) {
  const { t } = useLingui()
  const [attempt, setAttempt] = useState(0)
  const opening = useBoardSession(board, attempt)
  const isOpen = opening.is === 'open'
  // Not before: on a slow line the board itself comes first.
  useEffect(() => (isOpen ? fetchAhead() : undefined), [isOpen])
  useEffect(() => {
    if (place === 'themes') expectList()
  }, [place])
  const hasFailed = opening.is === 'failed'
  useEffect(() => {
    if (!hasFailed) return
    // By itself, once the server can be reached and can store; spread, since it was the matter for everyone.
    const timer = setInterval(
      () =>
        void askReady().then((isReady) => {
          if (isReady) setAttempt((before) => before + 1)
        }),
      RETRY_MS * (0.5 + Math.random()),
    )
    return () => {
      clearInterval(timer)
    }
  }, [hasFailed, attempt])
  switch (opening.is) {
    case 'opening':
      return (
        <Shell>
          <Trans>Opening the board…</Trans>
        </Shell>
      )
    case 'glance':
      return <opening.glance.Page place={place} />
    case 'nobody':
      return (
        <NobodyPage>
          <LeftWords board={board} />
        </NobodyPage>
      )
    case 'failed':
      return (
        <Page isNarrow>
          <Sheet label={t`The board could not be opened`}>
            <h1>
              <Trans>The board could not be opened</Trans>
            </h1>
            <p>{opening.problem.title}</p>
            {opening.problem.detail !== undefined && <p>{opening.problem.detail}</p>}
            <p>
              <Trans>This page tries again by itself.</Trans>
            </p>
            <div>
              <Button
                onPress={() => {
                  setAttempt(attempt + 1)
                }}
              >
                <Trans>Try again</Trans>
              </Button>{' '}
              <ButtonLink href="/" look="quiet">
                <Trans>Go to the first page</Trans>
              </ButtonLink>
            </div>
          </Sheet>
        </Page>
      )
    case 'open':
      return (
        <SessionContext value={opening.session}>
          <BoardFrame place={place} seats={opening.seats} onActAs={onActAs} />
        </SessionContext>
      )
  }
}
