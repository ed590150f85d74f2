import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { saveNextStep } from '../../../shared/document/change.ts'
import type { RecommendationId } from '../../../shared/model/ids.ts'
import { recommendationsInOrder } from '../../../shared/model/recommendations.ts'
import { mayWriteTable } from '../../../shared/model/roles.ts'
import type { NextStep } from '../../../shared/model/tables.ts'
import { recommendationStateWords } from '../../i18n/voteWords.ts'
import { useBoard, useDocument, useMyRole } from '../../sync/hooks.ts'
import { EmptyHint } from '../../ui/Banner.tsx'
import { TextField } from '../../ui/Field.tsx'
import styles from './FollowUpStage.module.css'

const NOT_SAID: NextStep = { what: '', who: '', byWhen: '' }

/** What happened: for every request, what happens next, who sees to it and by when, or "not yet said". */
export default function FollowUpStage() {
  const { t } = useLingui()
  const recommendations = useBoard((view) => view.recommendations)
  const standing = useMemo(() => recommendationsInOrder({ recommendations }).standing, [recommendations])
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <h1>
          <Trans>What happened</Trans>
        </h1>
        <p>
          <Trans>
            People who spoke want to hear what became of it. Say what happens next with each request. What
            nobody has said yet is shown as not yet said, here and in the report.
          </Trans>
        </p>
      </header>
      {standing.length === 0 && (
        <EmptyHint title={t`Nothing to follow up yet`}>
          <Trans>Requests written under “What we ask for” appear here.</Trans>
        </EmptyHint>
      )}
      {standing.map((id, index) => (
        <NextStepCard key={id} id={id} number={index + 1} />
      ))}
    </div>
  )
}

function NextStepCard({ id, number }: { readonly id: RecommendationId; readonly number: number }) {
  const { t } = useLingui()
  const row = useBoard((view) => view.recommendations.get(id))
  const wording = useBoard((view) => view.texts.get(`recommendations/${id}/wording`))
  const step = useBoard((view) => view.nextSteps.get(id)) ?? NOT_SAID
  const mayWrite = mayWriteTable(useMyRole(), 'nextSteps')
  const document = useDocument()
  if (!row) return null
  const save = (change: Partial<NextStep>) => {
    saveNextStep(document(), id, { ...step, ...change })
  }
  return (
    <article className={styles['card']} aria-labelledby={`next-${id}`}>
      <h2 id={`next-${id}`} dir="auto">
        {number}. {wording || t`(no words yet)`}
      </h2>
      <p className={styles['sub']}>
        {t(recommendationStateWords[row.state])}
        {row.addressedTo && (
          <>
            {' '}
            · <Trans>for {row.addressedTo}</Trans>
          </>
        )}
      </p>
      <div className={styles['fields']}>
        <Part
          label={t`What happens next`}
          value={step.what}
          rows={3}
          mayWrite={mayWrite}
          onSave={(what) => {
            save({ what })
          }}
        />
        <Part
          label={t`Who sees to it`}
          value={step.who}
          mayWrite={mayWrite}
          onSave={(who) => {
            save({ who })
          }}
        />
        <Part
          label={t`By when`}
          value={step.byWhen}
          mayWrite={mayWrite}
          onSave={(byWhen) => {
            save({ byWhen })
          }}
        />
      </div>
    </article>
  )
}

function Part({
  label,
  value,
  rows = 1,
  mayWrite,
  onSave,
}: {
  readonly label: string
  readonly value: string
  readonly rows?: number
  readonly mayWrite: boolean
  readonly onSave: (value: string) => void
}) {
  const { t } = useLingui()
  // Undefined while nobody types here, so that others' words show as they come.
  const [draft, setDraft] = useState<string>()
  if (!mayWrite)
    return (
      <div>
        <b className={styles['label']}>{label}</b>
        <p dir="auto">{value || t`not yet said`}</p>
      </div>
    )
  return (
    <TextField
      label={label}
      value={draft ?? value}
      onChange={setDraft}
      rows={rows}
      placeholder={t`not yet said`}
      maxLength={rows > 1 ? 2000 : 200}
      onBlur={() => {
        if (draft !== undefined && draft.trim() !== value) onSave(draft.trim())
        setDraft(undefined)
      }}
    />
  )
}
