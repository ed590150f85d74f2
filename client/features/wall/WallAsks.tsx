import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { msg } from '@lingui/core/macro'
import { useMemo } from 'react'
import { useBoard } from '../../sync/hooks.ts'
import { asksOf, type Ask } from './asks.ts'
import { FitList } from './FitList.tsx'
import styles from './Wall.module.css'

type Telling = 'addressee' | 'outcome' | 'next step'

/** What the group asks for, and of each what the stage is about: whom it is put to, what became of it, what comes next. */
export function WallAsks({ tells }: { readonly tells: Telling }) {
  const recommendations = useBoard((view) => view.recommendations)
  const texts = useBoard((view) => view.texts)
  const asks = useMemo(() => asksOf({ recommendations, texts }), [recommendations, texts])
  const n = asks.length
  return (
    <div className={styles['stage']}>
      <h2 className={styles['heading']}>
        <Trans>What we ask for</Trans>
        <small>
          <Plural value={n} one="# thing" other="# things" />
        </small>
      </h2>
      <FitList
        items={asks.map((ask, i) => ({
          key: ask.id,
          content: <AskCard ask={ask} number={i + 1} tells={tells} />,
        }))}
      />
    </div>
  )
}

const outcomes = {
  draft: msg`Not yet decided`,
  agreed: msg`Agreed`,
  'agreed with concerns': msg`Agreed, with concerns`,
  'not agreed': msg`Not agreed`,
  'set aside': msg`Set aside`,
} as const

function AskCard({
  ask: { id, row, wording },
  number,
  tells,
}: {
  readonly ask: Ask
  readonly number: number
  readonly tells: Telling
}) {
  const { i18n } = useLingui()
  const next = useBoard((view) => view.nextSteps.get(id))
  const { addressedTo } = row
  return (
    <>
      <h3 dir="auto">
        {number}. {wording}
      </h3>
      {tells === 'outcome' && <p className={styles['state']}>{i18n._(outcomes[row.state])}</p>}
      {tells === 'addressee' && addressedTo && (
        <p className={styles['summary']}>
          <Trans>Asked of {addressedTo}</Trans>
        </p>
      )}
      {tells === 'next step' && (
        <p className={styles['summary']} dir="auto">
          {next && (next.what || next.who || next.byWhen) ? (
            [next.what, next.who, next.byWhen].filter(Boolean).join(' · ')
          ) : (
            <Trans>What happens next: not yet said</Trans>
          )}
        </p>
      )}
    </>
  )
}
