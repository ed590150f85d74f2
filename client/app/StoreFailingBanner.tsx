import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useStatus } from '../sync/hooks.ts'
import { Banner } from '../ui/Banner.tsx'

/** While the server cannot store: why, and what becomes of what one writes. It goes when the server works again. */
export function StoreFailingBanner() {
  const { i18n } = useLingui()
  const save = useStatus((status) => status.save)
  if (save.is !== 'store-failing') return null
  const why = i18n._(whyOf[save.why] ?? msg`The server cannot store anything just now.`)
  return (
    <Banner tone="problem" isLive>
      {why} <Trans>What you write is kept on this device, and is sent when it works again.</Trans>
    </Banner>
  )
}

const whyOf: Readonly<Record<string, MessageDescriptor>> = {
  full: msg`The server cannot store anything just now: its disk is full.`,
  'read-only': msg`The server cannot store anything just now: it may not write to its own folder.`,
  locked: msg`The server cannot store anything just now: another program is using its file.`,
  damaged: msg`The server cannot store anything just now: its file is damaged, and has to be restored.`,
  'in use': msg`The server cannot store anything just now: another server has taken its place.`,
}
