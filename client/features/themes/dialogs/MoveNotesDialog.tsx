import { Trans, useLingui } from '@lingui/react/macro'
import { plural } from '@lingui/core/macro'
import { useState, type ReactNode } from 'react'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { isVisible } from '../../../../shared/model/outline.ts'
import { useTab } from '../../../store/tab.ts'
import { useBoard, useSession } from '../../../sync/hooks.ts'
import { announce } from '../../../ui/announce.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { CheckField, TextField } from '../../../ui/Field.tsx'
import { Words } from '../../../i18n/Words.tsx'
import styles from './dialogs.module.css'
import { moveNotesTo, themesLeft, type Goal } from './moveNotesTo.ts'

/** From so many themes on, a field narrows the list down. */
const MANY_THEMES = 8

/** "Move to…": what a drag does, for keyboard, touch and screen reader. */
export default function MoveNotesDialog({
  notes: asked,
  from,
  onClose,
}: {
  readonly notes: readonly NoteId[]
  /** The theme they were picked in; null when in none, or in several. */
  readonly from: ThemeId | null
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const session = useSession()
  const openDialog = useTab((tab) => tab.openDialog)
  const clearSelection = useTab((tab) => tab.clearSelection)
  const outline = useBoard((view) => view.outline)
  const notes = asked.filter((note) => isVisible(session.view, note))
  const count = notes.length
  const [words, setWords] = useState('')
  const [keepsPlaces, setKeepsPlaces] = useState(false)
  const leaving = [...new Set(notes.flatMap((note) => themesLeft({ outline }, note, from)))]
  const titleOf = (theme: ThemeId) => session.view.themes.get(theme)?.title.trim() || t`Theme without a name`
  const offered = outline.openThemes.filter((theme) =>
    titleOf(theme).toLocaleLowerCase().includes(words.trim().toLocaleLowerCase()),
  )

  const send = (goal: Goal, where: string) => {
    moveNotesTo(session.document, session.view, notes, from, goal, keepsPlaces)
    if (asked.length > 1) clearSelection()
    announce(t`${plural(count, { one: 'The note is', other: '# notes are' })} now in: ${where}`)
    onClose()
  }
  return (
    <Dialog
      title={t`${plural(count, { one: 'Move this note to…', other: 'Move # notes to…' })}`}
      onClose={onClose}
    >
      {count === 1 && (
        <p className={styles['quote']} dir="auto">
          <Words>{session.view.notes.get(notes[0]!)?.said ?? ''}</Words>
        </p>
      )}
      {leaving.length > 0 && (
        <CheckField
          label={
            leaving.length === 1
              ? t`Also keep it in “${titleOf(leaving[0]!)}”`
              : t`Also keep them in their themes`
          }
          isSelected={keepsPlaces}
          onChange={setKeepsPlaces}
        />
      )}
      {outline.openThemes.length > MANY_THEMES && (
        <TextField label={t`Find a theme`} type="search" value={words} onChange={setWords} />
      )}
      <ul className={styles['goals']} aria-label={t`Themes`}>
        {offered.map((theme) => (
          <li key={theme}>
            <GoalButton
              isHere={notes.every((note) => outline.themesOf.get(note)?.includes(theme))}
              aside={outline.notesOf.get(theme)?.length ?? 0}
              onPress={() => {
                send({ is: 'theme', theme }, titleOf(theme))
              }}
            >
              {titleOf(theme)}
            </GoalButton>
          </li>
        ))}
        {offered.length === 0 && (
          <li className={styles['none']}>
            {outline.openThemes.length === 0 ? (
              <Trans>There is no theme yet.</Trans>
            ) : (
              <Trans>No theme has these words.</Trans>
            )}
          </li>
        )}
      </ul>
      <Button
        look="quiet"
        onPress={() => {
          openDialog({ is: 'new-theme', notes, from })
        }}
      >
        <Trans>A new theme…</Trans>
      </Button>
      <ul className={styles['goals']} aria-label={t`Elsewhere`}>
        <li>
          <GoalButton
            isHere={
              leaving.length === 0 && notes.every((note) => !session.view.positions.get(note)?.standsAlone)
            }
            isDisabled={keepsPlaces}
            onPress={() => {
              send({ is: 'tray' }, t`Not yet in a theme`)
            }}
          >
            <Trans>Not yet in a theme</Trans>
          </GoalButton>
        </li>
        <li>
          <GoalButton
            isHere={
              leaving.length === 0 && notes.every((note) => session.view.positions.get(note)?.standsAlone)
            }
            isDisabled={keepsPlaces}
            onPress={() => {
              send({ is: 'alone' }, t`Standing alone`)
            }}
          >
            <Trans>Stands alone, by itself</Trans>
          </GoalButton>
        </li>
      </ul>
    </Dialog>
  )
}

function GoalButton({
  children,
  aside,
  isHere,
  isDisabled = false,
  onPress,
}: {
  readonly children: ReactNode
  readonly aside?: number
  readonly isHere: boolean | undefined
  readonly isDisabled?: boolean
  readonly onPress: () => void
}) {
  return (
    <button type="button" className={styles['goal']} disabled={isDisabled || isHere} onClick={onPress}>
      <span dir="auto">{children}</span>
      {isHere ? (
        <span className={styles['here']}>
          <Trans>here now</Trans>
        </span>
      ) : (
        aside !== undefined && <span className={styles['count']}>{aside}</span>
      )}
    </button>
  )
}
