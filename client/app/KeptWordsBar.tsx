import { Plural, Trans } from '@lingui/react/macro'
import { useTab } from '../store/tab.ts'
import { useStatus } from '../sync/hooks.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'

/** Says that words of one's own wait for a decision. */
export function KeptWordsBar() {
  const n = useStatus((status) => status.keptWords.length)
  const openDialog = useTab((tab) => tab.openDialog)
  if (n === 0) return null
  return (
    <Banner
      tone="gentle"
      isLive
      actions={
        <Button
          size="small"
          look="quiet"
          onPress={() => {
            openDialog({ is: 'kept-words' })
          }}
        >
          <Trans>Look at it</Trans>
        </Button>
      }
    >
      <Plural
        value={n}
        one="# change of yours was not taken. Your words are kept on this device."
        other="# changes of yours were not taken. Your words are kept on this device."
      />
    </Banner>
  )
}
