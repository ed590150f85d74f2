import { Trans, useLingui } from '@lingui/react/macro'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import type { Person } from '../../../shared/model/tables.ts'
import { roleNames } from '../../i18n/names.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { usePeopleHere } from '../../sync/usePeopleHere.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { PersonCircle } from '../../ui/PersonCircle.tsx'
import styles from './Facilitation.module.css'

/** Who is here now, and who has been; for facilitators the way to look after each. */
export default function PeopleDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui()
  const isFacilitator = useMyRole() === 'facilitator'
  const openDialog = useTab((tab) => tab.openDialog)
  const people = useBoard((view) => view.people)
  const here = usePeopleHere()
  const away = [...people]
    .filter(([id, person]) => person.state.is === 'here' && !here.includes(id))
    .sort(([, a], [, b]) => a.name.localeCompare(b.name))
  const gone = [...people].filter(([, person]) => person.state.is === 'left' || person.state.is === 'removed')
  return (
    <Dialog
      title={t`People`}
      onClose={onClose}
      {...(isFacilitator
        ? {
            foot: (
              <Button
                look="quiet"
                onPress={() => {
                  openDialog({ is: 'invite' })
                }}
              >
                <Trans>Invite people</Trans>
              </Button>
            ),
          }
        : {})}
    >
      <section>
        <h3>
          <Trans>Here now: {here.length}</Trans>
        </h3>
        <ul className={styles['people']}>
          {here.map((id) => {
            const person = people.get(id)
            return person && <PersonRow key={id} id={id} person={person} />
          })}
        </ul>
      </section>
      {away.length > 0 && (
        <section>
          <h3>
            <Trans>On the board, not here at the moment: {away.length}</Trans>
          </h3>
          <ul className={styles['people']}>
            {away.map(([id, person]) => (
              <PersonRow key={id} id={id} person={person} />
            ))}
          </ul>
        </section>
      )}
      {gone.length > 0 && (
        <section>
          <h3>
            <Trans>Left: {gone.length}</Trans>
          </h3>
          <ul className={styles['people']}>
            {gone.map(([id, person]) => (
              <PersonRow key={id} id={id} person={person} />
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  )
}

function PersonRow({ id, person }: { readonly id: ParticipantId; readonly person: Person }) {
  const { t, i18n } = useLingui()
  const { me } = useSession()
  const isFacilitator = useMyRole() === 'facilitator'
  const openDialog = useTab((tab) => tab.openDialog)
  const details = [
    i18n._(roleNames[person.role]),
    person.organisation,
    person.state.is === 'removed' ? t`taken off the board` : '',
  ].filter(Boolean)
  return (
    <li className={styles['person']}>
      <PersonCircle id={id} name={person.name} />
      <div>
        <p>
          <b dir="auto">{person.name}</b>{' '}
          {id === me.id && (
            <span className={styles['here']}>
              <Trans>you</Trans>
            </span>
          )}
        </p>
        <p className={styles['soft']} dir="auto">
          {details.join(' · ')}
        </p>
      </div>
      {id === me.id ? (
        <Button
          size="small"
          look="plain"
          onPress={() => {
            openDialog({ is: 'my-place' })
          }}
        >
          <Trans>My place</Trans>
        </Button>
      ) : (
        isFacilitator &&
        person.state.is === 'here' && (
          <Button
            size="small"
            look="plain"
            aria-label={t`Look after ${person.name}`}
            onPress={() => {
              openDialog({ is: 'person', person: id })
            }}
          >
            <Trans>Change…</Trans>
          </Button>
        )
      )}
    </li>
  )
}
