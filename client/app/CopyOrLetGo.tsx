import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../ui/Button.tsx'
import { ConfirmAction } from '../ui/ConfirmAction.tsx'
import { copyText } from '../ui/copyText.ts'

/** What can always be done with kept words: they are copied, or let go of after one was asked. */
export function CopyOrLetGo({
  words,
  onSaid,
  onLetGo,
}: {
  /** Empty when what was kept had none, such as a move. */
  readonly words: string
  /** Is told how copying went, in a sentence. */
  readonly onSaid: (sentence: string, tone: 'good' | 'problem') => void
  readonly onLetGo: () => void
}) {
  const { t } = useLingui()
  const copy = async () => {
    if (await copyText(words)) onSaid(t`Copied`, 'good')
    else onSaid(t`Copying is not allowed here. Select the words and copy them by hand.`, 'problem')
  }
  return (
    <>
      {words !== '' && (
        <Button
          size="small"
          look="quiet"
          onPress={() => {
            void copy()
          }}
        >
          <Trans>Copy</Trans>
        </Button>
      )}
      <ConfirmAction
        size="small"
        look="plain"
        label={<Trans>Let go</Trans>}
        question={<Trans>These words are then gone from this device.</Trans>}
        yes={<Trans>Let go of them</Trans>}
        onConfirm={onLetGo}
      />
    </>
  )
}
