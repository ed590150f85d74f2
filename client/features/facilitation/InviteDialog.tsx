import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type * as v from 'valibot'
import type { Role } from '../../../shared/model/roles.ts'
import { invite } from '../../../shared/protocol/api.ts'
import { roleNames } from '../../i18n/names.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useSession } from '../../sync/hooks.ts'
import { useCall, useLoaded } from '../../sync/useCall.ts'
import { announce } from '../../ui/announce.ts'
import { ConfirmAction } from '../../ui/ConfirmAction.tsx'
import { CopyLine } from '../../ui/CopyLine.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Segments } from '../../ui/Field.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import styles from './Facilitation.module.css'
import { NotReachable } from './NotReachable.tsx'

type Invite = v.InferOutput<typeof invite>

/** The ways onto this board: a code to be read out, and a link for each role. */
export default function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui()
  const { board, me } = useSession()
  const loaded = useLoaded(invite, boardPath(board, me.id, '/invite'))
  const [renewed, setRenewed] = useState<Invite>()
  const { call, isBusy, problem } = useCall()
  const renew = async (what: Role | 'code') => {
    const answer = await call(invite, 'POST', boardPath(board, me.id, '/invite/renew'), { what })
    if (!answer.ok) return
    setRenewed(answer.value)
    announce(t`Done: the old one has ended.`)
  }
  const ways = renewed ?? (loaded.is === 'ready' ? loaded.value : undefined)
  return (
    <Dialog title={t`Invite people`} onClose={onClose} size="wide">
      {loaded.is === 'loading' && (
        <p role="status">
          <Trans>Fetching the links…</Trans>
        </p>
      )}
      <ProblemLine title={loaded.is === 'failed' ? loaded.problem.title : problem?.title} />
      {ways && (
        <>
          {!ways.reachable && <NotReachable addresses={ways.addresses} />}
          <CodeCard
            code={ways.code}
            isBusy={isBusy}
            onRenew={() => {
              void renew('code')
            }}
          />
          <LinkOfRole
            links={ways.links}
            isBusy={isBusy}
            onRenew={(role) => {
              void renew(role)
            }}
          />
        </>
      )}
    </Dialog>
  )
}

function CodeCard({
  code,
  isBusy,
  onRenew,
}: {
  readonly code: Invite['code']
  readonly isBusy: boolean
  readonly onRenew: () => void
}) {
  const { i18n } = useLingui()
  const address = `${location.host}/join`
  const until = new Intl.DateTimeFormat(i18n.locale, {
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(code.expiresAtMs)
  return (
    <div className={styles['code']}>
      <div>
        <p>
          <Trans>
            Read this out: open <b className={styles['mono']}>{address}</b> and type
          </Trans>
        </p>
        <strong>{code.text}</strong>
        <p className={styles['soft']}>
          <Trans>For group members. It works until {until}.</Trans>
        </p>
      </div>
      <ConfirmAction
        size="small"
        look="plain"
        isBusy={isBusy}
        label={<Trans>New code</Trans>}
        question={<Trans>The present code stops working. Whoever is inside stays inside.</Trans>}
        yes={<Trans>Make a new code</Trans>}
        onConfirm={onRenew}
      />
    </div>
  )
}

const inOrder: readonly Role[] = ['member', 'officer', 'observer', 'facilitator']

function LinkOfRole({
  links,
  isBusy,
  onRenew,
}: {
  readonly links: Invite['links']
  readonly isBusy: boolean
  readonly onRenew: (role: Role) => void
}) {
  const { t, i18n } = useLingui()
  const [role, setRole] = useState<Role>('member')
  const name = i18n._(roleNames[role])
  const what: Record<Role, string> = {
    member: t`Brings notes, finds themes, asks and votes.`,
    officer: t`As a group member; votes are also counted by role, and officers may take the working copy of the report.`,
    observer: t`Reads along and changes nothing.`,
    facilitator: t`Looks after the room: everything you can do. Give it only to someone who runs the board with you.`,
  }
  return (
    <>
      <Segments
        label={t`A link for`}
        value={role}
        onChange={setRole}
        options={inOrder.map((each) => ({ value: each, label: i18n._(roleNames[each]) }))}
      />
      <div className={styles['link']}>
        <div className={styles['qr']}>
          <QrCode value={links[role]} name={t`QR code of the link for: ${name}`} />
        </div>
        <div>
          <CopyLine label={t`Link`} value={links[role]} />
          <p>{what[role]}</p>
          <p className={styles['soft']}>
            <Trans>Anyone who has the link can join. You can show it again at any time.</Trans>
          </p>
          <ConfirmAction
            key={role}
            size="small"
            look="plain"
            isBusy={isBusy}
            label={<Trans>End this link and make a new one</Trans>}
            question={
              <Trans>Whoever has the old link cannot join by it any more. Whoever has joined stays.</Trans>
            }
            yes={<Trans>End it and make a new one</Trans>}
            onConfirm={() => {
              onRenew(role)
            }}
          />
        </div>
      </div>
    </>
  )
}
