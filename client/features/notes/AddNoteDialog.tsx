import { Trans, useLingui } from '@lingui/react/macro'
import { useTab } from '../../store/tab.ts'
import { useMyRole } from '../../sync/hooks.ts'
import { mayWrite } from '../../../shared/model/roles.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { NoteForm } from './NoteForm.tsx'
import { useNoteForm } from './useNoteForm.ts'

/** Adding a note from wherever one is. What was begun here goes on at "Bring notes", and the other way round. */
export default function AddNoteDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui()
  const form = useNoteForm()
  const say = useTab((tab) => tab.say)
  const canWrite = mayWrite(useMyRole())
  const share = () => {
    if (!form.share()) return
    say(t`Your note is shared. It lies in “Not yet in a theme”.`)
    onClose()
  }
  return (
    <Dialog
      title={t`Add a note`}
      onClose={onClose}
      isDismissable={!form.isUnshared}
      foot={
        canWrite && (
          <>
            <Button look="quiet" onPress={onClose}>
              {form.isUnshared ? <Trans>Keep for later</Trans> : <Trans>Cancel</Trans>}
            </Button>
            <Button onPress={share}>
              <Trans>Share this note with the group</Trans>
            </Button>
          </>
        )
      }
    >
      {canWrite ? (
        <NoteForm form={form} />
      ) : (
        <p>
          <Trans>You are here as a guest, who reads only.</Trans>
        </p>
      )}
    </Dialog>
  )
}
