import { Trans, useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { saveRecommendation, setSupport } from '../../../shared/document/change.ts'
import type { RecommendationId, ThemeId } from '../../../shared/model/ids.ts'
import { isBeingVotedOn, roundsOn, themesUnder } from '../../../shared/model/recommendations.ts'
import { mayWriteTable } from '../../../shared/model/roles.ts'
import { recommendationStates } from '../../../shared/model/tableNames.ts'
import { recommendationStateWords } from '../../i18n/voteWords.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useDocument, useMyRole } from '../../sync/hooks.ts'
import { SharedTextField } from '../../sync/SharedTextField.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { Menu } from '../../ui/Menu.tsx'
import styles from './RecommendStage.module.css'

/** One request: its wording, whom it is for, what it rests on, and how the group marked it. */
export function RecommendationCard({
  id,
  number,
  isNew,
}: {
  readonly id: RecommendationId
  readonly number: number
  /** Just made here: its wording wants the focus. */
  readonly isNew: boolean
}) {
  const { t } = useLingui()
  const row = useBoard((view) => view.recommendations.get(id))
  const wording = useBoard((view) => view.texts.get(`recommendations/${id}/wording`))
  const rounds = useBoard((view) => view.rounds)
  const votedOn = useMemo(() => roundsOn({ rounds }, id), [rounds, id])
  const isInRound = useBoard((view) => isBeingVotedOn(view, id))
  const role = useMyRole()
  const document = useDocument()
  const openDialog = useTab((tab) => tab.openDialog)
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    if (isNew) card.current?.querySelector('textarea')?.focus()
  }, [isNew])
  if (!row) return null
  const mayWrite = mayWriteTable(role, 'recommendations') && !isInRound
  const lastClosed = votedOn.findLast(([, round]) => round.state.is === 'closed')
  const stateLook =
    row.state === 'not agreed'
      ? styles['stateNot']
      : row.state.startsWith('agreed')
        ? styles['stateAgreed']
        : ''
  return (
    <article ref={card} className={styles['card']} aria-labelledby={`ask-${id}`}>
      <div className={styles['cardHead']}>
        <h2 id={`ask-${id}`}>
          <Trans>Request {number}</Trans>
        </h2>
        <span className={`${styles['state']} ${stateLook}`}>{t(recommendationStateWords[row.state])}</span>
      </div>
      {isInRound && (
        <Banner tone="gentle">
          <Trans>This is being voted on, so its words rest until the round closes.</Trans>
        </Banner>
      )}
      {mayWrite ? (
        <SharedTextField
          textKey={`recommendations/${id}/wording`}
          label={t`What we ask for, in plain words`}
          rows={3}
        />
      ) : (
        <p className={styles['wording']} dir="auto">
          {wording || t`(no words yet)`}
        </p>
      )}
      <div className={styles['pair']}>
        <AddressedTo
          value={row.addressedTo}
          mayWrite={mayWrite}
          onSave={(addressedTo) => {
            saveRecommendation(document(), id, { addressedTo })
          }}
        />
        <RestsOn id={id} mayWrite={mayWrite} />
      </div>
      {votedOn.length > 0 && (
        <p className={styles['rounds']}>
          <Trans>Put to the vote in: {votedOn.map(([, round]) => t`Round ${round.number}`).join(', ')}</Trans>
        </p>
      )}
      {mayWrite && (
        <div className={styles['actions']}>
          <SelectField
            label={t`How the group marked it`}
            value={row.state}
            onChange={(state) => {
              saveRecommendation(document(), id, { state })
            }}
            options={recommendationStates.map((state) => ({
              value: state,
              label: t(recommendationStateWords[state]),
            }))}
          />
          {role === 'facilitator' && (
            <Button
              look="quiet"
              isDisabled={!wording?.trim()}
              onPress={() => {
                openDialog({
                  is: 'open-round',
                  recommendations: [id],
                  ...(lastClosed ? { follows: lastClosed[0] } : {}),
                })
              }}
            >
              {lastClosed ? <Trans>Vote on it again…</Trans> : <Trans>Put to the vote…</Trans>}
            </Button>
          )}
        </div>
      )}
    </article>
  )
}

function AddressedTo({
  value,
  mayWrite,
  onSave,
}: {
  readonly value: string
  readonly mayWrite: boolean
  readonly onSave: (value: string) => void
}) {
  const { t } = useLingui()
  // Only while one types: what somebody else saves meanwhile must not take the words from under one's hands.
  const [draft, setDraft] = useState<string>()
  if (!mayWrite) {
    return (
      <div className={styles['themes']}>
        <span className={styles['themesLabel']}>
          <Trans>Addressed to</Trans>
        </span>
        <p dir="auto">{value || <Trans>Not yet said</Trans>}</p>
      </div>
    )
  }
  return (
    <TextField
      label={t`Addressed to`}
      hint={t`Who can do it: a team, a committee, a partner.`}
      value={draft ?? value}
      onChange={setDraft}
      maxLength={200}
      onBlur={() => {
        if (draft !== undefined && draft.trim() !== value) onSave(draft.trim())
        setDraft(undefined)
      }}
    />
  )
}

function RestsOn({ id, mayWrite }: { readonly id: RecommendationId; readonly mayWrite: boolean }) {
  const { t } = useLingui()
  const supports = useBoard((view) => view.supports)
  const themes = useBoard((view) => view.themes)
  const openThemes = useBoard((view) => view.outline.openThemes)
  const document = useDocument()
  const under = useMemo(() => themesUnder({ supports, themes }, id), [supports, themes, id])
  const titleOf = (theme: ThemeId) => themes.get(theme)?.title || t`Theme without a name`
  const addable = openThemes.filter((theme) => !under.includes(theme))
  return (
    <div className={styles['themes']} role="group" aria-label={t`Rests on these themes`}>
      <span className={styles['themesLabel']} aria-hidden>
        <Trans>Rests on these themes</Trans>
      </span>
      <div className={styles['chips']}>
        {under.map((theme) => (
          <span key={theme} className={styles['chip']}>
            <span className={styles['chipWords']} dir="auto">
              {titleOf(theme)}
            </span>
            {mayWrite && (
              <IconButton
                size="small"
                name={t`No longer rests on “${titleOf(theme)}”`}
                icon={<X size={16} aria-hidden />}
                onPress={() => {
                  setSupport(document(), id, theme, false)
                }}
              />
            )}
          </span>
        ))}
        {under.length === 0 && !mayWrite && <Trans>None yet</Trans>}
        {mayWrite && addable.length > 0 && (
          <Menu
            label={t`Add a theme that it rests on`}
            trigger={
              <Button look="quiet" size="small">
                <Plus size={16} aria-hidden />
                <Trans>Add a theme</Trans>
              </Button>
            }
            actions={addable.map((theme) => ({
              id: theme,
              label: titleOf(theme),
              run: () => {
                setSupport(document(), id, theme, true)
              },
            }))}
          />
        )}
        {mayWrite && openThemes.length === 0 && <Trans>No themes yet</Trans>}
      </div>
    </div>
  )
}
