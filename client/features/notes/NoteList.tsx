import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { NoteId } from '../../../shared/model/ids.ts'
import { mayWrite } from '../../../shared/model/roles.ts'
import { kindWords, langOf, spokenStart, tagsOf } from '../../i18n/noteWords.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Words } from '../../i18n/Words.tsx'
import { NoteFace } from '../../ui/NoteFace.tsx'
import { ClaimButton } from './ClaimButton.tsx'
import styles from './NoteList.module.css'
import { TakeBack } from './TakeBack.tsx'

/** So many notes are drawn before one asks for more: a phone should not carry a thousand cards at once. */
const PAGE = 60

/** Notes as cards with what one may do with each. */
export function NoteList({ notes, label }: { readonly notes: readonly NoteId[]; readonly label: string }) {
  const [shown, setShown] = useState(PAGE)
  return (
    <div className={styles['listing']}>
      <ul className={styles['list']} aria-label={label}>
        {notes.slice(0, shown).map((note) => (
          <NoteItem key={note} note={note} />
        ))}
      </ul>
      {notes.length > shown && (
        <Button
          look="quiet"
          onPress={() => {
            setShown(shown + PAGE)
          }}
        >
          <Trans>Show {Math.min(PAGE, notes.length - shown)} more notes</Trans>
        </Button>
      )}
    </div>
  )
}

function NoteItem({ note: id }: { readonly note: NoteId }) {
  const { t } = useLingui()
  const { me, view } = useSession()
  const canWrite = mayWrite(useMyRole())
  const openDialog = useTab((tab) => tab.openDialog)
  const note = useBoard((board) => board.notes.get(id))
  useBoard((board) => (note?.conversation ? board.conversations.get(note.conversation) : undefined))
  if (!note) return null // taken back a moment ago
  const isMine = note.author === me.authorKey
  const start = spokenStart(note.said)
  return (
    <li className={styles['item']}>
      <NoteFace
        kind={note.kind}
        kindLabel={kindWords(note.kind)}
        said={<Words>{note.said}</Words>}
        lang={langOf(note)}
        tags={tagsOf(view, id)}
        clampLines={6}
      >
        <div className={styles['acts']}>
          <Button
            look="plain"
            size="small"
            aria-label={t`Open: ${start}`}
            onPress={() => {
              openDialog({ is: 'note', note: id })
            }}
          >
            <Trans>Open</Trans>
          </Button>
          {isMine && canWrite && (
            <>
              <Button
                look="plain"
                size="small"
                aria-label={t`Change: ${start}`}
                onPress={() => {
                  openDialog({ is: 'edit-note', note: id })
                }}
              >
                <Trans>Change</Trans>
              </Button>
              <TakeBack note={id} look="plain" />
            </>
          )}
          <ClaimButton note={id} />
        </div>
      </NoteFace>
    </li>
  )
}
