import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { saveSession } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { roles } from '../../../shared/model/roles.ts'
import type { Session } from '../../../shared/model/tables.ts'
import { roleNames } from '../../i18n/names.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useDocument } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import styles from './Facilitation.module.css'

/**
 * The meetings on this board, with how many people were in the room. The report counts these, not devices.
 * @param onUnsaved told whether something typed here is not saved yet
 */
export function Sessions({ onUnsaved }: { readonly onUnsaved: (isUnsaved: boolean) => void }) {
  const { t } = useLingui()
  const document = useDocument()
  const say = useTab((tab) => tab.say)
  const rows = useBoard((view) => view.sessions)
  const [fresh, setFresh] = useState<SessionId>()
  const [drafts, setDrafts] = useState<ReadonlyMap<SessionId, Session>>(new Map())
  const keep = (id: SessionId, draft: Session | undefined) => {
    const next = new Map(drafts)
    if (draft) next.set(id, draft)
    else next.delete(id)
    setDrafts(next)
    onUnsaved(next.size > 0)
  }
  const save = (id: SessionId, session: Session) => {
    saveSession(document(), id, session)
    if (id === fresh) setFresh(undefined)
    keep(id, undefined)
    say(t`The session is saved.`)
  }
  const sessions = [...rows].sort(([, a], [, b]) => (a.date < b.date ? -1 : 1))
  return (
    <section className={styles['part']}>
      <h3>
        <Trans>Sessions</Trans>
      </h3>
      <p className={styles['soft']}>
        <Trans>Count the people in the room, not the devices: the report says how many took part.</Trans>
      </p>
      {sessions.map(([id, session]) => (
        <SessionForm
          key={id}
          session={drafts.get(id) ?? session}
          onChange={(next) => {
            keep(id, next)
          }}
          onSave={(next) => {
            save(id, next)
          }}
        />
      ))}
      {fresh ? (
        <SessionForm
          key={fresh}
          session={drafts.get(fresh) ?? emptySession()}
          onChange={(next) => {
            keep(fresh, next)
          }}
          onSave={(next) => {
            save(fresh, next)
          }}
        />
      ) : (
        <Button
          look="quiet"
          onPress={() => {
            setFresh(newId<SessionId>())
          }}
        >
          <Trans>Add a session</Trans>
        </Button>
      )}
    </section>
  )
}

function emptySession(): Session {
  const now = new Date()
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
  return { date, place: '', headCount: { facilitator: null, member: null, officer: null, observer: null } }
}

function SessionForm({
  session,
  onChange,
  onSave,
}: {
  readonly session: Session
  readonly onChange: (next: Session) => void
  readonly onSave: (next: Session) => void
}) {
  const { t, i18n } = useLingui()
  return (
    <div className={styles['session']}>
      <div className={styles['pair']}>
        <TextField
          label={t`Date`}
          type="date"
          value={session.date}
          onChange={(date) => {
            onChange({ ...session, date })
          }}
        />
        <TextField
          label={t`Place`}
          value={session.place}
          onChange={(place) => {
            onChange({ ...session, place })
          }}
          maxLength={200}
        />
      </div>
      <div className={styles['heads']}>
        {roles.map((role) => (
          <TextField
            key={role}
            label={i18n._(roleNames[role])}
            inputMode="numeric"
            value={session.headCount[role]?.toString() ?? ''}
            onChange={(typed) => {
              onChange({ ...session, headCount: { ...session.headCount, [role]: countIn(typed) } })
            }}
            maxLength={5}
          />
        ))}
      </div>
      <div>
        <Button
          look="quiet"
          size="small"
          isDisabled={session.date === ''}
          onPress={() => {
            onSave(session)
          }}
        >
          <Trans>Save this session</Trans>
        </Button>
      </div>
    </div>
  )
}

/** The number in what was typed, or null when there is none. */
function countIn(typed: string): number | null {
  const digits = typed.replace(/\D/g, '')
  return digits === '' ? null : Number(digits)
}
