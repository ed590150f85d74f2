import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, useDeferredValue, useMemo, useRef, useState, type MouseEvent } from 'react'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { mayWriteTable } from '../../../../shared/model/roles.ts'
import { useTab } from '../../../store/tab.ts'
import { useBoard, useMyRole, useSession } from '../../../sync/hooks.ts'
import { EmptyHint } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { late } from '../../../ui/late.tsx'
import { SelectField } from '../../../ui/SelectField.tsx'
import { useTable } from '../canvas/parts.ts'
import { NoteFilterFields } from '../NoteFilterFields.tsx'
import { ThemeSection, TraySection } from './ListSection.tsx'
import styles from './ListView.module.css'
import type { RowDeed } from './NoteRow.tsx'
import { rowSource } from './rowFacts.ts'
import type { MenuPlace } from './RowMenu.tsx'
import { firstRows, sectionsOf } from './sections.ts'
import { rowAround, useHeldRow } from './useHeldRow.ts'

// They lie at the list's end.
const AsideThemes = late(() => import('./AsideThemes.tsx'))
/** What is told comes when somebody has moved something since. */
const MoveAnnouncements = late(() => import('./MoveAnnouncements.tsx'))
const RowMenu = late(() => import('./RowMenu.tsx'))

/**
 * The board as an outline with headings: the same notes and themes as on the canvas, for keyboard, touch and
 * screen reader. The row that has one's focus stays where it is whatever others do.
 */
export default function ListView() {
  const { t } = useLingui()
  const session = useSession()
  const { matches, selections } = useTable()
  const root = useRef<HTMLDivElement>(null)
  const canWrite = mayWriteTable(useMyRole(), 'placements')
  const outline = useBoard((view) => view.outline)
  const asked = useDeferredValue(useTab((tab) => tab.filter))
  const found = useBoard((view) => matches(view, asked))
  const sections = useMemo(() => sectionsOf(outline, found), [outline, found])
  const [menu, setMenu] = useState<MenuPlace>()
  const { shown, follow, handlers } = useHeldRow(sections, root, menu !== undefined)

  const source = useMemo(() => rowSource(session, selections), [session, selections])

  const onClick = ({ target }: MouseEvent) => {
    const button = (target as Element).closest<HTMLElement>('[data-deed]')
    const row = button && rowAround(button)
    if (!row) return
    const { note, theme } = row
    const { isSelecting, toggleNote, openDialog } = useTab.getState()
    switch (button.dataset['deed'] as RowDeed) {
      case 'open':
        if (isSelecting) toggleNote(note)
        else openDialog({ is: 'note', note })
        return
      case 'move':
        openDialog({ is: 'move-notes', notes: [note], from: theme })
        return
      case 'menu':
        setMenu({ trigger: button, theme, note })
    }
  }

  // A long list is drawn in two goes: what one sees at first, and all of it as soon as there is time.
  const isWhole = useDeferredValue(true, false)
  const [tray, ...themes] = isWhole ? shown : firstRows(shown)
  return (
    // What is clicked is always a button of a row, by the keyboard too.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div ref={root} className={styles['list']} {...handlers} onClick={onClick}>
      <Suspense>
        <MoveAnnouncements />
      </Suspense>
      <ListHead isFiltered={found !== undefined} count={found?.size ?? 0} />
      {outline.notes.length === 0 && themes.length === 0 ? (
        <EmptyHint title={t`No notes yet`}>
          <Trans>Notes that the group brings lie here, until they find a theme.</Trans>
        </EmptyHint>
      ) : (
        tray && <TraySection section={tray} canWrite={canWrite} source={source} />
      )}
      <section aria-labelledby="themes-of-board" className={styles['section']}>
        <div className={styles['bar']}>
          <h2 id="themes-of-board" className={styles['heading']}>
            <Trans>Themes</Trans>{' '}
            <span className={styles['count']} data-count>
              {outline.openThemes.length}
            </span>
          </h2>
          {canWrite && <NewThemeButton />}
        </div>
        {themes.length === 0 && (
          <p className={styles['none']}>
            <Trans>There is no theme yet. Select notes that belong together, and begin one.</Trans>
          </p>
        )}
        {themes.map((section) => (
          <ThemeSection
            key={section.theme as ThemeId}
            section={section}
            canWrite={canWrite}
            source={source}
          />
        ))}
      </section>
      {outline.asideThemes.length > 0 && (
        <Suspense>
          <AsideThemes canWrite={canWrite} />
        </Suspense>
      )}
      {menu && (
        <Suspense>
          <RowMenu
            place={menu}
            sections={sections}
            follow={follow}
            onClose={() => {
              setMenu(undefined)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}

function NewThemeButton() {
  const openDialog = useTab((tab) => tab.openDialog)
  return (
    <Button
      look="quiet"
      size="small"
      onPress={() => {
        openDialog({ is: 'new-theme', notes: [], from: null })
      }}
    >
      <Trans>New theme</Trans>
    </Button>
  )
}

/** Search and kind, and how often others' moves are told. */
function ListHead({ isFiltered, count }: { readonly isFiltered: boolean; readonly count: number }) {
  const { t } = useLingui()
  const choice = useTab((tab) => tab.announce)
  const { setAnnounce, setFilter } = useTab.getState()
  return (
    <div className={styles['head']}>
      <NoteFilterFields />
      <SelectField
        label={t`Tell me what others move`}
        value={choice}
        onChange={setAnnounce}
        options={[
          { value: 'every five seconds', label: t`Every 5 seconds` },
          { value: 'never', label: t`Never` },
        ]}
      />
      <div role="status" className={styles['found']}>
        {isFiltered && (
          <>
            <span data-count>
              <Trans>Found: {count}</Trans>
            </span>
            <Button
              look="plain"
              size="small"
              onPress={() => {
                setFilter({ words: '', kind: 'all', community: '' })
              }}
            >
              <Trans>Show all notes</Trans>
            </Button>
          </>
        )}
      </div>
    </div>
  )
}
