import { Suspense } from 'react'
import type { ParticipantId } from '../../shared/model/ids.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { useTab, type OpenDialog } from '../store/tab.ts'
import { useFocusGivenBack } from './useFocusGivenBack.ts'
import { late } from '../ui/late.tsx'

const AddNoteDialog = late(() => import('../features/notes/AddNoteDialog.tsx'))
const NoteDialog = late(() => import('../features/notes/NoteDialog.tsx'))
const EditNoteDialog = late(() => import('../features/notes/EditNoteDialog.tsx'))
const BlackOutDialog = late(() => import('../features/notes/BlackOutDialog.tsx'))
const MoveNotesDialog = late(() => import('../features/themes/dialogs/MoveNotesDialog.tsx'))
const NewThemeDialog = late(() => import('../features/themes/dialogs/NewThemeDialog.tsx'))
const ThemeDialog = late(() => import('../features/themes/dialogs/ThemeDialog.tsx'))
const ImportDialog = late(() => import('../features/import/ImportDialog.tsx'))
const OpenRoundDialog = late(() => import('../features/voting/OpenRoundDialog.tsx'))
const CloseRoundDialog = late(() => import('../features/voting/CloseRoundDialog.tsx'))
const TraceDialog = late(() => import('../features/findings/TraceDialog.tsx'))
const InviteDialog = late(() => import('../features/facilitation/InviteDialog.tsx'))
const PeopleDialog = late(() => import('../features/facilitation/PeopleDialog.tsx'))
const PersonDialog = late(() => import('../features/facilitation/PersonDialog.tsx'))
const MyPlaceDialog = late(() => import('../features/facilitation/MyPlaceDialog.tsx'))
const BoardSettingsDialog = late(() => import('../features/facilitation/BoardSettingsDialog.tsx'))
const KeptWordsDialog = late(() => import('./KeptWordsDialog.tsx'))
const HelpDialog = late(() => import('./HelpDialog.tsx'))

type Seats = {
  readonly seats: readonly ParticipantHere[]
  readonly onActAs: (participant: ParticipantId) => void
}

/** Draws the dialogue that is open over the board, if any. */
export function BoardDialogs(seats: Seats) {
  const dialog = useTab((tab) => tab.dialog)
  const closeDialog = useTab((tab) => tab.closeDialog)
  useFocusGivenBack()
  if (!dialog) return null
  return (
    <Suspense fallback={null}>
      <Opened dialog={dialog} onClose={closeDialog} {...seats} />
    </Suspense>
  )
}

function Opened({
  dialog,
  onClose,
  seats,
  onActAs,
}: Seats & { readonly dialog: OpenDialog; readonly onClose: () => void }) {
  switch (dialog.is) {
    case 'add-note':
      return <AddNoteDialog onClose={onClose} />
    case 'note':
      return <NoteDialog note={dialog.note} onClose={onClose} />
    case 'edit-note':
      return <EditNoteDialog note={dialog.note} onClose={onClose} />
    case 'black-out':
      return <BlackOutDialog note={dialog.note} onClose={onClose} />
    case 'move-notes':
      return <MoveNotesDialog notes={dialog.notes} from={dialog.from} onClose={onClose} />
    case 'new-theme':
      return <NewThemeDialog notes={dialog.notes} from={dialog.from} onClose={onClose} />
    case 'theme':
      return <ThemeDialog theme={dialog.theme} onClose={onClose} />
    case 'import':
      return <ImportDialog onClose={onClose} />
    case 'invite':
      return <InviteDialog onClose={onClose} />
    case 'people':
      return <PeopleDialog onClose={onClose} />
    case 'person':
      return <PersonDialog person={dialog.person} onClose={onClose} />
    case 'my-place':
      return <MyPlaceDialog seats={seats} onActAs={onActAs} onClose={onClose} />
    case 'board-settings':
      return <BoardSettingsDialog onClose={onClose} />
    case 'kept-words':
      return <KeptWordsDialog onClose={onClose} />
    case 'open-round':
      return (
        <OpenRoundDialog
          recommendations={dialog.recommendations}
          {...(dialog.follows ? { follows: dialog.follows } : {})}
          onClose={onClose}
        />
      )
    case 'close-round':
      return <CloseRoundDialog round={dialog.round} onClose={onClose} />
    case 'trace':
      return <TraceDialog title={dialog.title} notes={dialog.notes} onClose={onClose} />
    case 'help':
      return <HelpDialog onClose={onClose} />
  }
}
