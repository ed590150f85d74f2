import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { RoundId } from '../../../shared/model/ids.ts'
import type { Round } from '../../../shared/model/tables.ts'
import { useBoard, useStatus } from '../../sync/hooks.ts'
import { roundInView } from './asks.ts'
import { FitList } from './FitList.tsx'
import { ResultBar, StepLegend } from './ResultBar.tsx'
import styles from './Wall.module.css'
import { WallAsks } from './WallAsks.tsx'

/** The wording being voted on with its turnout, or the results of the round that closed last. */
export function WallVote() {
  const rounds = useBoard((view) => view.rounds)
  const inView = roundInView(rounds)
  if (!inView) return <WallAsks tells="addressee" />
  const [id, round] = inView
  return round.state.is === 'open' ? (
    <OpenRound id={id} round={round} />
  ) : (
    <ClosedRound id={id} round={round} />
  )
}

function OpenRound({ id, round }: { readonly id: RoundId; readonly round: Round }) {
  const { t } = useLingui()
  const turnout = useStatus((status) => status.turnout.get(id))
  const voted = turnout?.voted ?? 0
  const of = turnout?.of ?? round.roll.length
  return (
    <div className={styles['stage']}>
      <div className={styles['turnout']}>
        <h2 className={styles['heading']}>
          <Trans>Voting is open</Trans>
          <small>
            <Trans>
              {voted} of {of} have voted
            </Trans>
          </small>
        </h2>
        <div className={styles['meter']} role="img" aria-label={t`${voted} of ${of} have voted`}>
          <i style={{ width: `${of === 0 ? 0 : (100 * voted) / of}%` }} />
        </div>
      </div>
      <FitList
        items={round.offered.map((offered, i) => ({
          key: offered.recommendation,
          content: (
            <>
              <h3 dir="auto">
                {i + 1}. {offered.wording}
              </h3>
              {offered.addressedTo && (
                <p className={styles['summary']}>
                  <Trans>Asked of {offered.addressedTo}</Trans>
                </p>
              )}
            </>
          ),
        }))}
      />
    </div>
  )
}

function ClosedRound({ id, round }: { readonly id: RoundId; readonly round: Round }) {
  const results = useBoard((view) => view.results)
  const first = round.offered[0] && results.get(`${id}/${round.offered[0].recommendation}`)
  const number = round.number
  return (
    <div className={styles['stage']}>
      <div className={styles['turnout']}>
        <h2 className={styles['heading']}>
          <Trans>Round {number} has closed</Trans>
          {first && (
            <small>
              <Trans>
                {first.voted} of {first.rollSize} voted
              </Trans>
            </small>
          )}
        </h2>
        {round.method === 'support' && <StepLegend />}
      </div>
      <FitList
        items={round.offered.map((offered, i) => {
          const result = results.get(`${id}/${offered.recommendation}`)
          return {
            key: offered.recommendation,
            content: (
              <>
                <h3 dir="auto">
                  {i + 1}. {offered.wording}
                </h3>
                {result &&
                  ('dots' in result.counts ? (
                    <p className={styles['state']}>
                      <Plural value={result.counts.dots} one="# dot" other="# dots" />
                    </p>
                  ) : (
                    <ResultBar counts={result.counts} />
                  ))}
              </>
            ),
          }
        })}
      />
    </div>
  )
}
