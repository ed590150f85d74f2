import { Trans, useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import { roleInSentence } from '../../i18n/names.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { ConfirmAction } from '../../ui/ConfirmAction.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'
import styles from './Facilitation.module.css'
import { NameForm } from './NameForm.tsx'
import { NextPerson } from './NextPerson.tsx'
import { usePersonCall } from './usePersonCall.ts'
import { WayBack } from './WayBack.tsx'

/** One's own place on the board: name, the next person at this device, the way back, leaving. */
export default function MyPlaceDialog({
  seats,
  onActAs,
  onClose,
}: {
  readonly seats: readonly ParticipantHere[]
  readonly onActAs: (participant: ParticipantId) => void
  readonly onClose: () => void
}) {
  const { t, i18n } = useLingui()
  const session = useSession()
  const { me } = session
  const [, navigate] = useLocation()
  const role = useMyRole()
  const person = useBoard((view) => view.people.get(me.id))
  const say = useTab((tab) => tab.say)
  const { change, isBusy, problem } = usePersonCall(me.id)
  const name = person?.name ?? me.name
  const as = i18n._(roleInSentence[role])
  const leave = async () => {
    if (!(await change({ do: 'leave' }))) return
    await session.forget()
    onClose()
    navigate('/')
  }
  return (
    <Dialog title={t`My place`} onClose={onClose}>
      <ProblemLine title={problem?.title} />
      <section className={styles['part']}>
        <p>
          <Trans>
            You are <b>{name}</b>, {as}.
          </Trans>
        </p>
        <NameForm
          key={`${name}/${person?.organisation ?? ''}`}
          name={name}
          organisation={person?.organisation ?? ''}
          isBusy={isBusy}
          onSave={(to) => {
            void change({ do: 'rename', ...to }).then((isDone) => {
              if (isDone) say(t`Your name is changed.`)
            })
          }}
        />
      </section>
      <NextPerson seats={seats.filter(({ id }) => id !== me.id)} onActAs={onActAs} onClose={onClose} />
      <WayBack />
      <section className={styles['part']}>
        <ConfirmAction
          look="danger"
          isBusy={isBusy}
          label={<Trans>Leave this board</Trans>}
          question={
            <Trans>
              What you brought stays on the board. To come back you need a link or the code, and you are then
              someone new.
            </Trans>
          }
          yes={<Trans>Leave</Trans>}
          onConfirm={() => {
            void leave()
          }}
        />
      </section>
    </Dialog>
  )
}
