import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type SubmitEvent } from 'react'
import type { BoardId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import type { Role } from '../../../shared/model/roles.ts'
import { joined } from '../../../shared/protocol/api.ts'
import type { ParticipantHere } from '../../../shared/protocol/me.ts'
import { roleInSentence } from '../../i18n/names.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useCall } from '../../sync/useCall.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { JoinProblem } from './JoinProblem.tsx'
import styles from './JoinPage.module.css'

/** Asks for a name, and for an organisation if one likes; then one is on the board. */
export function JoinForm({
  board,
  secret,
  role,
  onJoined,
}: {
  readonly board: BoardId
  readonly secret: string
  readonly role: Role
  readonly onJoined: (participant: ParticipantHere) => void
}) {
  const { t, i18n } = useLingui()
  const { call, isBusy, problem } = useCall()
  const [name, setName] = useState('')
  const [organisation, setOrganisation] = useState('')
  const [wasEmpty, setEmpty] = useState(false)

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setEmpty(name.trim() === '')
    if (name.trim() === '') return
    const answer = await call(joined, 'POST', boardPath(board, undefined, '/participants'), {
      secret,
      name,
      organisation,
    })
    if (answer.ok) onJoined(answer.value.participant)
  }

  const as = i18n._(roleInSentence[role])
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        void submit(event)
      }}
      noValidate
    >
      <TextField
        label={t`Your name`}
        hint={t`Any name will do: it is how the others see you.`}
        value={name}
        onChange={(next) => {
          setName(next)
          setEmpty(false)
        }}
        maxLength={limits.nameCharacters}
        autoComplete="name"
        isRequired
        fault={wasEmpty ? t`Say what to call you. Any name will do.` : undefined}
      />
      <TextField
        label={t`Organisation (if you like)`}
        value={organisation}
        onChange={setOrganisation}
        maxLength={limits.nameCharacters}
        autoComplete="organization"
      />
      <JoinProblem problem={problem} />
      <Button type="submit" wide isDisabled={isBusy}>
        {isBusy ? <Trans>Joining…</Trans> : <Trans>Join as {as}</Trans>}
      </Button>
    </form>
  )
}
