import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Problem } from '../../../shared/protocol/problem.ts'
import { UNREACHABLE } from '../../sync/api.ts'
import { Button, ButtonLink } from '../../ui/Button.tsx'
import { Page, Sheet } from '../../ui/Page.tsx'
import styles from './JoinPage.module.css'

/** A link that does not lead in: why, in plain words, and what to do. */
export function WrongLink({
  problem,
  onTryAgain,
}: {
  readonly problem: Problem
  readonly onTryAgain: () => void
}) {
  const { title, advice } = wordsFor(problem)
  const mayPass = problem.status === UNREACHABLE || problem.status >= 500 || problem.status === 429
  return (
    <Page isNarrow>
      <Sheet>
        <h1>{title}</h1>
        <p>{advice}</p>
        <div className={styles['acts']}>
          {mayPass ? (
            <Button onPress={onTryAgain}>
              <Trans>Try again</Trans>
            </Button>
          ) : (
            <ButtonLink href="/join">
              <Trans>Join with a code</Trans>
            </ButtonLink>
          )}
          <ButtonLink href="/" look="quiet">
            <Trans>Go to the first page</Trans>
          </ButtonLink>
        </div>
      </Sheet>
    </Page>
  )
}

function wordsFor(problem: Problem): { title: ReactNode; advice: ReactNode } {
  switch (problem.code) {
    case 'link-ended':
      return {
        title: <Trans>This link has ended</Trans>,
        advice: (
          <Trans>
            The facilitator has replaced it by a new one. Ask them for the new link, or for the code of the
            board.
          </Trans>
        ),
      }
    case 'wrong-link':
      return {
        title: <Trans>This link leads to no board</Trans>,
        advice: (
          <Trans>
            A part of it may have got lost on the way, or the board was deleted. Copy the whole link and open
            it again, or ask whoever sent it.
          </Trans>
        ),
      }
    case 'wrong-way-back':
      return {
        title: <Trans>This way back has been used or has ended</Trans>,
        advice: (
          <Trans>
            Each works once. Make a new one on a device where you are still on the board, under “My place”, or
            join again with the board’s link.
          </Trans>
        ),
      }
    default:
      return { title: <Trans>The board could not be opened</Trans>, advice: problem.title }
  }
}
