import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import MenuList from '../../../ui/MenuList.tsx'
import type { Section } from './sections.ts'
import { useRowActions } from './useRowActions.ts'

/** The row whose menu is open. */
export type MenuPlace = {
  /** The button that asked for it. */
  readonly trigger: HTMLElement
  readonly theme: ThemeId | null
  readonly note: NoteId
}

/** The one menu of the list: a menu in every row would weigh more than the rows themselves. */
export default function RowMenu({
  place,
  sections,
  follow,
  onClose,
}: {
  readonly place: MenuPlace
  /** The list as the board has it now. */
  readonly sections: readonly Section[]
  /** Takes the focus along with a note that one moves oneself. */
  readonly follow: (note: NoteId) => void
  readonly onClose: () => void
}) {
  const actions = useRowActions(place, sections, follow)
  const { trigger } = place
  return (
    <MenuList
      anchor={{ current: trigger }}
      label={trigger.getAttribute('aria-label') ?? ''}
      actions={actions}
      onClose={onClose}
    />
  )
}
