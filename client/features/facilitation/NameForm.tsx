import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type SubmitEvent } from 'react'
import { limits } from '../../../shared/model/limits.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import styles from './Facilitation.module.css'

/** A name and an organisation, and the button that saves them once they differ. */
export function NameForm({
  name,
  organisation,
  isBusy,
  onSave,
}: {
  readonly name: string
  readonly organisation: string
  readonly isBusy: boolean
  readonly onSave: (to: { name: string; organisation: string }) => void
}) {
  const { t } = useLingui()
  const [nextName, setName] = useState(name)
  const [nextOrganisation, setOrganisation] = useState(organisation)
  const isSame = nextName.trim() === name && nextOrganisation.trim() === organisation
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (nextName.trim() !== '' && !isSame) onSave({ name: nextName, organisation: nextOrganisation })
  }
  return (
    <form className={styles['fields']} onSubmit={submit} noValidate>
      <div className={styles['pair']}>
        <TextField
          label={t`Name`}
          value={nextName}
          onChange={setName}
          maxLength={limits.nameCharacters}
          fault={nextName.trim() === '' ? t`A name is needed. Any will do.` : undefined}
        />
        <TextField
          label={t`Organisation (if there is one)`}
          value={nextOrganisation}
          onChange={setOrganisation}
          maxLength={limits.nameCharacters}
        />
      </div>
      <div>
        <Button type="submit" look="quiet" isDisabled={isBusy || isSame || nextName.trim() === ''}>
          <Trans>Save the name</Trans>
        </Button>
      </div>
    </form>
  )
}
