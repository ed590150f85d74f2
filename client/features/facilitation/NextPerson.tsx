import { Trans, useLingui } from '@lingui/react/macro'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import { roleInSentence } from '../../i18n/names.ts'
import { useBoard } from '../../sync/hooks.ts'
import { Button, ButtonLink } from '../../ui/Button.tsx'
import styles from './Facilitation.module.css'

/** For a tablet that goes round: whoever is next takes it, and the last one's notes and vote are out of sight. */
export function NextPerson({
  seats,
  onActAs,
  onClose,
}: {
  /** The other people whom this browser holds on the board. */
  readonly seats: readonly ParticipantHere[]
  readonly onActAs: (participant: ParticipantId) => void
  readonly onClose: () => void
}) {
  const { i18n } = useLingui()
  const people = useBoard((view) => view.people)
  const present = seats.filter(({ id }) => people.get(id)?.state.is === 'here')
  return (
    <section className={styles['part']}>
      <h3>
        <Trans>Next person at this device</Trans>
      </h3>
      <p className={styles['soft']}>
        <Trans>
          Passing a tablet round? Your own notes and your vote are out of sight for the next person.
        </Trans>
      </p>
      <div className={styles['acts']}>
        {present.map((seat) => {
          const name = people.get(seat.id)?.name ?? seat.name
          const as = i18n._(roleInSentence[people.get(seat.id)?.role ?? seat.role])
          return (
            <Button
              key={seat.id}
              look="quiet"
              onPress={() => {
                onClose()
                onActAs(seat.id)
              }}
            >
              <Trans>
                Carry on as {name}, {as}
              </Trans>
            </Button>
          )
        })}
        <ButtonLink href="/join" look="quiet">
          <Trans>Someone new: join with the code</Trans>
        </ButtonLink>
      </div>
    </section>
  )
}
