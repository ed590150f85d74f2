import { Trans } from '@lingui/react/macro'
import { useLingui } from '@lingui/react/macro'
import { Link } from 'react-aria-components'
import type { ReactNode } from 'react'
import { settingOf } from '../../../shared/model/board.ts'
import { stages, type Stage } from '../../../shared/model/stages.ts'
import { stageNames } from '../../i18n/names.ts'
import { useBoard, useSession } from '../../sync/hooks.ts'
import styles from './WelcomeStage.module.css'

/** The way that the group goes, stage by stage, with what happens at each. */
export function JourneySteps() {
  const { i18n } = useLingui()
  const { board } = useSession()
  const group = useBoard((view) => settingOf(view, 'stage')?.stage)
  return (
    <ol className={styles['steps']} start={2}>
      {stages
        .filter((stage): stage is Exclude<Stage, 'welcome'> => stage !== 'welcome')
        .map((stage, i) => (
          <li key={stage}>
            <Link
              href={`/b/${board}/${stage}`}
              className={`${styles['step']} ${stage === group ? styles['now'] : ''}`}
            >
              <b aria-hidden>{i + 2}</b>
              <span>
                {i18n._(stageNames[stage])}
                {stage === group && (
                  <>
                    {' '}
                    ·{' '}
                    <strong>
                      <Trans>the group is here</Trans>
                    </strong>
                  </>
                )}
              </span>
              <small>{whatHappens[stage]}</small>
            </Link>
          </li>
        ))}
    </ol>
  )
}

const whatHappens: Readonly<Record<Exclude<Stage, 'welcome'>, ReactNode>> = {
  notes: <Trans>What was said, and apart from it what you made of it.</Trans>,
  themes: <Trans>Put together what belongs together, and say where people differ.</Trans>,
  recommend: <Trans>Word together what should change, and who should do it.</Trans>,
  vote: <Trans>A secret vote, step by step from full support to “I can’t support it”.</Trans>,
  findings: <Trans>Everything in one report, with its evidence, to download.</Trans>,
  'follow-up': <Trans>What was decided and done because of it.</Trans>,
}
