import { useEffect, useSyncExternalStore } from 'react'
import { watchBoard } from '../../../../shared/document/BoardDocument.ts'
import type { NoteId } from '../../../../shared/model/ids.ts'
import { useSession } from '../../../sync/hooks.ts'
import { useTab } from '../../../store/tab.ts'
import { isFocusLost } from '../../../ui/focus.ts'
import { meets } from './geometry.ts'
import { useTable } from './parts.ts'
import { cardKey } from './reach.ts'
import { boxOfCard } from './scene.ts'

/** After a dialogue has tried to give the focus back itself, and before the page does. */
const TRIED_AFTER_MS = 60

/**
 * When the card that has the focus goes, because its note was moved, the note's card has it where it lies now; or,
 * when one sorted it out of the tray, the tray's next card. Only what one does oneself, undo too, moves the camera.
 */
export function useFocusOnMovedNote(): void {
  const session = useSession()
  const { sceneOf, camera, useReach } = useTable()
  // The session opens a fresh document when the server refused an edit.
  const board = useSyncExternalStore(session.subscribe, () => session.document)
  useEffect(() => {
    let last: { readonly card: HTMLElement; readonly wasInTray: boolean } | undefined
    let timer: ReturnType<typeof setTimeout> | undefined

    const remember = (event: FocusEvent) => {
      if (!(event.target instanceof Element) || event.target.closest('[role="dialog"], [role="menu"]')) return
      const card = event.target.closest<HTMLElement>('[data-note-id]')
      last = card ? { card, wasInTray: card.closest('aside') !== null } : undefined
    }
    const follow = (isOwn: boolean) => {
      if (!last || last.card.isConnected || !isFocusLost()) return
      const note = last.card.dataset['noteId'] as NoteId
      const place = sceneOf(session.view).order.find((other) => other.note === note)
      const box = place && boxOfCard(sceneOf(session.view), place)
      if (last.wasInTray) useReach.setState({ wanted: useReach.getState().tray })
      else if (place && box && (isOwn || meets(box, camera.view))) {
        camera.reveal(box)
        const wanted = cardKey('canvas', place)
        useReach.setState({ canvas: wanted, wanted })
      } else document.getElementById('main')?.focus({ preventScroll: true })
    }
    const followSoon = (isOwn: boolean) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        follow(isOwn)
      }, TRIED_AFTER_MS)
    }
    document.addEventListener('focusin', remember)
    const stops = [
      watchBoard(board, ({ isLocal }) => {
        // While a dialogue is open the focus is there.
        if (last && !useTab.getState().dialog) followSoon(isLocal)
      }),
      useTab.subscribe(({ dialog }, { dialog: before }) => {
        if (last && !dialog && before) followSoon(true)
      }),
    ]
    return () => {
      document.removeEventListener('focusin', remember)
      for (const stop of stops) stop()
      clearTimeout(timer)
    }
  }, [session, board, sceneOf, camera, useReach])
}
