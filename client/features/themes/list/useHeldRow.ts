import { useEffect, useRef, useState, type FocusEvent, type RefObject } from 'react'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { useTab } from '../../../store/tab.ts'
import { isFocusLost } from '../../../ui/focus.ts'
import { holdRow, placeOf, type HeldRow, type Section } from './sections.ts'

/** A row's address in the page. */
export const rowKey = (theme: ThemeId | null, note: NoteId): string => `${theme ?? ''}/${note}`

/** The note and theme of the row that an element is in, if it is in one. */
export function rowAround(
  element: Element,
): { readonly note: NoteId; readonly theme: ThemeId | null } | undefined {
  const [theme, note] = element.closest<HTMLElement>(ROW)?.dataset['row']?.split('/') ?? []
  return note === undefined
    ? undefined
    : { note: note as NoteId, theme: theme === '' ? null : (theme as ThemeId) }
}

const ROW = '[data-row]'

/**
 * Keeps the row that has one's focus where it is, and takes the focus along when one moves that row oneself.
 * @param sections the list as the board has it now
 * @param isMenuOpen while a row's menu is open, its row still counts as having the focus
 */
export function useHeldRow(
  sections: readonly Section[],
  root: RefObject<HTMLElement | null>,
  isMenuOpen: boolean,
) {
  const [held, setHeld] = useState<HeldRow>()
  const [following, setFollowing] = useState<NoteId>()
  const isDialogOpen = useTab((tab) => tab.dialog !== undefined)
  const isElsewhere = isMenuOpen || isDialogOpen
  const isElsewhereRef = useRef(isElsewhere)
  useEffect(() => {
    isElsewhereRef.current = isElsewhere
  }, [isElsewhere])

  const [wasDialogOpen, setWasDialogOpen] = useState(isDialogOpen)
  if (wasDialogOpen !== isDialogOpen) {
    setWasDialogOpen(isDialogOpen)
    // Back from a dialogue in which the held note was moved: one's focus goes with it.
    if (!isDialogOpen && held && !placeOf(sections, held.theme, held.note)) {
      setHeld(undefined)
      setFollowing(held.note)
    }
  }

  useEffect(() => {
    if (following === undefined || isElsewhere) return undefined
    // After the menu or dialogue has given the focus back, or tried to: its trigger may be gone.
    const timer = setTimeout(() => {
      setFollowing(undefined)
      focusNote(root.current, following)
    }, 60)
    return () => {
      clearTimeout(timer)
    }
  }, [following, isElsewhere, root])

  return {
    shown: holdRow(sections, held),
    held,
    /** Lets go of the held row, and gives the focus to this note where it will be. */
    follow: (note: NoteId) => {
      setHeld(undefined)
      setFollowing(note)
    },
    handlers: {
      onFocus: (event: FocusEvent) => {
        const row = rowAround(event.target)
        if (!row || (row.note === held?.note && row.theme === held.theme)) return
        setHeld(placeOf(sections, row.theme, row.note))
      },
      onBlur: (event: FocusEvent) => {
        const row = event.target.closest(ROW)
        // Where the focus went is known a moment later; a menu or dialogue may be opening for this very row.
        setTimeout(() => {
          if (isElsewhereRef.current || row?.contains(document.activeElement)) return
          const next = document.activeElement?.closest(ROW)
          if (!next || !root.current?.contains(next)) setHeld(undefined)
        }, 50)
      },
    },
  }
}

/** Gives the focus to a note's row, unless one has gone on to something else oneself. */
function focusNote(root: HTMLElement | null, note: NoteId): void {
  const isOfNote = (element: Element | null | undefined) =>
    element?.closest<HTMLElement>(ROW)?.dataset['row']?.endsWith(`/${note}`) ?? false
  const { activeElement } = document
  const isLeftOver =
    isFocusLost() ||
    isOfNote(activeElement) ||
    activeElement?.closest('[role="dialog"], [role="menu"]') != null
  const row = [...(root?.querySelectorAll<HTMLElement>(ROW) ?? [])].find(isOfNote)
  if (!isLeftOver || row?.contains(activeElement)) return
  const target = row?.querySelector<HTMLElement>('button') ?? root?.querySelector<HTMLElement>('h2')
  target?.focus()
  row?.scrollIntoView({ block: 'nearest' })
}
