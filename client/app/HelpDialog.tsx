import { Trans, useLingui } from '@lingui/react/macro'
import { Dialog } from '../ui/Dialog.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { useTab } from '../store/tab.ts'
import styles from './HelpDialog.module.css'

/** The keys, and the few things that are good to know. */
export default function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui()
  const announce = useTab((tab) => tab.announce)
  const setAnnounce = useTab((tab) => tab.setAnnounce)
  const mod = navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl'
  return (
    <Dialog title={t`Keys and help`} onClose={onClose}>
      <h3>
        <Trans>On the canvas of themes</Trans>
      </h3>
      <dl className={styles['keys']}>
        <Keys keys={['N']}>
          <Trans>add a note</Trans>
        </Keys>
        <Keys keys={['←', '↑', '→', '↓']}>
          <Trans>on a note: go to the next one; on the canvas: move it</Trans>
        </Keys>
        <Keys keys={['Enter']}>
          <Trans>on a note: open it</Trans>
        </Keys>
        <Keys keys={[t`Space`]}>
          <Trans>on a note: select it, one after another</Trans>
        </Keys>
        <Keys keys={['M']}>
          <Trans>on a note: move it to a theme</Trans>
        </Keys>
        <Keys keys={['+', '−', '0']}>
          <Trans>larger, smaller, show all</Trans>
        </Keys>
        <Keys keys={[mod, 'Z']}>
          <Trans>take back your own last step</Trans>
        </Keys>
        <Keys keys={[mod, 'Shift', 'Z']}>
          <Trans>do it again</Trans>
        </Keys>
        <Keys keys={['Esc']}>
          <Trans>close, or let go of what is selected</Trans>
        </Keys>
      </dl>
      <h3>
        <Trans>Good to know</Trans>
      </h3>
      <ul className={styles['more']}>
        <li>
          <Trans>
            Everything on the canvas can also be done in the list: choose “List” at the stage “Find themes”.
          </Trans>
        </li>
        <li>
          <Trans>
            You may look at any stage at any time. Nothing is locked, and nobody sees it as leaving.
          </Trans>
        </li>
        <li>
          <Trans>
            Without a connection you can go on: what you write waits on this device and is sent later.
          </Trans>
        </li>
      </ul>
      <SelectField
        label={t`With a screen reader: others’ moves are read out`}
        value={announce}
        onChange={setAnnounce}
        options={[
          { value: 'every five seconds', label: t`In one short sentence, at most every five seconds` },
          { value: 'never', label: t`Never` },
        ]}
      />
    </Dialog>
  )
}

function Keys({ keys, children }: { readonly keys: readonly string[]; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{children}</dd>
    </>
  )
}
