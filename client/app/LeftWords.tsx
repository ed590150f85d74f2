import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { BoardId } from '../../shared/model/ids.ts'
import { wordsLeftOf } from '../sync/KeptStore.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmAction } from '../ui/ConfirmAction.tsx'
import { copyText } from '../ui/copyText.ts'
import styles from './KeptWordsDialog.module.css'
import { wordsThatWereKept } from './keptWordsText.ts'

/** One's own words for a board that cannot be opened any more: to copy, or to let go. */
export function LeftWords({ board }: { readonly board: BoardId }) {
  const { t } = useLingui()
  const [left, setLeft] = useState(() => wordsLeftOf(board))
  const [said, setSaid] = useState('')
  const parts = left
    .flatMap(({ words, draft }) => [...words.map(wordsThatWereKept), draft])
    .filter((words) => words.trim() !== '')
  if (parts.length === 0) return null
  const copy = async () => {
    const copied = await copyText(parts.join('\n\n'))
    setSaid(copied ? t`Copied` : t`Copying is not allowed here. Select the words and copy them by hand.`)
  }
  return (
    <section className={styles['kept']} aria-labelledby="left-words">
      <h2 id="left-words">
        <Trans>Your words, kept</Trans>
      </h2>
      <p>
        <Trans>These were written here and never reached the board. They are on this device alone.</Trans>
      </p>
      {parts.map((words, i) => (
        <blockquote key={i} className={styles['words']} dir="auto">
          {words}
        </blockquote>
      ))}
      <div className={styles['acts']}>
        <Button
          size="small"
          look="quiet"
          onPress={() => {
            void copy()
          }}
        >
          <Trans>Copy</Trans>
        </Button>
        <ConfirmAction
          size="small"
          look="plain"
          label={<Trans>Let go</Trans>}
          question={<Trans>These words are then gone from this device.</Trans>}
          yes={<Trans>Let go of them</Trans>}
          onConfirm={() => {
            for (const { key } of left) localStorage.removeItem(key)
            setLeft([])
          }}
        />
      </div>
      <p role="status">{said}</p>
    </section>
  )
}
