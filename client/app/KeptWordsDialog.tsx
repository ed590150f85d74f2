import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { newId } from '../../shared/document/newId.ts'
import { useTab } from '../store/tab.ts'
import { bringBack } from '../sync/bringBack.ts'
import { useSession, useStatus } from '../sync/hooks.ts'
import type { KeptReason, KeptWords } from '../sync/keptWords.ts'
import type { Piece } from '../sync/textEdits.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ProblemLine } from '../ui/Problem.tsx'
import { CopyOrLetGo } from './CopyOrLetGo.tsx'
import styles from './KeptWordsDialog.module.css'
import { piecesThatWereKept, whatWasKept, wordsThatWereKept } from './keptWordsText.ts'
import { reasonOf, refusalWords } from './refusalWords.ts'

/** Everything of one's own that the server did not take: why, and what to do with it. */
export default function KeptWordsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui()
  const keptWords = useStatus((status) => status.keptWords)
  return (
    <Dialog title={t`Your words, kept`} onClose={onClose}>
      {keptWords.length === 0 ? (
        <p>
          <Trans>Nothing waits here any more.</Trans>
        </p>
      ) : (
        <>
          <p>
            <Trans>
              The board did not take these. They are kept on this device, for you alone, until you decide.
            </Trans>
          </p>
          <ul className={styles['list']}>
            {keptWords.map((kept) => (
              <Kept key={kept.id} kept={kept} />
            ))}
          </ul>
        </>
      )}
    </Dialog>
  )
}

function Kept({ kept }: { readonly kept: KeptWords }) {
  const { t, i18n } = useLingui()
  const session = useSession()
  const say = useTab((tab) => tab.say)
  const [stillRefused, setStillRefused] = useState<KeptReason>()
  // A board that has ended takes nothing back; copying and letting go still work.
  const hasEnded = useStatus((status) => status.save.is === 'ended')
  const words = wordsThatWereKept(kept)
  const parts = kept.changes.map(piecesThatWereKept).filter((pieces) => pieces.length > 0)
  return (
    <li className={styles['kept']}>
      <h3>{i18n._(whatWasKept(kept))}</h3>
      <p>{i18n._(reasonOf(kept, i18n.locale))}</p>
      {parts.map((pieces, i) => (
        <blockquote key={i} className={styles['words']} dir="auto">
          <Pieces pieces={pieces} />
        </blockquote>
      ))}
      <ProblemLine
        title={stillRefused && t`Not taken this time either: ${i18n._(refusalWords[stillRefused])}`}
      />
      <div className={styles['acts']}>
        {!hasEnded && (
          <Button
            size="small"
            onPress={() => {
              const refusal = bringBack(session.document, session.actor, kept, newId)
              if (!refusal) session.letGoOfWords(kept.id)
              setStillRefused(refusal)
            }}
          >
            <Trans>Bring back</Trans>
          </Button>
        )}
        <CopyOrLetGo
          words={words}
          onSaid={say}
          onLetGo={() => {
            session.letGoOfWords(kept.id)
          }}
        />
      </div>
    </li>
  )
}

/** Words with one's own marked, where they stand among others'. */
function Pieces({ pieces }: { readonly pieces: readonly Piece[] }) {
  if (pieces.every((piece) => piece.is === 'mine')) return pieces.map((piece) => piece.words).join('')
  return pieces.map(({ is, words }, i) => {
    if (is === 'same') return <span key={i}>{words}</span>
    return is === 'mine' ? <ins key={i}>{words}</ins> : <del key={i}>{words}</del>
  })
}
