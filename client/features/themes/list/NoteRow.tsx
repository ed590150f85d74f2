import { Trans, useLingui } from '@lingui/react/macro'
import { memo, useState } from 'react'
import type { NoteId, ParticipantId, ThemeId } from '../../../../shared/model/ids.ts'
import type { Conversation, Note } from '../../../../shared/model/tables.ts'
import { kindWords, langOf, spokenStart, tagsOf } from '../../../i18n/noteWords.ts'
import { useTab } from '../../../store/tab.ts'
import { useBoard, useSession, useStatus } from '../../../sync/hooks.ts'
import type { BoardView } from '../../../sync/LiveBoard.ts'
import { Words } from '../../../i18n/Words.tsx'
import { useTable } from '../canvas/parts.ts'
import { differsFrom } from '../canvas/scene.ts'
import styles from './ListView.module.css'
import { rowKey } from './useHeldRow.ts'

/** What a row can ask of its list. Plain buttons throughout: there may be thousands of rows. */
export type RowActs = {
  readonly openMenu: (trigger: HTMLElement, theme: ThemeId | null, note: NoteId) => void
}

/** One note as a row: its words, what is known of it, and what one may do with it. */
export const NoteRow = memo(function NoteRow({
  note: id,
  theme,
  canWrite,
  acts,
}: {
  readonly note: NoteId
  readonly theme: ThemeId | null
  readonly canWrite: boolean
  readonly acts: RowActs
}) {
  const { t } = useLingui()
  const session = useSession()
  const table = useTable()
  const [factsOf] = useState(() => factsKeeper(id, theme))
  const { note, isHidden, restsIn, differs, standsAlone } = useBoard(factsOf)
  const selectedBy = useStatus(({ others }) => table.selectedBy(others, id))
  const isSelected = useTab((tab) => tab.selectedNotes.has(id))
  const isSelecting = useTab((tab) => tab.isSelecting)
  const { openDialog, toggleNote } = useTab.getState()
  if (!note || isHidden) {
    return (
      <li className={styles['row']} data-row={rowKey(theme, id)}>
        <button type="button" className={styles['said']}>
          <Trans>This note has been taken away</Trans>
        </button>
      </li>
    )
  }
  const isHere = theme === null ? !restsIn : restsIn?.includes(theme) === true
  const start = spokenStart(note.said)
  return (
    <li
      className={`${styles['row']} ${note.kind === 'own' ? styles['own'] : ''} ${isSelected ? styles['selected'] : ''}`}
      data-row={rowKey(theme, id)}
    >
      {(isSelecting || isSelected) && canWrite && (
        <span className={styles['pick']}>
          <input
            type="checkbox"
            aria-label={t`Select: ${start}`}
            checked={isSelected}
            onChange={() => {
              toggleNote(id)
            }}
          />
        </span>
      )}
      <div className={styles['words']}>
        <button
          type="button"
          className={styles['said']}
          dir="auto"
          lang={langOf(note)}
          onClick={() => {
            if (isSelecting) toggleNote(id)
            else openDialog({ is: 'note', note: id })
          }}
        >
          <Words>{note.said}</Words>
        </button>
        <div className={styles['foot']}>
          <span className={styles['kind']}>{kindWords(note.kind)}</span>
          {tagsOf(session.view, id).map((tag) => (
            <span key={tag} className={styles['tag']} dir="auto">
              {tag}
            </span>
          ))}
          {differs && (
            <span className={styles['differs']}>
              <Trans>Sees it differently</Trans>
            </span>
          )}
          {restsIn && restsIn.length > 1 && (
            <span className={styles['several']}>
              <Trans>Placed in {restsIn.length} themes</Trans>
            </span>
          )}
          {standsAlone && (
            <span className={styles['tag']}>
              <Trans>Stands alone</Trans>
            </span>
          )}
          {selectedBy && <SelectedBy person={selectedBy} />}
        </div>
        {!isHere && (
          <p className={styles['moved']}>
            <Trans>It has been moved. It leaves this place when you do.</Trans>
          </p>
        )}
      </div>
      {canWrite && (
        <div className={styles['acts']}>
          <button
            type="button"
            className={styles['act']}
            aria-label={t`Move to…: ${start}`}
            onClick={() => {
              openDialog({ is: 'move-notes', notes: [id], from: theme })
            }}
          >
            {t`Move to…`}
          </button>
          <button
            type="button"
            className={`${styles['act']} ${styles['dots']}`}
            aria-haspopup="menu"
            aria-label={t`More for: ${start}`}
            title={t`More`}
            onClick={(event) => {
              acts.openMenu(event.currentTarget, theme, id)
            }}
          />
        </div>
      )}
    </li>
  )
})

/** What a row says that comes from the board. */
type RowFacts = {
  readonly note: Note | undefined
  readonly conversation: Conversation | undefined
  readonly isHidden: boolean
  readonly restsIn: readonly ThemeId[] | undefined
  readonly differs: boolean
  readonly standsAlone: boolean
}

/**
 * Makes a function that gathers a row's facts, the same object as long as they are the same: one subscription a row,
 * since each of a thousand rows keeps its own for as long as the list is open.
 */
function factsKeeper(id: NoteId, theme: ThemeId | null): (view: BoardView) => RowFacts {
  let last: RowFacts | undefined
  return (view) => {
    const note = view.notes.get(id)
    const next: RowFacts = {
      note,
      conversation: note?.conversation ? view.conversations.get(note.conversation) : undefined,
      isHidden: view.hidden.has(id),
      restsIn: view.outline.themesOf.get(id),
      differs: theme !== null && differsFrom(view, id, theme),
      standsAlone: theme === null && view.positions.get(id)?.standsAlone === true,
    }
    const isSame = (Object.keys(next) as (keyof RowFacts)[]).every((fact) => last?.[fact] === next[fact])
    if (!last || !isSame) last = next
    return last
  }
}

/** Who else has the note selected, by name. */
function SelectedBy({ person }: { readonly person: ParticipantId }) {
  const name = useBoard((view) => view.people.get(person)?.name)
  return name === undefined ? null : (
    <span className={styles['tag']}>
      <Trans>Selected by {name}</Trans>
    </span>
  )
}
