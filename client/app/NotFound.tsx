import { Trans } from '@lingui/react/macro'
import { ButtonLink } from '../ui/Button.tsx'

/** For an address that is no place of ours. */
export default function NotFound() {
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
        <Trans>There is no page at this address</Trans>
      </h1>
      <p>
        <Trans>Check the link you were given, or begin at the first page.</Trans>
      </p>
      <ButtonLink href="/">
        <Trans>Go to the first page</Trans>
      </ButtonLink>
    </main>
  )
}
