import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import type { BoardId } from '../../shared/model/ids.ts'
import { wordsLeftOf } from '../sync/leftWords.ts'
import { CopyOrLetGo } from './CopyOrLetGo.tsx'
import styles from './KeptWordsDialog.module.css'
import { wordsThatWereKept } from './keptWordsText.ts'

/** One's own words for a board that cannot be opened any more: to copy, or to let go. */
export default function LeftWords({ board }: { readonly board: BoardId }) {
  const [left, setLeft] = useState(() => wordsLeftOf(board))
  const [said, setSaid] = useState('')
  const parts = left
    .flatMap(({ words, draft }) => [...words.map(wordsThatWereKept), draft])
    .filter((words) => words.trim() !== '')
  if (parts.length === 0) return null
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
        <CopyOrLetGo
          words={parts.join('\n\n')}
          onSaid={setSaid}
          onLetGo={() => {
            for (const { key } of left) localStorage.removeItem(key)
            setLeft([])
          }}
        />
      </div>
      <p role="status">{said}</p>
    </section>
  )
}
