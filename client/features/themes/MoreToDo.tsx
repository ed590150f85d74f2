import { useLingui } from '@lingui/react/macro'
import { useTab } from '../../store/tab.ts'
import { useDocument, useSession, useStatus } from '../../sync/hooks.ts'
import type { MenuAction, OpenMenu } from '../../ui/Menu.tsx'
import MenuList from '../../ui/MenuList.tsx'
import { useSceneNow } from './canvas/parts.ts'
import { tidyFrames } from './canvas/tidy.ts'
import { useNewTheme } from './useNewTheme.ts'

/** The toolbar's menu: what else there is to do, and on a narrow screen also what has no room beside it. */
export default function MoreToDo({
  view,
  isNarrow,
  ...open
}: OpenMenu & { readonly view: 'board' | 'list'; readonly isNarrow: boolean }) {
  const { t } = useLingui()
  const session = useSession()
  const door = useDocument()
  const sceneNow = useSceneNow()
  const newTheme = useNewTheme(view)
  const canUndo = useStatus((status) => status.canUndo)
  const canRedo = useStatus((status) => status.canRedo)
  const isSelecting = useTab((tab) => tab.isSelecting)
  const { setSelecting } = useTab.getState()
  const withoutRoom: readonly MenuAction[] = [
    { id: 'theme', label: t`New theme`, run: newTheme },
    {
      id: 'select',
      label: isSelecting ? t`Stop selecting` : t`Select several`,
      run: () => {
        setSelecting(!isSelecting)
      },
    },
    {
      id: 'undo',
      label: t`Undo`,
      isDisabled: !canUndo,
      run: () => {
        session.undo()
      },
    },
    {
      id: 'redo',
      label: t`Redo`,
      isDisabled: !canRedo,
      run: () => {
        session.redo()
      },
    },
  ]
  const tidy: MenuAction = {
    id: 'tidy',
    label: t`Tidy: no theme over another`,
    run: () => {
      tidyFrames(door(), sceneNow())
    },
  }
  return (
    <MenuList
      {...open}
      label={t`More to do`}
      actions={[...(isNarrow ? withoutRoom : []), ...(view === 'board' ? [tidy] : [])]}
    />
  )
}
