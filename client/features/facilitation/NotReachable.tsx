import { Trans } from '@lingui/react/macro'
import { Banner } from '../../ui/Banner.tsx'
import styles from './Facilitation.module.css'

/** Says that other devices cannot open this address, and what to do about it. */
export function NotReachable({ addresses }: { readonly addresses: readonly string[] }) {
  const port = location.port === '' ? '' : `:${location.port}`
  const open = addresses.map((address) => (address.includes('://') ? address : `http://${address}${port}`))
  return (
    <Banner tone="problem">
      <div className={styles['steps']}>
        <p>
          <b>
            <Trans>Phones and other computers cannot open these links yet.</Trans>
          </b>
        </p>
        <p>
          <Trans>
            This page was opened at {location.host}, which only this computer can reach. Stop the server,
            start it again with
          </Trans>
        </p>
        <p>
          <code>HOST=0.0.0.0 npm start</code>
        </p>
        {open.length > 0 ? (
          <>
            <p>
              <Trans>and open the board at the address that others can reach too:</Trans>
            </p>
            {open.map((address) => (
              <p key={address}>
                <code>{address}</code>
              </p>
            ))}
          </>
        ) : (
          <p>
            <Trans>and open the board at this computer’s address on the network that the phones use.</Trans>
          </p>
        )}
      </div>
    </Banner>
  )
}
