import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { momentOf } from '../i18n/momentOf.ts'
import type { SessionStatus } from '../sync/SessionStatus.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'

/** To whoever was on the board before it was set back: what has happened, and what becomes of their words. */
export default function RestoredBanner({ backupAtMs }: NonNullable<SessionStatus['restored']>) {
  const { i18n } = useLingui()
  const [isRead, setIsRead] = useState(false)
  if (isRead) return null
  const moment = backupAtMs === undefined ? '' : momentOf(backupAtMs, i18n.locale)
  return (
    <Banner
      tone="gentle"
      isLive
      actions={
        <Button
          size="small"
          look="quiet"
          onPress={() => {
            setIsRead(true)
          }}
        >
          <Trans>All right</Trans>
        </Button>
      }
    >
      {moment === '' ? (
        <Trans>This board was restored from a backup.</Trans>
      ) : (
        <Trans>This board was restored from a backup of {moment}.</Trans>
      )}{' '}
      <Trans>
        What you added since then on this device comes back by itself. Changes that may not fit any more are
        kept for you to decide.
      </Trans>
    </Banner>
  )
}
