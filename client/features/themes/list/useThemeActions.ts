import { useLingui } from '@lingui/react/macro'
import { saveTheme } from '../../../../shared/document/change.ts'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { useTab } from '../../../store/tab.ts'
import { useDocument } from '../../../sync/hooks.ts'
import type { MenuAction } from '../../../ui/Menu.tsx'
import { focusThemeSoon, neighbourOf } from './focusSoon.ts'

/** From here on a theme opens beside the list instead of over it. */
const WIDE = '(min-width: 1100px)'

/** What one can do with a theme in the list. */
export function useThemeActions(theme: ThemeId): {
  readonly open: () => void
  readonly actions: readonly MenuAction[]
} {
  const { t } = useLingui()
  const document = useDocument()
  const { selectTheme, openDialog, say } = useTab.getState()
  const open = () => {
    if (matchMedia(WIDE).matches) selectTheme(theme)
    else openDialog({ is: 'theme', theme })
  }
  return {
    open,
    actions: [
      { id: 'open', label: t`Name, words and colour`, run: open },
      {
        id: 'aside',
        label: t`Set aside`,
        run: () => {
          focusThemeSoon(neighbourOf(theme))
          saveTheme(document(), theme, { state: 'set aside' })
          say(t`The theme is set aside. It waits at the end of the list, to be brought back at any time.`)
        },
      },
    ],
  }
}
