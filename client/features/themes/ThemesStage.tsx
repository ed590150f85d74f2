import { Trans } from '@lingui/react/macro'
import { Suspense, useCallback, useSyncExternalStore } from 'react'
import type { ThemeId } from '../../../shared/model/ids.ts'
import { useSession } from '../../sync/hooks.ts'
import { useTab } from '../../store/tab.ts'
import { Canvas } from './canvas/Canvas.tsx'
import { DragGround } from './canvas/DragGround.tsx'
import { partsFor, TableContext } from './canvas/parts.ts'
import { NARROW } from './narrow.ts'
import { ThemesToolbar } from './ThemesToolbar.tsx'
import { late } from '../../ui/late.tsx'
import styles from './ThemesStage.module.css'
import { Tray } from './Tray.tsx'
import { useStageKeys } from './useStageKeys.ts'

const ListView = late(() => import('./list/ListView.tsx'))
// Nothing is selected at first.
const SelectionBar = late(() => import('./canvas/SelectionBar.tsx'))
const ThemePanel = late(() => import('./ThemePanel.tsx'))

/** Has the list ready where it is what one sees first; the page has asked for its file already. */
export function expectList(): void {
  // What cannot be had now is asked for again when it is shown.
  if (matchMedia(NARROW).matches) void ListView.ahead().catch(() => undefined)
}

/** From here on a theme opens beside the canvas instead of over it. */
const WIDE = '(min-width: 1100px)'

/** The stage on which notes become themes: on a canvas, or as a list of the same. */
export default function ThemesStage() {
  const session = useSession()
  const isNarrow = useMedia(NARROW)
  const view = useTab((tab) => tab.themesView) ?? (isNarrow ? 'list' : 'board')
  useStageKeys()
  return (
    <TableContext value={partsFor(session)}>
      <div className={styles['stage']}>
        <h1 className="visually-hidden">
          <Trans>Find themes</Trans>
        </h1>
        {view === 'board' ? <BoardView isNarrow={isNarrow} /> : <ListPart isNarrow={isNarrow} />}
      </div>
    </TableContext>
  )
}

function BoardView({ isNarrow }: { readonly isNarrow: boolean }) {
  const isWide = useMedia(WIDE)
  const theme = useTab((tab) => tab.selectedTheme)
  const { selectTheme, openDialog } = useTab.getState()
  const openTheme = useCallback(
    (id: ThemeId) => {
      if (isWide) selectTheme(id)
      else openDialog({ is: 'theme', theme: id })
    },
    [isWide, selectTheme, openDialog],
  )
  const hasPanel = isWide && theme !== undefined
  return (
    <DragGround
      className={`${styles['board']} ${isNarrow ? styles['narrow'] : ''} ${hasPanel ? styles['withPanel'] : ''}`}
    >
      {!isNarrow && <Tray />}
      <div className={styles['middle']}>
        <h2 className="visually-hidden">
          <Trans>Themes</Trans>
        </h2>
        <Canvas onOpenTheme={openTheme} />
        <Selected />
        <ThemesToolbar view="board" isNarrow={isNarrow} />
      </div>
      {hasPanel && <PanelBeside theme={theme} />}
    </DragGround>
  )
}

/** What to do with notes, while some are selected or are to be. */
function Selected() {
  const isSelecting = useTab((tab) => tab.isSelecting || tab.selectedNotes.size > 0)
  if (!isSelecting) return null
  return (
    <Suspense>
      <SelectionBar />
    </Suspense>
  )
}

/** The theme that is open, on a screen with room for it. */
function PanelBeside({ theme }: { readonly theme: ThemeId }) {
  const { selectTheme } = useTab.getState()
  return (
    <div className={styles['panel']}>
      <Suspense>
        <ThemePanel
          themeId={theme}
          onClose={() => {
            selectTheme(undefined)
          }}
        />
      </Suspense>
    </div>
  )
}

function ListPart({ isNarrow }: { readonly isNarrow: boolean }) {
  const isWide = useMedia(WIDE)
  const theme = useTab((tab) => tab.selectedTheme)
  const hasPanel = isWide && theme !== undefined
  return (
    <div className={`${styles['listPart']} ${hasPanel ? styles['withPanel'] : ''}`}>
      <div className={styles['listColumn']}>
        <div className={styles['scroll']}>
          <Suspense fallback={null}>
            <ListView />
          </Suspense>
        </div>
        <Selected />
        <ThemesToolbar view="list" isNarrow={isNarrow} />
      </div>
      {hasPanel && <PanelBeside theme={theme} />}
    </div>
  )
}

function useMedia(query: string): boolean {
  const watch = useCallback(
    (onChange: () => void) => {
      const media = matchMedia(query)
      media.addEventListener('change', onChange)
      return () => {
        media.removeEventListener('change', onChange)
      }
    },
    [query],
  )
  return useSyncExternalStore(watch, () => matchMedia(query).matches)
}
