import { Plural, Trans, useLingui } from '@lingui/react/macro'
import * as v from 'valibot'
import { useMemo } from 'react'
import type { ParticipantId, RoundId } from '../../../shared/model/ids.ts'
import { isVoter } from '../../../shared/model/roles.ts'
import type { Round } from '../../../shared/model/tables.ts'
import { callApi } from '../../sync/api.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { usePersonName } from './usePersonName.ts'
import styles from './VoteStage.module.css'

/** Who may vote in a round, for the room to check; facilitators add latecomers and strike doubles. */
export function Roll({ id, round }: { readonly id: RoundId; readonly round: Round }) {
  const { t } = useLingui()
  const session = useSession()
  const role = useMyRole()
  const people = useBoard((view) => view.people)
  const nameOf = usePersonName()
  const say = useTab((tab) => tab.say)
  const late = useMemo(
    () =>
      [...people].filter(
        ([person, row]) => row.state.is === 'here' && isVoter(row.role) && !round.roll.includes(person),
      ),
    [people, round.roll],
  )
  const change = async (body: { add: ParticipantId } | { strike: ParticipantId }, done: string) => {
    const answer = await callApi(
      v.unknown(),
      'POST',
      boardPath(session.board, session.me.id, `/rounds/${id}/roll`),
      body,
    )
    say(answer.ok ? done : answer.problem.title, answer.ok ? 'good' : 'problem')
  }
  return (
    <details className={styles['roll']}>
      <summary>
        <Plural
          value={round.roll.length}
          one="The roll: # person can vote"
          other="The roll: # people can vote"
        />
      </summary>
      <ul className={styles['rollList']}>
        {round.roll.map((person) => (
          <li key={person} className={styles['rollRow']}>
            <span dir="auto">{nameOf(person)}</span>
            {role === 'facilitator' && (
              <Button
                look="plain"
                size="small"
                aria-label={t`Strike ${nameOf(person)} from the roll`}
                onPress={() =>
                  void change(
                    { strike: person },
                    t`${nameOf(person)} is off the roll, and their ballot with them.`,
                  )
                }
              >
                <Trans>Strike</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {role === 'facilitator' && late.length > 0 && (
        <Menu
          label={t`Add someone to the roll`}
          trigger={
            <Button look="quiet" size="small">
              <Trans>Add someone who came late</Trans>
            </Button>
          }
          actions={late.map(([person, row]) => ({
            id: person,
            label: row.name,
            run: () => void change({ add: person }, t`${row.name} can vote now.`),
          }))}
        />
      )}
    </details>
  )
}
