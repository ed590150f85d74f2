import { Trans, useLingui } from '@lingui/react/macro'
import { Fragment } from 'react'
import type { BoardId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/roles.ts'
import { joined } from '../../../shared/protocol/api.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import { roleInSentence } from '../../i18n/names.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useCall } from '../../sync/useCall.ts'
import { Button } from '../../ui/Button.tsx'
import { JoinProblem } from './JoinProblem.tsx'
import styles from './JoinPage.module.css'

/** For a browser that holds somebody on this board already: carry on, or join as someone else. */
export function AlreadyHere({
  board,
  secret,
  role,
  people,
  onJoined,
  onSomeoneElse,
}: {
  readonly board: BoardId
  readonly secret: string
  /** The link's role, which whoever carries on takes. */
  readonly role: Role
  readonly people: readonly ParticipantHere[]
  readonly onJoined: (participant: ParticipantHere) => void
  readonly onSomeoneElse: () => void
}) {
  const { i18n } = useLingui()
  const { call, isBusy, problem } = useCall()
  const carryOn = async ({ id, name }: ParticipantHere) => {
    const answer = await call(joined, 'POST', boardPath(board, undefined, '/participants'), {
      secret,
      name,
      as: id,
    })
    if (answer.ok) onJoined(answer.value.participant)
  }
  const nextRole = i18n._(roleInSentence[role])
  return (
    <div className={styles['form']}>
      <h2>
        <Trans>You are on this board already</Trans>
      </h2>
      <div className={styles['acts']}>
        {people.map((person) => {
          const { name } = person
          const as = i18n._(roleInSentence[person.role])
          const isSameRole = person.role === role
          // A facilitator who tries their own members' link must not lose the room by the first button.
          const mayStay = !isSameRole && person.role === 'facilitator'
          return (
            <Fragment key={person.id}>
              {mayStay && (
                <Button
                  wide
                  isDisabled={isBusy}
                  onPress={() => {
                    onJoined(person)
                  }}
                >
                  <Trans>
                    Carry on as {name}, {as}
                  </Trans>
                </Button>
              )}
              <Button
                look={mayStay ? 'quiet' : 'main'}
                wide
                isDisabled={isBusy}
                onPress={() => {
                  void carryOn(person)
                }}
              >
                {isSameRole ? (
                  <Trans>
                    Carry on as {name}, {as}
                  </Trans>
                ) : (
                  <Trans>
                    Carry on as {name}, now {nextRole}
                  </Trans>
                )}
              </Button>
            </Fragment>
          )
        })}
        <Button look="quiet" wide isDisabled={isBusy} onPress={onSomeoneElse}>
          <Trans>Join as someone else</Trans>
        </Button>
      </div>
      <JoinProblem problem={problem} />
    </div>
  )
}
