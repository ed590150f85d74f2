import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { useTab } from '../../../store/tab.ts'
import { useBoard } from '../../../sync/hooks.ts'
import { Button } from '../../../ui/Button.tsx'
import { useAskingForPlace } from './parts.ts'
import styles from './SelectionBar.module.css'

/** What can be done with the notes selected; while selecting and none is, how to select. */
export default function SelectionBar() {
  const { t } = useLingui()
  const selected = useTab((tab) => tab.selectedNotes)
  const askForPlace = useAskingForPlace()
  const { openDialog, clearSelection } = useTab.getState()
  // Somebody may have hidden or taken back what was selected.
  const visible = useBoard((view) => view.outline.notes)
  const themesOf = useBoard((view) => view.outline.themesOf)
  const notes = selected.size === 0 ? [] : visible.filter((note) => selected.has(note))
  const themes = new Set(notes.flatMap((note): readonly (ThemeId | null)[] => themesOf.get(note) ?? [null]))
  const from = themes.size === 1 ? [...themes][0]! : null
  return (
    <div className={styles['bar']} role="toolbar" aria-label={t`Notes selected`}>
      <span className={styles['count']} role="status">
        {notes.length === 0 ? (
          <Trans>Choose notes, one after another</Trans>
        ) : (
          <Plural value={notes.length} one="# note selected" other="# notes selected" />
        )}
      </span>
      {notes.length > 0 && (
        <>
          <Button
            size="small"
            onPress={() => {
              openDialog({ is: 'move-notes', notes, from })
            }}
          >
            <Trans>Move to…</Trans>
          </Button>
          <Button
            look="quiet"
            size="small"
            onPress={() => {
              askForPlace()
              openDialog({ is: 'new-theme', notes, from })
            }}
          >
            <Trans>New theme</Trans>
          </Button>
        </>
      )}
      <Button look="plain" size="small" onPress={clearSelection}>
        {notes.length > 0 ? <Trans>Clear</Trans> : <Trans>Done</Trans>}
      </Button>
    </div>
  )
}
