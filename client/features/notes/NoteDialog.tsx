import { Trans, useLingui } from '@lingui/react/macro'
import type { NoteId } from '../../../shared/model/ids.ts'
import { mayWrite } from '../../../shared/model/roles.ts'
import { kindWords, langOf } from '../../i18n/noteWords.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Words } from '../../i18n/Words.tsx'
import { ClaimButton } from './ClaimButton.tsx'
import { HideNote } from './HideNote.tsx'
import styles from './NoteDialog.module.css'
import { NoteFactList } from './NoteFactList.tsx'
import { NoteGone } from './NoteGone.tsx'
import { NoteThemes } from './NoteThemes.tsx'
import { TakeBack } from './TakeBack.tsx'

/** The whole of one note, and everything that one may do with it. */
export default function NoteDialog({
  note: id,
  onClose,
}: {
  readonly note: NoteId
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const { me } = useSession()
  const note = useBoard((view) => view.notes.get(id))
  const hidden = useBoard((view) => view.hidden.get(id))
  const themes = useBoard((view) => view.outline.themesOf.get(id))
  const role = useMyRole()
  const openDialog = useTab((tab) => tab.openDialog)
  if (!note || hidden?.is === 'withdrawn') {
    return (
      <NoteGone title={t`This note was taken back`} onClose={onClose}>
        <Trans>It is no longer on the board, and its words are nowhere any more.</Trans>
      </NoteGone>
    )
  }
  const canWrite = mayWrite(role)
  const isMine = note.author === me.authorKey
  if (hidden && !isMine && role !== 'facilitator') {
    return (
      <NoteGone title={t`This note is hidden`} onClose={onClose}>
        {hidden.why ? (
          <Trans>
            A facilitator has hidden it from everyone: <Words>{hidden.why}</Words>
          </Trans>
        ) : (
          <Trans>A facilitator has hidden it from everyone.</Trans>
        )}
      </NoteGone>
    )
  }
  const only = themes?.length === 1 ? themes[0]! : null
  return (
    <Dialog
      title={note.kind === 'heard' ? t`What was heard` : t`Own view`}
      onClose={onClose}
      foot={
        canWrite && (
          <>
            {isMine && (
              <Button
                look="quiet"
                onPress={() => {
                  openDialog({ is: 'edit-note', note: id })
                }}
              >
                <Trans>Change</Trans>
              </Button>
            )}
            {!hidden && (
              <Button
                onPress={() => {
                  openDialog({ is: 'move-notes', notes: [id], from: only })
                }}
              >
                <Trans>Move to…</Trans>
              </Button>
            )}
          </>
        )
      }
    >
      {hidden && (
        <Banner tone="problem" isLive>
          {hidden.why ? (
            <Trans>
              Hidden from everyone by a facilitator: <Words>{hidden.why}</Words>
            </Trans>
          ) : (
            <Trans>Hidden from everyone by a facilitator.</Trans>
          )}
        </Banner>
      )}
      <div className={`${styles['said']} ${note.kind === 'own' ? styles['own'] : ''}`}>
        <p dir="auto" lang={langOf(note)}>
          <Words>{note.said}</Words>
        </p>
        <p className={styles['kind']}>
          {kindWords(note.kind)}
          {isMine && (
            <>
              {' '}
              · <Trans>yours</Trans>
            </>
          )}
        </p>
      </div>
      {note.impression !== '' && (
        <section className={styles['part']}>
          <h3>
            <Trans>What we made of it</Trans>
          </h3>
          <p className={styles['words']} dir="auto">
            <Words>{note.impression}</Words>
          </p>
        </section>
      )}
      <NoteFactList note={id} />
      {!hidden && <NoteThemes note={id} canWrite={canWrite} />}
      <div className={styles['acts']}>
        <ClaimButton note={id} size="usual" />
        {canWrite && (isMine || role === 'facilitator') && (
          <Button
            look="quiet"
            onPress={() => {
              openDialog({ is: 'black-out', note: id })
            }}
          >
            <Trans>Black out words…</Trans>
          </Button>
        )}
        {isMine && canWrite && <TakeBack note={id} onDone={onClose} />}
        {role === 'facilitator' && <HideNote note={id} />}
      </div>
    </Dialog>
  )
}
