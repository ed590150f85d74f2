import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { invite } from '../../../shared/protocol/api.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useMyRole, useSession } from '../../sync/hooks.ts'
import { useLoaded } from '../../sync/useCall.ts'
import { QrCode } from '../../ui/QrCode.tsx'
import styles from './Wall.module.css'

/** A code that was renewed, or has run out, is replaced on the wall after at most this long. */
const FETCH_EVERY_MS = 60_000

/** The code, the address and the QR code of the group members' link; only a facilitator's browser is given them. */
export function JoinPanel() {
  const role = useMyRole()
  return role === 'facilitator' ? <CodeAndLink /> : <AskTheFacilitator />
}

function AskTheFacilitator() {
  return (
    <>
      <h2>
        <Trans>Join in</Trans>
      </h2>
      <p>
        <Trans>Ask the facilitator for the link or the code.</Trans>
      </p>
    </>
  )
}

function CodeAndLink() {
  const { t } = useLingui()
  const { board, me } = useSession()
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => {
      setTurn((before) => before + 1)
    }, FETCH_EVERY_MS)
    return () => {
      clearInterval(timer)
    }
  }, [])
  const loaded = useLoaded(invite, boardPath(board, me.id, '/invite'), turn)
  if (loaded.is === 'failed') return <AskTheFacilitator />
  if (loaded.is !== 'ready') {
    return (
      <h2>
        <Trans>Join in</Trans>
      </h2>
    )
  }
  const { links, code, reachable } = loaded.value
  const address = `${new URL(links.member).host}/join`
  return (
    <>
      <h2>
        <Trans>Join in</Trans>
      </h2>
      <div className={styles['qr']}>
        <QrCode value={links.member} name={t`QR code to join as a group member`} />
      </div>
      <p className={styles['address']}>
        <Trans>
          or open <b>{address}</b> and type
        </Trans>
      </p>
      <div>
        <p className={styles['code']}>{code.text}</p>
        {!reachable && (
          <p>
            <Trans>Phones cannot reach this address yet.</Trans>
          </p>
        )}
      </div>
    </>
  )
}
