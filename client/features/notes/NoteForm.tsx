import { Trans } from '@lingui/react/macro'
import { conversationWords } from './conversationWords.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { NoteFields } from './NoteFields.tsx'
import type { NoteForm as Form } from './useNoteForm.ts'

/** The fields of a new note, with what keeps them tied to the conversation before. The share button stands outside. */
export function NoteForm({ form }: { readonly form: Form }) {
  const { draft } = form
  const place = conversationWords(draft)
  return (
    <>
      {form.canAddAnother && (
        <Banner
          tone="good"
          actions={
            <Button look="quiet" size="small" onPress={form.addAnother}>
              <Trans>Add another from this conversation</Trans>
            </Button>
          }
        >
          <Trans>Your last note is shared.</Trans>
        </Banner>
      )}
      {draft.kind === 'heard' && draft.conversation !== null && (
        <Banner
          tone="gentle"
          actions={
            <Button look="plain" size="small" onPress={form.startNewConversation}>
              <Trans>A new conversation</Trans>
            </Button>
          }
        >
          {place ? (
            <Trans>From the same conversation: {place}</Trans>
          ) : (
            <Trans>From the same conversation as your last note</Trans>
          )}
        </Banner>
      )}
      <NoteFields draft={draft} faults={form.faults} onChange={form.change} isNew />
      {form.refusal && (
        <Banner tone="problem" isLive>
          {form.refusal}
        </Banner>
      )}
    </>
  )
}
