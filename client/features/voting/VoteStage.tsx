import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { supportSteps } from '../../../shared/model/ballots.ts'
import { recommendationsInOrder, roundsNewestFirst } from '../../../shared/model/recommendations.ts'
import { stepWords } from '../../i18n/voteWords.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useMyRole } from '../../sync/hooks.ts'
import { EmptyHint } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { ClosedRound } from './ClosedRound.tsx'
import { OpenRound } from './OpenRound.tsx'
import styles from './VoteStage.module.css'

const stepColours = ['--agree-5', '--agree-4', '--agree-3', '--agree-2', '--agree-1']

/** Vote: rounds, the newest first; the open one with its ballot, closed ones with what they came to. */
export default function VoteStage() {
  const { t } = useLingui()
  const rounds = useBoard((view) => view.rounds)
  const recommendations = useBoard((view) => view.recommendations)
  const ordered = useMemo(() => roundsNewestFirst({ rounds }), [rounds])
  const role = useMyRole()
  const openDialog = useTab((tab) => tab.openDialog)
  const offerable = useMemo(() => {
    const voting = new Set(
      ordered.flatMap(([, round]) =>
        round.state.is === 'open' ? round.offered.map((item) => item.recommendation) : [],
      ),
    )
    return recommendationsInOrder({ recommendations }).standing.filter((id) => !voting.has(id))
  }, [recommendations, ordered])
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <div>
          <h1>
            <Trans>Vote</Trans>
          </h1>
          <ul className={styles['legend']} aria-label={t`What the colours mean`}>
            {supportSteps.map((step, index) => (
              <li key={step}>
                <i style={{ background: `var(${stepColours[index]})` }} />
                {t(stepWords[step])}
              </li>
            ))}
          </ul>
        </div>
        {role === 'facilitator' && offerable.length > 0 && (
          <Button
            onPress={() => {
              openDialog({
                is: 'open-round',
                recommendations: offerable.filter((id) => recommendations.get(id)?.state === 'draft'),
              })
            }}
          >
            <Trans>Open a round…</Trans>
          </Button>
        )}
      </header>
      {ordered.length === 0 && (
        <EmptyHint title={t`No vote yet`}>
          {role === 'facilitator' ? (
            <Trans>When a request is worded, open a round. You will see who can vote before it opens.</Trans>
          ) : (
            <Trans>
              When the facilitator opens a round, your ballot appears here. Nobody sees who chose what.
            </Trans>
          )}
        </EmptyHint>
      )}
      {ordered.map(([id, round]) =>
        round.state.is === 'open' ? (
          <OpenRound key={id} id={id} round={round} />
        ) : (
          <ClosedRound key={id} id={id} round={round} />
        ),
      )}
    </div>
  )
}
