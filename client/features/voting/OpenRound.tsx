import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import { isVoter } from '../../../shared/model/roles.ts'
import { FEWEST_FOR_SECRECY, supportSteps } from '../../../shared/model/ballots.ts'
import type { RoundId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import type { Round } from '../../../shared/model/tables.ts'
import { stepWords } from '../../i18n/voteWords.ts'
import { useTab } from '../../store/tab.ts'
import { useMyRole, useSession, useStatus } from '../../sync/hooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Segments, TextField } from '../../ui/Field.tsx'
import { CountedInRoom } from './CountedInRoom.tsx'
import { Evidence } from './Evidence.tsx'
import { Roll } from './Roll.tsx'
import { useBallot, type BallotStatus } from './useBallot.ts'
import styles from './VoteStage.module.css'

/** A round while it is open: the ballot for voters, the roll for all, closing for facilitators. */
export function OpenRound({ id, round }: { readonly id: RoundId; readonly round: Round }) {
  const session = useSession()
  const role = useMyRole()
  const turnout = useStatus((status) => status.turnout.get(id))
  const openDialog = useTab((tab) => tab.openDialog)
  const isOnRoll = round.roll.includes(session.me.id)
  const of = round.roll.length
  return (
    <section className={styles['round']} aria-labelledby={`round-${id}`}>
      <header className={styles['roundHead']}>
        <div>
          <h2 id={`round-${id}`}>
            <Trans>Round {round.number}, open now</Trans>
          </h2>
          <p className={styles['sub']}>
            {turnout && (
              <>
                <Trans>
                  {turnout.voted} of {turnout.of} have voted.
                </Trans>{' '}
              </>
            )}
            <Trans>Results are shown to everyone when it closes, and nobody can see who chose what.</Trans>
          </p>
        </div>
        {role === 'facilitator' && (
          <Button
            onPress={() => {
              openDialog({ is: 'close-round', round: id })
            }}
          >
            <Trans>Close this round…</Trans>
          </Button>
        )}
      </header>
      {of < FEWEST_FOR_SECRECY && (
        <Banner tone="problem">
          <Plural
            value={of}
            one="Only one person can vote in this round, so the vote cannot be secret."
            other="Only # people can vote in this round. With fewer than five ballots, secrecy cannot be kept."
          />
        </Banner>
      )}
      <Banner tone="gentle">
        <Trans>If everyone chooses the same, everyone’s choice is known.</Trans>
      </Banner>
      {isOnRoll ? (
        <BallotForm id={id} round={round} />
      ) : (
        <NoBallot round={round} mayBeAdded={isVoter(role)} />
      )}
      <Roll id={id} round={round} />
      {role === 'facilitator' && <CountedInRoom id={id} round={round} />}
    </section>
  )
}

function NoBallot({ round, mayBeAdded }: { readonly round: Round; readonly mayBeAdded: boolean }) {
  return (
    <>
      <p className={styles['sub']}>
        {mayBeAdded ? (
          <Trans>You are not on the roll of this round. Ask the facilitator to add you by name.</Trans>
        ) : (
          <Trans>Group members and council officers vote. You see what is put to the vote.</Trans>
        )}
      </p>
      {round.offered.map((item, index) => (
        <article key={item.recommendation} className={styles['card']}>
          <h3 dir="auto">
            {index + 1}. {item.wording}
          </h3>
          <Evidence themes={item.themes} addressedTo={item.addressedTo} />
        </article>
      ))}
    </>
  )
}

function BallotForm({ id, round }: { readonly id: RoundId; readonly round: Round }) {
  const { t } = useLingui()
  const { ballot, status, problem, send, choose, giveReason } = useBallot(id)
  return (
    <>
      {round.offered.map((item, index) => {
        const choice = ballot.choices[item.recommendation]
        return (
          <article key={item.recommendation} className={styles['card']}>
            <h3 dir="auto">
              {index + 1}. {item.wording}
            </h3>
            <Evidence themes={item.themes} addressedTo={item.addressedTo} />
            <div className={styles['vote']}>
              <Segments
                label={t`Your vote`}
                value={choice}
                isDisabled={status === 'loading'}
                onChange={(step) => {
                  choose(item.recommendation, step)
                }}
                options={supportSteps.map((step) => ({
                  value: step,
                  label: t(stepWords[step]),
                  tint: 'vote' as const,
                }))}
                apart={{ value: 'unsure', label: t(stepWords.unsure), tint: 'vote' }}
              />
            </div>
            {choice && (
              <TextField
                label={t`Your reason, if you like`}
                hint={t`Shown without your name when the round closes. Words can give you away: leave out what only you would say.`}
                value={ballot.reasons?.[item.recommendation] ?? ''}
                onChange={(reason) => {
                  giveReason(item.recommendation, reason)
                }}
                rows={2}
                maxLength={limits.reasonCharacters}
              />
            )}
            {choice && <BallotState status={status} problem={problem} onRetry={() => void send()} />}
          </article>
        )
      })}
    </>
  )
}

function BallotState({
  status,
  problem,
  onRetry,
}: {
  readonly status: BallotStatus
  readonly problem: string | undefined
  readonly onRetry: () => void
}) {
  if (status === 'not sent') {
    return (
      <Banner
        tone="problem"
        isLive
        actions={
          <Button size="small" look="quiet" onPress={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        }
      >
        <Trans>Your vote is not sent.</Trans> {problem}
      </Banner>
    )
  }
  return (
    <p className={styles['isIn']} role="status">
      {status === 'in' ? (
        <>
          <Check size={16} strokeWidth={3} aria-hidden />{' '}
          <Trans>Your vote is in. You can change it until the round closes.</Trans>
        </>
      ) : (
        <Trans>Sending your vote…</Trans>
      )}
    </p>
  )
}
