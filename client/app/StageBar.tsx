import { useLingui } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import { Link } from 'react-aria-components'
import { mayWriteTable } from '../../shared/model/roles.ts'
import { stages } from '../../shared/model/stages.ts'
import { stageNames } from '../i18n/names.ts'
import { useMyRole, useSession } from '../sync/hooks.ts'
import { MoveEveryone } from './MoveEveryone.tsx'
import styles from './StageBar.module.css'
import type { StagePlace } from './useStagePlace.ts'

/** The seven stages as places to go to; none of them is locked. */
export function StageBar({ stagePlace: { shown, group, goTo } }: { readonly stagePlace: StagePlace }) {
  const { t, i18n } = useLingui()
  const { board } = useSession()
  const role = useMyRole()
  const groupAt = stages.indexOf(group)
  return (
    <nav className={styles['bar']} aria-label={t`Stages`}>
      <ol className={styles['list']}>
        {stages.map((stage, i) => {
          const look = [
            styles['stage'],
            stage === shown ? styles['now'] : i < groupAt ? styles['done'] : '',
            stage === group && shown !== group ? styles['group'] : '',
          ]
          return (
            <li key={stage}>
              <Link
                href={`/b/${board}/${stage}`}
                className={look.join(' ')}
                {...(stage === shown ? { 'aria-current': 'page' } : {})}
              >
                <span className={styles['number']} aria-hidden>
                  {i < groupAt && stage !== shown ? <Check size={14} strokeWidth={3} /> : i + 1}
                </span>
                {i18n._(stageNames[stage])}
                {stage === group && <span className="visually-hidden">{t`(the group is here)`}</span>}
              </Link>
            </li>
          )
        })}
      </ol>
      {mayWriteTable(role, 'board') && (
        <div className={styles['end']}>
          <MoveEveryone group={group} onMoved={goTo} />
        </div>
      )}
    </nav>
  )
}
