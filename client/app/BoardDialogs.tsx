import { Suspense } from 'react'
import type { ParticipantId } from '../../shared/model/ids.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { useTab, type OpenDialog } from '../store/tab.ts'
import { useFocusGivenBack } from './useFocusGivenBack.ts'
import { part } from './part.ts'

const AddNoteDialog = part(() => import('../features/notes/AddNoteDialog.tsx'))
const NoteDialog = part(() => import('../features/notes/NoteDialog.tsx'))
const EditNoteDialog = part(() => import('../features/notes/EditNoteDialog.tsx'))
const BlackOutDialog = part(() => import('../features/notes/BlackOutDialog.tsx'))
const MoveNotesDialog = part(() => import('../features/themes/dialogs/MoveNotesDialog.tsx'))
const NewThemeDialog = part(() => import('../features/themes/dialogs/NewThemeDialog.tsx'))
const ThemeDialog = part(() => import('../features/themes/dialogs/ThemeDialog.tsx'))
const ImportDialog = part(() => import('../features/import/ImportDialog.tsx'))
const OpenRoundDialog = part(() => import('../features/voting/OpenRoundDialog.tsx'))
const CloseRoundDialog = part(() => import('../features/voting/CloseRoundDialog.tsx'))
const TraceDialog = part(() => import('../features/findings/TraceDialog.tsx'))
const InviteDialog = part(() => import('../features/facilitation/InviteDialog.tsx'))
const PeopleDialog = part(() => import('../features/facilitation/PeopleDialog.tsx'))
const PersonDialog = part(() => import('../features/facilitation/PersonDialog.tsx'))
const MyPlaceDialog = part(() => import('../features/facilitation/MyPlaceDialog.tsx'))
const BoardSettingsDialog = part(() => import('../features/facilitation/BoardSettingsDialog.tsx'))
const KeptWordsDialog = part(() => import('./KeptWordsDialog.tsx'))
const HelpDialog = part(() => import('./HelpDialog.tsx'))

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
