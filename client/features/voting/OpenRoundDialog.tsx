import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import type { RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import { isBeingVotedOn, recommendationsInOrder, roundsOn } from '../../../shared/model/recommendations.ts'
import { FEWEST_FOR_SECRECY } from '../../../shared/model/ballots.ts'
import { isVoter } from '../../../shared/model/roles.ts'
import { roundOpened } from '../../../shared/protocol/api.ts'
import { useTab } from '../../store/tab.ts'
import { callApi } from '../../sync/api.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useBoard, useSession, useStatus } from '../../sync/hooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { CheckField } from '../../ui/Field.tsx'
import styles from './VoteStage.module.css'

/** Opening a round: what is put to the vote, and the roll for the room to check. */
export default function OpenRoundDialog({
  recommendations,
  follows,
  onClose,
}: {
  readonly recommendations: readonly RecommendationId[]
  readonly follows?: RoundId
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const session = useSession()
  const rows = useBoard((view) => view.recommendations)
  const rounds = useBoard((view) => view.rounds)
  const texts = useBoard((view) => view.texts)
  const people = useBoard((view) => view.people)
  const isSaved = useStatus((status) => status.save.is === 'saved')
  const say = useTab((tab) => tab.say)
  const [chosen, setChosen] = useState<ReadonlySet<RecommendationId>>(new Set(recommendations))
  const [problem, setProblem] = useState<string>()
  const [isOpening, setOpening] = useState(false)
  const wordingOf = (id: RecommendationId) => texts.get(`recommendations/${id}/wording`)?.trim() ?? ''
  const offerable = recommendationsInOrder({ recommendations: rows }).standing.filter(
    (id) => wordingOf(id) !== '' && !isBeingVotedOn({ rounds }, id),
  )
  const roll = useMemo(
    () => [...people.values()].filter((person) => person.state.is === 'here' && isVoter(person.role)),
    [people],
  )
  const offered = offerable.filter((id) => chosen.has(id))
  const before = follows ?? roundBefore({ rounds }, offered)
  const open = async () => {
    setOpening(true)
    const answer = await callApi(roundOpened, 'POST', boardPath(session.board, session.me.id, '/rounds'), {
      recommendations: offered,
      method: 'support',
      ...(before ? { follows: before } : {}),
    })
    setOpening(false)
    if (!answer.ok) return setProblem(answer.problem.title)
    say(t`The round is open.`)
    onClose()
  }
  return (
    <Dialog
      title={t`Open a round`}
      onClose={onClose}
      foot={
        <>
          <Button look="quiet" onPress={onClose}>
            <Trans>Not now</Trans>
          </Button>
          <Button
            onPress={() => void open()}
            isDisabled={offered.length === 0 || roll.length === 0 || !isSaved || isOpening}
          >
            <Trans>Open the round</Trans>
          </Button>
        </>
      }
    >
      <div role="group" aria-label={t`Put to the vote`} className={styles['choices']}>
        <h3>
          <Trans>Put to the vote</Trans>
        </h3>
        {offerable.length === 0 && (
          <p>
            <Trans>No request has words yet. Write one first.</Trans>
          </p>
        )}
        {offerable.map((id) => (
          <CheckField
            key={id}
            label={wordingOf(id)}
            isSelected={chosen.has(id)}
            onChange={(isSelected) => {
              const next = new Set(chosen)
              if (isSelected) next.add(id)
              else next.delete(id)
              setChosen(next)
            }}
          />
        ))}
      </div>
      <div>
        <h3>
          <Plural value={roll.length} one="# person can vote" other="# people can vote" />
        </h3>
        <p className={styles['sub']}>
          <Trans>
            Group members and council officers who are on the board. Read the names out: is anyone missing, or
            here twice?
          </Trans>
        </p>
        <ul className={styles['rollList']}>
          {roll.map((person, index) => (
            <li key={index} dir="auto">
              {person.name}
              {person.organisation && <span className={styles['sub']}> · {person.organisation}</span>}
            </li>
          ))}
        </ul>
      </div>
      {roll.length < FEWEST_FOR_SECRECY && (
        <Banner tone="problem">
          <Trans>
            With fewer than five ballots, secrecy cannot be kept. Say so to the room, or count hands instead.
          </Trans>
        </Banner>
      )}
      {!isSaved && (
        <Banner tone="gentle">
          <Trans>The last words are still being sent. The round can open when all changes are saved.</Trans>
        </Banner>
      )}
      {problem && (
        <Banner tone="problem" isLive>
          {problem}
        </Banner>
      )}
    </Dialog>
  )
}

/** The closed round that this one is a re-vote of: the last one on all that is offered, if it is the same for each. */
function roundBefore(
  rows: Parameters<typeof roundsOn>[0],
  offered: readonly RecommendationId[],
): RoundId | undefined {
  const before = new Set(offered.map((id) => roundsOn(rows, id).at(-1)?.[0]))
  return before.size === 1 ? [...before][0] : undefined
}
