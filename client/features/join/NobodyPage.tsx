import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, type ReactNode } from 'react'
import { ButtonLink } from '../../ui/Button.tsx'
import { Page, Sheet } from '../../ui/Page.tsx'
import styles from './JoinPage.module.css'

/** For someone whom this board does not know in this browser: never joined, taken off, or the board is gone. */
export function NobodyPage({
  children,
}: {
  /** Words of theirs that lie on this device. */ readonly children?: ReactNode
}) {
  const { t } = useLingui()
  useEffect(() => {
    document.title = t`You are not on this board · Common Thread`
  }, [t])
  return (
    <Page isNarrow>
      <Sheet>
        <h1>
          <Trans>You are not on this board in this browser</Trans>
        </h1>
        <p>
          <Trans>
            Open the link that you were given, or type the board’s code. If you have been here before, it may
            have been in another browser, or the board may have been deleted: ask the facilitator.
          </Trans>
        </p>
        <div className={styles['acts']}>
          <ButtonLink href="/join">
            <Trans>Join with a code</Trans>
          </ButtonLink>
          <ButtonLink href="/" look="quiet">
            <Trans>Go to the first page</Trans>
          </ButtonLink>
        </div>
        {children}
      </Sheet>
    </Page>
  )
}
