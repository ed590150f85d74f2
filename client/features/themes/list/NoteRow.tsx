import { Trans, useLingui } from '@lingui/react/macro'
import { memo, useState, useSyncExternalStore } from 'react'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { inWords } from '../../../i18n/Words.tsx'
import { kindWords, langOf, spokenStart } from '../../../i18n/noteWords.ts'
import { useTab } from '../../../store/tab.ts'
import styles from './ListView.module.css'
import type { RowSource } from './rowFacts.ts'
import { rowKey } from './useHeldRow.ts'

/** What a row's buttons do; the list hears them all, since there may be thousands of rows. */
export type RowDeed = 'open' | 'move' | 'menu'

// Joined here, and not anew for each row.
const looks = (kind: string | undefined) => {
  const plain = [styles['row'], kind].join(' ')
  return { plain, selected: `${plain} ${styles['selected']}` }
}
const HEARD = looks('')
const OWN = looks(styles['own'])
const MORE = `${styles['act']} ${styles['dots']}`

/**
 * One note as a row: its words, what is known of it, and what one may do with it. There may be thousands, so it has no
 * box, fragment or empty list more than it needs: React keeps a record of each.
 */
export const NoteRow = memo(function NoteRow({
  note: id,
  theme,
  canWrite,
  source,
}: {
  readonly note: NoteId
  readonly theme: ThemeId | null
  readonly canWrite: boolean
  readonly source: RowSource
}) {
  const { t } = useLingui()
  const [facts] = useState(() => source.factsOf(id, theme))
  const { note, tags, restsIn, differs, standsAlone, selectedBy, isSelected, isSelecting } =
    useSyncExternalStore(source.subscribe, facts)
  if (!note) {
    return (
      <div role="listitem" className={styles['row']} data-row={rowKey(theme, id)}>
        <button type="button" className={styles['said']}>
          <Trans>This note has been taken away</Trans>
        </button>
      </div>
    )
  }
  const isHere = theme === null ? !restsIn : restsIn?.includes(theme) === true
  const start = spokenStart(note.said)
  return (
    <div
      role="listitem"
      className={(note.kind === 'own' ? OWN : HEARD)[isSelected ? 'selected' : 'plain']}
      data-row={rowKey(theme, id)}
    >
      {(isSelecting || isSelected) && canWrite && (
        <span className={styles['pick']}>
          <input
            type="checkbox"
            aria-label={t`Select: ${start}`}
            checked={isSelected}
            onChange={() => {
              useTab.getState().toggleNote(id)
            }}
          />
        </span>
      )}
      <div className={styles['words']}>
        <button type="button" className={styles['said']} dir="auto" lang={langOf(note)} data-deed="open">
          {inWords(note.said)}
        </button>
        <div className={styles['foot']}>
          <span className={styles['kind']}>{kindWords(note.kind)}</span>
          {tags.length > 0 &&
            tags.map((tag) => (
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
          {selectedBy !== undefined && (
            <span className={styles['tag']}>
              <Trans>Selected by {selectedBy}</Trans>
            </span>
          )}
        </div>
        {!isHere && (
          <p className={styles['moved']}>
            <Trans>It has been moved. It leaves this place when you do.</Trans>
          </p>
        )}
      </div>
      {canWrite && (
        <button type="button" className={styles['act']} aria-label={t`Move to…: ${start}`} data-deed="move">
          {t`Move to…`}
        </button>
      )}
      {canWrite && (
        <button
          type="button"
          className={MORE}
          aria-haspopup="menu"
          aria-label={t`More for: ${start}`}
          title={t`More`}
          data-deed="menu"
        />
      )}
    </div>
  )
})
