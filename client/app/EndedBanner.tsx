import { Trans } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import { useStatus } from '../sync/hooks.ts'
import type { EndReason } from '../sync/saving.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, ButtonLink } from '../ui/Button.tsx'

/** When the server will not have this page back: why, and what to do. What one reads here still stands. */
export function EndedBanner() {
  const save = useStatus((status) => status.save)
  if (save.is !== 'ended') return null
  return (
    <Banner tone="problem" isLive actions={actionFor(save.why)}>
      {wordsFor(save.why)}
    </Banner>
  )
}

function wordsFor(why: EndReason): ReactNode {
  switch (why) {
    case 'removed':
      return (
        <Trans>
          A facilitator has taken you off this board. What you brought stays on it. If this is a mistake, ask
          them for a link.
        </Trans>
      )
    case 'erased':
      return (
        <Trans>
          This board has been deleted with everything on it. What you still see here is gone when you leave
          this page.
        </Trans>
      )
    case 'restored':
      return <Trans>This board was restored from a backup. It is being opened again.</Trans>
    case 'reload':
      return (
        <Trans>
          The product has been renewed. Load the page again to go on: what you wrote is kept on this device.
        </Trans>
      )
    case 'signed-out':
      return (
        <Trans>
          You are not on this board any more in this browser. Load the page again, or ask the facilitator for
          a link.
        </Trans>
      )
    case 'too-many-tabs':
      return (
        <Trans>
          You have this board open in more tabs and on more devices than it can hold, so this one has paused.
          Close one of the others, then load this page again: what you wrote is kept on this device.
        </Trans>
      )
    case 'too-much':
      return (
        <Trans>
          This page sent far more than anyone writes, so the server closed the connection. Load the page
          again: what you wrote is kept on this device.
        </Trans>
      )
    case 'unreadable':
      return (
        <Trans>
          The server could not read what this page sent, so it closed the connection. Load the page again:
          what you wrote is kept on this device. If it happens again, tell whoever runs the server.
        </Trans>
      )
    case 'other':
      return (
        <Trans>
          The connection ended and does not come back by itself. Load the page again: what you wrote is kept
          on this device.
        </Trans>
      )
    default:
      // A reason without words would be a page that has stopped and does not say why.
      return why satisfies never
  }
}

function actionFor(why: EndReason): ReactNode {
  if (why === 'removed' || why === 'erased') {
    return (
      <ButtonLink href="/" size="small" look="quiet">
        <Trans>Go to the first page</Trans>
      </ButtonLink>
    )
  }
  return <LoadAgain />
}

function LoadAgain() {
  const [isLoading, setLoading] = useState(false)
  const load = () => {
    setLoading(true)
    // Where even that is out of reach there is no older build either that a reload could bring back.
    import('./loadNewest.ts').then(
      ({ loadNewest }) => loadNewest(),
      () => {
        location.reload()
      },
    )
  }
  return (
    <Button size="small" look="quiet" onPress={load} isDisabled={isLoading}>
      {isLoading ? <Trans>Loading…</Trans> : <Trans>Load the page again</Trans>}
    </Button>
  )
}
