import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import { roles } from '../../../shared/model/roles.ts'
import { roleNames } from '../../i18n/names.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmAction } from '../../ui/ConfirmAction.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'
import styles from './Facilitation.module.css'
import { NameForm } from './NameForm.tsx'
import { usePersonCall } from './usePersonCall.ts'

/** Looks after one person: their name, their role, twice the same person, off the board. */
export default function PersonDialog({
  person: id,
  onClose,
}: {
  readonly person: ParticipantId
  readonly onClose: () => void
}) {
  const { t, i18n } = useLingui()
  const person = useBoard((view) => view.people.get(id))
  const say = useTab((tab) => tab.say)
  const openDialog = useTab((tab) => tab.openDialog)
  const { change, isBusy, problem } = usePersonCall(id)
  if (person?.state.is !== 'here') return null
  const { name } = person
  const done = async (body: Parameters<typeof change>[0], sentence: string, leaves = false) => {
    if (!(await change(body))) return
    say(sentence)
    if (leaves) openDialog({ is: 'people' })
  }
  return (
    <Dialog
      title={name}
      onClose={onClose}
      foot={
        <Button
          look="quiet"
          onPress={() => {
            openDialog({ is: 'people' })
          }}
        >
          <Trans>Back to everyone</Trans>
        </Button>
      }
    >
      <ProblemLine title={problem?.title} />
      <section className={styles['part']}>
        <NameForm
          key={`${name}/${person.organisation}`}
          name={name}
          organisation={person.organisation}
          isBusy={isBusy}
          onSave={(to) => {
            void done({ do: 'rename', ...to }, t`The name is changed.`)
          }}
        />
      </section>
      <section className={styles['part']}>
        <div>
          <SelectField
            label={t`Role`}
            hint={t`A second facilitator can do everything that you can.`}
            value={person.role}
            isDisabled={isBusy}
            onChange={(role) => {
              void done({ do: 'role', role }, t`The role is changed.`)
            }}
            options={roles.map((role) => ({ value: role, label: i18n._(roleNames[role]) }))}
          />
        </div>
      </section>
      <Merge
        id={id}
        name={name}
        isBusy={isBusy}
        onMerge={(into) => {
          void done({ do: 'merge', into }, t`They are one person now.`, true)
        }}
      />
      <section className={styles['part']}>
        <ConfirmAction
          look="danger"
          isBusy={isBusy}
          label={<Trans>Take {name} off the board</Trans>}
          question={
            <Trans>
              They are out at once, on every device. What they brought stays. The link lets them in again
              unless you end it.
            </Trans>
          }
          yes={<Trans>Take them off</Trans>}
          onConfirm={() => {
            void done({ do: 'remove' }, t`They are off the board.`, true)
          }}
        />
      </section>
    </Dialog>
  )
}

function Merge({
  id,
  name,
  isBusy,
  onMerge,
}: {
  readonly id: ParticipantId
  readonly name: string
  readonly isBusy: boolean
  readonly onMerge: (into: ParticipantId) => void
}) {
  const { t, i18n } = useLingui()
  const people = useBoard((view) => view.people)
  const [into, setInto] = useState<ParticipantId | ''>('')
  const others = [...people]
    .filter(([other, person]) => other !== id && person.state.is === 'here')
    .sort(([, a], [, b]) => a.name.localeCompare(b.name))
  if (others.length === 0) return null
  const kept = into === '' ? undefined : people.get(into)?.name
  return (
    <section className={styles['part']}>
      <div>
        <SelectField
          label={t`Joined twice?`}
          hint={t`Choose who is the same person. Notes and vote go over to them.`}
          value={into}
          onChange={setInto}
          options={[
            { value: '', label: t`Choose…` },
            ...others.map(([other, person]) => ({
              value: other,
              label: `${person.name} · ${i18n._(roleNames[person.role])}`,
            })),
          ]}
        />
      </div>
      {kept !== undefined && into !== '' && (
        <ConfirmAction
          key={into}
          isBusy={isBusy}
          label={<Trans>Make one person of the two</Trans>}
          question={
            <Trans>
              {name} becomes one with {kept}. If both have voted, the vote of {kept} counts. This cannot be
              taken back.
            </Trans>
          }
          yes={<Trans>Make them one</Trans>}
          onConfirm={() => {
            onMerge(into)
          }}
        />
      )}
    </section>
  )
}
