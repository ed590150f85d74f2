import { Trans, useLingui } from '@lingui/react/macro'
import { Ellipsis, Maximize, Minus, Plus, Redo2, Undo2 } from 'lucide-react'
import { useSyncExternalStore, type ReactNode } from 'react'
import { Button as Tool, ToggleButton } from 'react-aria-components'
import { mayWriteTable } from '../../../shared/model/roles.ts'
import { useMyRole, useSession, useStatus } from '../../sync/hooks.ts'
import { useTab } from '../../store/tab.ts'
import { IconButton } from '../../ui/Button.tsx'
import { late } from '../../ui/late.tsx'
import { MenuButton } from '../../ui/Menu.tsx'
import { useSceneNow, useTable } from './canvas/parts.ts'
import { SetAside } from './SetAside.tsx'
import styles from './ThemesToolbar.module.css'
import { useNewTheme } from './useNewTheme.ts'

const MoreToDo = late(() => import('./MoreToDo.tsx'))

const ZOOM_STEP = 1.25

/** The tools of the stage: how it is seen at the start, what can be done at the end. */
export function ThemesToolbar({
  view,
  isNarrow,
}: {
  readonly view: 'board' | 'list'
  readonly isNarrow: boolean
}) {
  return (
    <div className={`${styles['tools']} ${view === 'board' ? styles['floating'] : styles['docked']}`}>
      <Seeing view={view} isNarrow={isNarrow} />
      {view === 'board' && <SetAside isNarrow={isNarrow} />}
      <Doing view={view} isNarrow={isNarrow} />
    </div>
  )
}

function Seeing({ view, isNarrow }: { readonly view: 'board' | 'list'; readonly isNarrow: boolean }) {
  const { t } = useLingui()
  const { camera } = useTable()
  const sceneNow = useSceneNow()
  const { setThemesView } = useTab.getState()
  const choose = (name: string, to: 'board' | 'list') => (
    <ToggleButton
      className={styles['tool'] ?? ''}
      isSelected={view === to}
      onChange={() => {
        setThemesView(to)
      }}
    >
      {name}
    </ToggleButton>
  )
  const fitAll = () => {
    camera.fit(sceneNow().bounds ?? { x: 0, y: 0, width: 1, height: 1 })
  }
  return (
    <div className={styles['group']} role="toolbar" aria-label={t`View`}>
      {choose(t`Board`, 'board')}
      {choose(t`List`, 'list')}
      {view === 'board' && (
        <>
          <TextTool
            name={t`Zoom out`}
            onPress={() => {
              camera.zoomBy(1 / ZOOM_STEP)
            }}
          >
            <Minus size={16} aria-hidden />
          </TextTool>
          {!isNarrow && <ZoomNow />}
          <TextTool
            name={t`Zoom in`}
            onPress={() => {
              camera.zoomBy(ZOOM_STEP)
            }}
          >
            <Plus size={16} aria-hidden />
          </TextTool>
          <TextTool name={t`Fit all`} onPress={fitAll}>
            {isNarrow ? <Maximize size={16} aria-hidden /> : <Trans>Fit all</Trans>}
          </TextTool>
        </>
      )}
    </div>
  )
}

/** How large things are now, which changes at every frame of a zoom: by itself, so that nothing beside it is rendered. */
function ZoomNow() {
  const { t } = useLingui()
  const { camera } = useTable()
  const percent = useSyncExternalStore(camera.subscribe, () => Math.round(camera.zoom * 100))
  return (
    <TextTool
      name={t`Zoom is ${percent} %. Set it to 100 %`}
      onPress={() => {
        camera.zoomBy(1 / camera.zoom)
      }}
    >{t`${percent}%`}</TextTool>
  )
}

function Doing({ view, isNarrow }: { readonly view: 'board' | 'list'; readonly isNarrow: boolean }) {
  const { t } = useLingui()
  const session = useSession()
  const newTheme = useNewTheme(view)
  const role = useMyRole()
  const canUndo = useStatus((status) => status.canUndo)
  const canRedo = useStatus((status) => status.canRedo)
  const isSelecting = useTab((tab) => tab.isSelecting)
  const { openDialog, setSelecting } = useTab.getState()
  if (!mayWriteTable(role, 'placements')) return null
  return (
    <div className={styles['group']} role="toolbar" aria-label={t`Notes and themes`}>
      <Tool
        className={`${styles['tool']} ${styles['main']}`}
        onPress={() => {
          openDialog({ is: 'add-note' })
        }}
      >
        {isNarrow && view === 'board' ? t`+ Note` : t`+ Add a note`}
      </Tool>
      {!isNarrow && (
        <>
          <TextTool onPress={newTheme}>
            <Trans>New theme</Trans>
          </TextTool>
          <ToggleButton className={styles['tool'] ?? ''} isSelected={isSelecting} onChange={setSelecting}>
            <Trans>Select several</Trans>
          </ToggleButton>
          <TextTool
            name={t`Undo`}
            isDisabled={!canUndo}
            onPress={() => {
              session.undo()
            }}
          >
            <Undo2 size={16} aria-hidden />
            <span className={styles['word']}>
              <Trans>Undo</Trans>
            </span>
          </TextTool>
          <TextTool
            name={t`Redo`}
            isDisabled={!canRedo}
            onPress={() => {
              session.redo()
            }}
          >
            <Redo2 size={16} aria-hidden />
            <span className={styles['word']}>
              <Trans>Redo</Trans>
            </span>
          </TextTool>
        </>
      )}
      {(isNarrow || view === 'board') && (
        <MenuButton
          trigger={<IconButton size="small" name={t`More to do`} icon={<Ellipsis size={18} aria-hidden />} />}
        >
          {(open) => <MoreToDo {...open} view={view} isNarrow={isNarrow} />}
        </MenuButton>
      )}
    </div>
  )
}

function TextTool({
  name,
  isDisabled = false,
  onPress,
  children,
}: {
  /** For those who hear it, where the words in it do not say it. */
  readonly name?: string
  readonly isDisabled?: boolean
  readonly onPress: () => void
  readonly children: ReactNode
}) {
  return (
    <Tool
      className={styles['tool'] ?? ''}
      isDisabled={isDisabled}
      onPress={onPress}
      {...(name === undefined ? {} : { 'aria-label': name })}
    >
      {children}
    </Tool>
  )
}
