import { useEffect } from 'react'
import { mayWriteTable } from '../../../shared/model/roles.ts'
import { useSession } from '../../sync/hooks.ts'
import { useTab } from '../../store/tab.ts'

const IN_FIELD =
  'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]'

/** The stage's keys: N adds a note, Ctrl or Cmd with Z undoes and with Shift redoes; never while one types. */
export function useStageKeys(): void {
  const session = useSession()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isBusy = event.defaultPrevented || event.altKey || useTab.getState().dialog !== undefined
      if (
        isBusy ||
        (event.target instanceof Element && event.target.closest(IN_FIELD)) ||
        !mayWriteTable(session.actor.role, 'placements')
      )
        return
      const key = event.key.toLowerCase()
      if (event.ctrlKey || event.metaKey) {
        if (key === 'z' && event.shiftKey) session.redo()
        else if (key === 'z') session.undo()
        else if (key === 'y' && event.ctrlKey) session.redo()
        else return
      } else if (key === 'n' && !event.shiftKey) useTab.getState().openDialog({ is: 'add-note' })
      else if (key === 'escape' && useTab.getState().selectedNotes.size > 0)
        useTab.getState().clearSelection()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [session])
}
