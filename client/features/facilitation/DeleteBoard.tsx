import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import * as v from 'valibot'
import { useLocation } from 'wouter'
import { useTab } from '../../store/tab.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useSession } from '../../sync/hooks.ts'
import { useCall } from '../../sync/useCall.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'
import styles from './Facilitation.module.css'

/** Deletes the board for good, once its title has been typed. */
export function DeleteBoard({ title }: { readonly title: string }) {
  const { t } = useLingui()
  const { board, me } = useSession()
  const [, navigate] = useLocation()
  const closeDialog = useTab((tab) => tab.closeDialog)
  const { call, isBusy, problem } = useCall()
  const [isAsking, setAsking] = useState(false)
  const [typed, setTyped] = useState('')
  const isRight = typed.trim().toLocaleLowerCase() === title.trim().toLocaleLowerCase()
  const erase = async () => {
    const answer = await call(v.unknown(), 'DELETE', boardPath(board, me.id, ''))
    if (!answer.ok) return
    closeDialog()
    navigate('/')
  }
  return (
    <section className={styles['part']}>
      <h3>
        <Trans>Delete the board</Trans>
      </h3>
      {isAsking ? (
        <div className={styles['fields']}>
          <p>
            <Trans>
              Every note, theme, vote and name on it is erased for everyone, and nobody can bring it back.
              Take the report first if you need it.
            </Trans>
          </p>
          <TextField label={t`To go on, type the title: ${title}`} value={typed} onChange={setTyped} />
          <ProblemLine title={problem?.title} />
          <div className={styles['acts']}>
            <Button
              look="danger"
              isDisabled={!isRight || isBusy}
              onPress={() => {
                void erase()
              }}
            >
              <Trans>Delete the board for good</Trans>
            </Button>
            <Button
              look="plain"
              onPress={() => {
                setAsking(false)
              }}
            >
              <Trans>No, leave it</Trans>
            </Button>
          </div>
        </div>
      ) : (
        <Button
          look="danger"
          onPress={() => {
            setAsking(true)
          }}
        >
          <Trans>Delete this board…</Trans>
        </Button>
      )}
    </section>
  )
}
