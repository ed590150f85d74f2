import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import * as v from 'valibot'
import { saveCommunity, saveNote } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import { refuseChange } from '../../../shared/model/rules.ts'
import { conversationRow, noteRow, type Conversation, type Note } from '../../../shared/model/tables.ts'
import { useTab } from '../../store/tab.ts'
import { draftKeyOf } from '../../sync/draftKeys.ts'
import { useBoard, useSession, useStatus } from '../../sync/hooks.ts'
import type { KeptChange } from '../../sync/keptWords.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { draftOfNote, faultsOf, noteDraft, rowsOfDraft, type NoteDraft } from './draft.ts'
import { NoteGone } from './NoteGone.tsx'
import { NoteFields } from './NoteFields.tsx'
import { TwoVersions } from './TwoVersions.tsx'
import { useKept } from './useKept.ts'

const rows = v.object({ note: noteRow, conversation: v.nullable(conversationRow) })
/** A change under way: the draft, and the rows as they were when it was begun. */
const kept = v.object({ draft: noteDraft, opened: rows })

/** An author changes their note. The draft is kept on the device; saving asks if the note changed meanwhile. */
export default function EditNoteDialog({
  note: id,
  onClose,
}: {
  readonly note: NoteId
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const session = useSession()
  const note = useBoard((view) => view.notes.get(id))
  const conversation = useBoard((view) =>
    note?.conversation ? view.conversations.get(note.conversation) : undefined,
  )
  const hidden = useBoard((view) => view.hidden.get(id))
  const isKept = useStatus(({ keptWords }) => keptWords.some(({ changes }) => isAbout(changes[0], id)))
  const openDialog = useTab((tab) => tab.openDialog)
  if (!note || hidden || note.author !== session.me.authorKey) {
    return (
      <NoteGone
        title={hidden?.is === 'hidden' ? t`This note is hidden` : t`This note was taken back`}
        onClose={onClose}
        foot={
          isKept && (
            <Button
              onPress={() => {
                openDialog({ is: 'kept-words' })
              }}
            >
              <Trans>Your words, kept</Trans>
            </Button>
          )
        }
      >
        {hidden?.is === 'hidden' ? (
          <Trans>
            A facilitator has hidden it from everyone. What you were writing stays on this device, and is here
            again when the note is shown again.
          </Trans>
        ) : isKept ? (
          <Trans>It is no longer on the board. What you were writing is kept on this device.</Trans>
        ) : (
          <Trans>It is no longer on the board.</Trans>
        )}
      </NoteGone>
    )
  }
  return <EditForm id={id} note={note} conversation={conversation} onClose={onClose} />
}

const isAbout = (change: KeptChange | undefined, id: NoteId) => change?.is === 'row' && change.key === id

function EditForm({
  id,
  note,
  conversation,
  onClose,
}: {
  readonly id: NoteId
  readonly note: Note
  readonly conversation: Conversation | undefined
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const session = useSession()
  const say = useTab((tab) => tab.say)
  const now = { note, conversation: conversation ?? null }
  const [openedNow] = useState(now)
  const [stored, keep] = useKept(kept, draftKeyOf(session.board, session.me.id, id))
  const opened = stored?.opened ?? openedNow
  const draft = stored?.draft ?? draftOfNote(opened.note, opened.conversation ?? undefined)
  const [hasTried, setTried] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const [isRefused, setRefused] = useState(false)
  const siblings = useBoard((view) =>
    note.conversation
      ? view.outline.notes.filter((other) => view.notes.get(other)?.conversation === note.conversation)
          .length - 1
      : 0,
  )
  const faults = faultsOf(draft)
  const hasChangedSince = JSON.stringify(now) !== JSON.stringify(opened)

  const write = () => {
    const next = rowsOfDraft(draft, session.view.communities, {
      author: session.me.authorKey,
      nowMs: note.addedAtMs,
      newConversation: () => newId(),
      note,
    })
    if (
      refuseChange(session.actor, { table: 'notes', key: id, before: note, after: next.note }, session.facts)
    ) {
      setRefused(true)
      return
    }
    for (const community of next.communities) saveCommunity(session.document, community.id, community.row)
    saveNote(session.document, id, next.note, next.conversation)
    keep(undefined)
    say(t`Your change is shared.`)
    onClose()
  }
  const save = () => {
    if (Object.keys(faults).length > 0) setTried(true)
    else if (hasChangedSince) setAsking(true)
    else write()
  }
  const letGo = () => {
    keep(undefined)
    onClose()
  }

  if (isAsking) {
    return (
      <Dialog
        title={t`This note has changed since you opened it`}
        onClose={() => {
          setAsking(false)
        }}
        isDismissable={false}
        foot={
          <>
            <Button look="quiet" onPress={letGo}>
              <Trans>Take what is on the board</Trans>
            </Button>
            <Button onPress={write}>
              <Trans>Keep mine</Trans>
            </Button>
          </>
        }
      >
        <TwoVersions mine={draft} theirs={draftOfNote(note, conversation)} />
      </Dialog>
    )
  }
  return (
    <Dialog
      title={t`Change your note`}
      onClose={onClose}
      isDismissable={stored === undefined}
      foot={
        <>
          <Button look="quiet" onPress={letGo}>
            {stored ? <Trans>Leave it as it was</Trans> : <Trans>Cancel</Trans>}
          </Button>
          <Button onPress={save}>
            <Trans>Save the change</Trans>
          </Button>
        </>
      }
    >
      {stored && (
        <p role="status">
          <Trans>Not shared yet: kept on this device only.</Trans>
        </p>
      )}
      {siblings > 0 && draft.kind === 'heard' && (
        <Banner tone="gentle">
          <Trans>
            Other notes came from this conversation too: what you change about it changes for them as well.
          </Trans>
        </Banner>
      )}
      <NoteFields
        draft={draft}
        faults={hasTried ? faults : {}}
        onChange={(part: Partial<NoteDraft>) => {
          keep({ draft: { ...draft, ...part }, opened })
        }}
        isNew={false}
      />
      {isRefused && (
        <Banner tone="problem" isLive>
          <Trans>You cannot change this note now. Your words stay here, on this device.</Trans>
        </Banner>
      )}
    </Dialog>
  )
}
