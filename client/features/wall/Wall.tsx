import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { settingOf } from '../../../shared/model/board.ts'
import { useBoard, useStatus } from '../../sync/hooks.ts'
import { JoinPanel } from './JoinPanel.tsx'
import styles from './Wall.module.css'
import { WallStage } from './WallStage.tsx'

/**
 * The board for a projector: how to join, what it is for, and what the group's stage is about. It only shows:
 * no controls, no names, no cursors, and nothing that could not be read from the back of a hall.
 */
export function Wall() {
  const { t } = useLingui()
  const title = useBoard((view) => settingOf(view, 'title')) ?? ''
  const purpose = useBoard((view) => settingOf(view, 'purpose')) ?? ''
  const stage = useBoard((view) => settingOf(view, 'stage')?.stage) ?? 'welcome'
  const here = useStatus((status) => new Set(status.others.map((other) => other.participant)).size)
  useEffect(() => {
    document.title = t`Wall · ${title}`
  }, [t, title])
  return (
    <div className={styles['wall']}>
      <main className={styles['main']}>
        <div>
          <h1 className={styles['title']} dir="auto">
            {title}
          </h1>
          {stage !== 'welcome' && purpose !== '' && (
            <p className={styles['purpose']} dir="auto">
              {purpose}
            </p>
          )}
        </div>
        <WallStage stage={stage} purpose={purpose} />
      </main>
      <aside className={styles['side']} aria-label={t`How to join`}>
        <JoinPanel />
        <p className={styles['here']}>
          {here > 0 ? (
            <Plural value={here} one="# person is here" other="# people are here" />
          ) : (
            <Trans>Nobody is here yet</Trans>
          )}
        </p>
      </aside>
    </div>
  )
}
