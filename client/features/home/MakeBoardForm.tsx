import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type SubmitEvent } from 'react'
import { useLocation } from 'wouter'
import { limits } from '../../../shared/model/limits.ts'
import { boardCreated } from '../../../shared/protocol/api.ts'
import { useTab } from '../../store/tab.ts'
import { useCall } from '../../sync/useCall.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'
import styles from './HomePage.module.css'

/** Makes a board and goes there, with the links to invite others open. */
export function MakeBoardForm() {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const { call, isBusy, problem } = useCall()
  const [title, setTitle] = useState('')
  const [purpose, setPurpose] = useState('')
  const [name, setName] = useState('')
  const [wasTried, setTried] = useState(false)

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setTried(true)
    if (title.trim() === '' || name.trim() === '') return
    const answer = await call(boardCreated, 'POST', '/api/boards', { title, purpose, name })
    if (!answer.ok) return
    useTab.getState().openDialog({ is: 'invite' })
    navigate(`/b/${answer.value.id}`)
  }

  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        void submit(event)
      }}
      noValidate
    >
      <TextField
        label={t`Title`}
        hint={t`What the group will recognise, such as “Getting about in our town”.`}
        value={title}
        onChange={setTitle}
        maxLength={limits.titleCharacters}
        isRequired
        fault={wasTried && title.trim() === '' ? t`Give the board a title.` : undefined}
      />
      <TextField
        label={t`What it is for (if you like)`}
        hint={t`One or two sentences that everyone sees first.`}
        value={purpose}
        onChange={setPurpose}
        rows={2}
        maxLength={2000}
      />
      <TextField
        label={t`Your name`}
        hint={t`As the others will see it.`}
        value={name}
        onChange={setName}
        maxLength={limits.nameCharacters}
        autoComplete="name"
        isRequired
        fault={wasTried && name.trim() === '' ? t`Say what to call you. Any name will do.` : undefined}
      />
      <ProblemLine title={problem?.title} />
      <div>
        <Button type="submit" isDisabled={isBusy}>
          {isBusy ? <Trans>Making the board…</Trans> : <Trans>Make the board</Trans>}
        </Button>
      </div>
    </form>
  )
}
