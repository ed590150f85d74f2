import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { supportSteps, type BallotStep, type StepCounts } from '../../../shared/model/ballots.ts'
import type { RoundId } from '../../../shared/model/ids.ts'
import type { Result, Round } from '../../../shared/model/tables.ts'
import { stepWords } from '../../i18n/voteWords.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useMyRole } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { StackBar } from '../../ui/StackBar.tsx'
import { Evidence } from './Evidence.tsx'
import styles from './VoteStage.module.css'

/** A round after it closed: results for all, reasons without names, concerns first. */
export function ClosedRound({ id, round }: { readonly id: RoundId; readonly round: Round }) {
  const results = useBoard((view) => view.results)
  const follows = useBoard((view) => (round.follows ? view.rounds.get(round.follows) : undefined))
  const first = results.get(`${id}/${round.offered[0]!.recommendation}`)
  const closedAt = round.state.is === 'closed' ? new Date(round.state.closedAtMs) : undefined
  const time = closedAt?.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  })
  return (
    <section className={styles['round']} aria-labelledby={`round-${id}`}>
      <header className={styles['roundHead']}>
        <div>
          <h2 id={`round-${id}`}>
            <Trans>
              Round {round.number}, closed {time}
            </Trans>
          </h2>
          <p className={styles['sub']}>
            {first && (
              <Trans>
                {first.voted} of {first.rollSize} voted
              </Trans>
            )}
            {follows && (
              <>
                {' · '}
                <Trans>follows round {follows.number}</Trans>
              </>
            )}
          </p>
        </div>
      </header>
      {round.offered.map((item, index) => {
        const result = results.get(`${id}/${item.recommendation}`)
        return (
          <article key={item.recommendation} className={styles['card']}>
            <h3 dir="auto">
              {index + 1}. {item.wording}
            </h3>
            <Evidence themes={item.themes} addressedTo={item.addressedTo} />
            {result && <ResultBars result={result} />}
            <VoteAgain id={id} recommendation={item.recommendation} />
          </article>
        )
      })}
    </section>
  )
}

function VoteAgain({
  id,
  recommendation,
}: {
  readonly id: RoundId
  readonly recommendation: Round['offered'][number]['recommendation']
}) {
  const role = useMyRole()
  const openDialog = useTab((tab) => tab.openDialog)
  const isStanding = useBoard((view) => view.recommendations.has(recommendation))
  const isFollowed = useBoard((view) =>
    [...view.rounds.values()].some(
      (other) => other.follows === id && other.offered.some((item) => item.recommendation === recommendation),
    ),
  )
  if (role !== 'facilitator' || !isStanding || isFollowed) return null
  return (
    <div>
      <Button
        look="plain"
        size="small"
        onPress={() => {
          openDialog({ is: 'open-round', recommendations: [recommendation], follows: id })
        }}
      >
        <Trans>Vote on it again…</Trans>
      </Button>
    </div>
  )
}

/** The bars of one result, each with its numbers in words behind it. */
function ResultBars({ result }: { readonly result: Result }) {
  const { t } = useLingui()
  if ('dots' in result.counts)
    return (
      <p>
        <Plural value={result.counts.dots} one="# dot" other="# dots" />
      </p>
    )
  const rows: { label: string; counts: StepCounts; isMain: boolean }[] = [
    { label: t`Everyone`, counts: result.counts, isMain: true },
  ]
  if (result.byRole && !('dots' in result.byRole.member) && !('dots' in result.byRole.officer)) {
    rows.push({ label: t`Group members`, counts: result.byRole.member, isMain: false })
    rows.push({ label: t`Council officers`, counts: result.byRole.officer, isMain: false })
  }
  if (result.counted) {
    rows.push({
      label: result.counted.how === 'hands' ? t`Hands counted in the room` : t`Papers counted in the room`,
      counts: result.counted.counts,
      isMain: false,
    })
  }
  return (
    <>
      <div className={styles['bars']}>
        {rows.map((row) => (
          <ResultRow key={row.label} {...row} />
        ))}
      </div>
      {result.counts.unsure > 0 && (
        <p className={styles['sub']}>
          <Plural
            value={result.counts.unsure}
            one="# did not know, or said it isn’t for them to say."
            other="# did not know, or said it isn’t for them to say."
          />
        </p>
      )}
      {result.reasons.length > 0 && (
        <ul className={styles['reasons']}>
          {result.reasons.map((reason, index) => (
            <li key={index}>
              <b>
                {reason.step === 'concern' || reason.step === 'block' ? (
                  <Trans>A concern to hear:</Trans>
                ) : (
                  <StepName step={reason.step} />
                )}
              </b>{' '}
              <q dir="auto">{reason.text}</q>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function StepName({ step }: { readonly step: string }) {
  const { t } = useLingui()
  return step in stepWords ? <>{t(stepWords[step as BallotStep])}:</> : null
}

function ResultRow({
  label,
  counts,
  isMain,
}: {
  readonly label: string
  readonly counts: StepCounts
  readonly isMain: boolean
}) {
  const { t } = useLingui()
  const total = supportSteps.reduce((sum, step) => sum + counts[step], 0)
  return (
    <div className={styles['barRow']}>
      <span className={isMain ? styles['barMain'] : undefined}>{label}</span>
      <StackBar
        parts={supportSteps.map((step) => ({ key: step, label: t(stepWords[step]), count: counts[step] }))}
      />
      <span>
        <Plural value={total} one="# vote" other="# votes" />
      </span>
    </div>
  )
}
