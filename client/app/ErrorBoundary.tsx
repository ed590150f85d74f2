import { Trans } from '@lingui/react/macro'
import { Component, type ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'

/** What shows when a part of the page failed: what is safe, and what to do; or something else. */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode; readonly instead?: ReactNode },
  { readonly failed: boolean }
> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidCatch(error: unknown) {
    console.error(error)
  }

  override render() {
    const { children, instead } = this.props
    if (!this.state.failed) return children
    if (instead !== undefined) return instead
    return (
      <main
        style={{
          maxWidth: 560,
          margin: '15vh auto',
          padding: 24,
          display: 'grid',
          gap: 16,
          justifyItems: 'start',
        }}
      >
        <h1>
          <Trans>Something on this page broke</Trans>
        </h1>
        <p>
          <Trans>
            What you shared is safe: it is kept on this device and on the server. Load the page again to go
            on.
          </Trans>
        </p>
        <Button
          onPress={() => {
            location.reload()
          }}
        >
          <Trans>Load the page again</Trans>
        </Button>
      </main>
    )
  }
}
