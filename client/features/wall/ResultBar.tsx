import { msg } from '@lingui/core/macro'
import { Plural, useLingui } from '@lingui/react/macro'
import { supportSteps, type StepCounts } from '../../../shared/model/ballots.ts'
import styles from './Wall.module.css'

const steps = {
  full: { name: msg`I fully support this`, ground: 'var(--agree-5)', ink: '#fff' },
  support: { name: msg`I support it`, ground: 'var(--agree-4)', ink: '#10231f' },
  accept: { name: msg`I can live with it`, ground: 'var(--agree-3)', ink: 'var(--ink)' },
  concern: { name: msg`I have concerns`, ground: 'var(--agree-2)', ink: 'var(--ink)' },
  block: { name: msg`I can’t support it`, ground: 'var(--agree-1)', ink: '#fff' },
} as const

/** Which colour is which step. */
export function StepLegend() {
  const { i18n } = useLingui()
  return (
    <p className={styles['legend']} aria-hidden>
      {supportSteps.map((step) => (
        <span key={step}>
          <i style={{ background: steps[step].ground }} />
          {i18n._(steps[step].name)}
        </span>
      ))}
    </p>
  )
}

/** What the ballots added up to, as a bar with its numbers; those who left it to others stand apart. */
export function ResultBar({ counts }: { readonly counts: StepCounts }) {
  const { i18n } = useLingui()
  const chosen = supportSteps.filter((step) => counts[step] > 0)
  const inWords = chosen.map((step) => `${i18n._(steps[step].name)}: ${counts[step]}`).join(', ')
  return (
    <>
      <div className={styles['stack']} role="img" aria-label={inWords}>
        {chosen.map((step) => (
          <span
            key={step}
            style={{ flexGrow: counts[step], background: steps[step].ground, color: steps[step].ink }}
          >
            {counts[step]}
          </span>
        ))}
      </div>
      {counts.unsure > 0 && (
        <p className={styles['summary']}>
          <Plural
            value={counts.unsure}
            one="# doesn’t know, or left it to others"
            other="# don’t know, or left it to others"
          />
        </p>
      )}
    </>
  )
}
