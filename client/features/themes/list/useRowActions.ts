import { useLingui } from '@lingui/react/macro'
import { setBearing } from '../../../../shared/document/change.ts'
import { unplaceNote } from '../../../../shared/document/placing.ts'
import type { NoteId } from '../../../../shared/model/ids.ts'
import { useTab } from '../../../store/tab.ts'
import { useSession } from '../../../sync/hooks.ts'
import { announce } from '../../../ui/announce.ts'
import type { MenuAction } from '../../../ui/Menu.tsx'
import { moveWithin } from './moveWithin.ts'
import type { MenuPlace } from './RowMenu.tsx'
import type { Section } from './sections.ts'

/**
 * What one can do with a row.
 * @param sections the list as the board has it now
 * @param follow takes the focus along with a note that one moves oneself
 */
export function useRowActions(
  { theme, note }: MenuPlace,
  sections: readonly Section[],
  follow: (note: NoteId) => void,
): MenuAction[] {
  const { t } = useLingui()
  const session = useSession()
  const { openDialog, toggleNote, setSelecting } = useTab.getState()
  const isSelected = useTab.getState().selectedNotes.has(note)
  const shown = sections.find((section) => section.theme === theme)?.notes ?? []
  const at = shown.indexOf(note)
  const open: MenuAction = {
    id: 'open',
    label: t`Open`,
    run: () => {
      openDialog({ is: 'note', note })
    },
  }
  const select: MenuAction = {
    id: 'select',
    label: isSelected ? t`No longer select` : t`Select`,
    run: () => {
      setSelecting(true)
      toggleNote(note)
    },
  }
  if (theme === null) return [open, select]
  const shift = (direction: 'up' | 'down') => () => {
    moveWithin(session.document, theme, note, direction, session.view.outline.notesOf.get(theme) ?? [], shown)
    follow(note)
    const place = (session.view.outline.notesOf.get(theme) ?? []).indexOf(note) + 1
    announce(t`Now number ${place} in this theme`)
  }
  const differs = session.view.bearings.get(`${note}/${theme}`)?.bearing === 'differs'
  return [
    open,
    select,
    { id: 'up', label: t`Up`, isDisabled: at <= 0, run: shift('up') },
    { id: 'down', label: t`Down`, isDisabled: at < 0 || at >= shown.length - 1, run: shift('down') },
    {
      id: 'differs',
      label: differs ? t`Supports this theme after all` : t`Sees this theme differently`,
      run: () => {
        setBearing(session.document, note, theme, differs ? 'supports' : 'differs')
      },
    },
    {
      id: 'out',
      label: t`Take out of this theme`,
      run: () => {
        unplaceNote(session.document, note, theme)
        follow(note)
      },
    },
  ]
}
