import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import * as v from 'valibot'
import { addNote, saveCommunity } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import { refuseChange } from '../../../shared/model/rules.ts'
import { useSession } from '../../sync/hooks.ts'
import {
  conversationPart,
  emptyDraft,
  faultsOf,
  hasWords,
  noteDraft,
  rowsOfDraft,
  type DraftFaults,
  type NoteDraft,
} from './draft.ts'
import { useKept } from './useKept.ts'

const kept = v.object({
  draft: noteDraft,
  /** The conversation of the last note shared, to add another from it. */
  last: v.nullable(v.omit(noteDraft, ['kind', 'said', 'impression', 'language', 'quote'])),
})

export type NoteForm = {
  readonly draft: NoteDraft
  /** Faults to show: none before somebody has tried to share. */
  readonly faults: DraftFaults
  readonly isUnshared: boolean
  /** Why sharing was refused as a whole. */
  readonly refusal: string | undefined
  /** Whether another note from the last conversation can be begun. */
  readonly canAddAnother: boolean
  readonly change: (part: Partial<NoteDraft>) => void
  readonly addAnother: () => void
  readonly startNewConversation: () => void
  /** Shares the note with the group. @returns whether it was shared */
  readonly share: () => boolean
}

/** A new note while it is written: its draft on this device, and sharing it. */
export function useNoteForm(): NoteForm {
  const session = useSession()
  const { t } = useLingui()
  const [stored, keep] = useKept(kept, `common-thread/draft/${session.board}/${session.me.id}`)
  const [hasTried, setTried] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const draft = stored?.draft ?? emptyDraft
  const last = stored?.last ?? null

  const share = () => {
    if (Object.keys(faultsOf(draft)).length > 0) {
      setTried(true)
      return false
    }
    const id = newId<NoteId>()
    const rows = rowsOfDraft(draft, session.view.communities, {
      author: session.me.authorKey,
      nowMs: Date.now(),
      newConversation: () => newId(),
    })
    const refused = refuseChange(
      session.actor,
      { table: 'notes', key: id, before: undefined, after: rows.note },
      session.facts,
    )
    if (refused) {
      setRefusal(
        refused === 'board-full'
          ? t`This board is full. Your words stay here, on this device: ask the facilitator what to do.`
          : t`You cannot add notes to this board. Your words stay here, on this device: ask the facilitator.`,
      )
      return false
    }
    for (const community of rows.communities) saveCommunity(session.document, community.id, community.row)
    addNote(session.document, id, rows.note, rows.conversation)
    const conversation = rows.conversation
      ? {
          ...conversationPart(draft),
          conversation: rows.conversation.id,
          communities: rows.conversation.row.communities.map((link) => ({ ...link, added: null })),
        }
      : null
    keep({ draft: { ...emptyDraft, kind: draft.kind }, last: conversation ?? last })
    setTried(false)
    setRefusal(undefined)
    return true
  }

  return {
    draft,
    faults: hasTried ? faultsOf(draft) : {},
    isUnshared: hasWords(draft),
    refusal,
    canAddAnother: last !== null && draft.kind === 'heard' && draft.conversation === null && !hasWords(draft),
    change: (part) => {
      keep({ draft: { ...draft, ...part }, last })
    },
    addAnother: () => {
      if (last) keep({ draft: { ...draft, ...last }, last })
    },
    startNewConversation: () => {
      keep({ draft: { ...draft, ...conversationPart(emptyDraft) }, last: null })
    },
    share,
  }
}
