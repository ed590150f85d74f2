import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type * as v from 'valibot'
import { wayBack } from '../../../shared/protocol/api.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useSession } from '../../sync/hooks.ts'
import { useCall } from '../../sync/useCall.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyLine } from '../../ui/CopyLine.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import styles from './Facilitation.module.css'

/** The link by which one is the same person on another device. */
export function WayBack() {
  const { t, i18n } = useLingui()
  const { board, me } = useSession()
  const { call, isBusy, problem } = useCall()
  const [made, setMade] = useState<v.InferOutput<typeof wayBack>>()
  const make = async () => {
    const answer = await call(wayBack, 'POST', boardPath(board, me.id, '/way-back'), {})
    if (answer.ok) setMade(answer.value)
  }
  const until =
    made && new Intl.DateTimeFormat(i18n.locale, { day: 'numeric', month: 'long' }).format(made.expiresAtMs)
  return (
    <section className={styles['part']}>
      <h3>
        <Trans>My way back</Trans>
      </h3>
      <p className={styles['soft']}>
        <Trans>
          A link for you alone: it makes you the same person on another phone or computer. It works once.
        </Trans>
      </p>
      <ProblemLine title={problem?.title} />
      {made ? (
        <div className={styles['link']}>
          <div className={styles['qr']}>
            <QrCode value={made.link} name={t`QR code of my way back`} />
          </div>
          <div>
            <CopyLine label={t`My way back`} value={made.link} />
            <p className={styles['soft']}>
              <Trans>It works until {until}. Send it to nobody else: whoever opens it is you.</Trans>
            </p>
          </div>
        </div>
      ) : (
        <Button
          look="quiet"
          isDisabled={isBusy}
          onPress={() => {
            void make()
          }}
        >
          <Trans>Show my way back</Trans>
        </Button>
      )}
    </section>
  )
}
