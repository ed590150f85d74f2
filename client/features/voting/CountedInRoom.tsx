import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import * as v from 'valibot'
import { ballotSteps, type BallotStep, type StepCounts } from '../../../shared/model/ballots.ts'
import type { RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import type { Round } from '../../../shared/model/tables.ts'
import { countedAnswer } from '../../../shared/protocol/api.ts'
import { stepWords } from '../../i18n/voteWords.ts'
import { useTab } from '../../store/tab.ts'
import { callApi } from '../../sync/api.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useSession } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Segments, TextField } from '../../ui/Field.tsx'
import styles from './VoteStage.module.css'

type Entry = { readonly how: 'hands' | 'papers'; readonly counts: Readonly<Record<BallotStep, string>> }
const NOTHING: Entry = {
  how: 'hands',
  counts: { full: '', support: '', accept: '', concern: '', block: '', unsure: '' },
}
/** Digits only; an empty field counts as none. */
const isCount = (text: string) => /^\d{0,5}$/.test(text.trim())

/** Hands or papers counted in the room: entered before closing, shown apart from the ballots for ever. */
export function CountedInRoom({ id, round }: { readonly id: RoundId; readonly round: Round }) {
  const { t } = useLingui()
  const session = useSession()
  const say = useTab((tab) => tab.say)
  const [entries, setEntries] = useState<Readonly<Record<string, Entry>>>({})
  const path = (rest: string) => boardPath(session.board, session.me.id, `/rounds/${id}/counted${rest}`)
  const known = path('')
  useEffect(() => {
    let isOver = false
    void callApi(countedAnswer, 'GET', known).then((answer) => {
      if (isOver || !answer.ok) return
      setEntries(
        Object.fromEntries(
          Object.entries(answer.value.counted).map(([key, { how, counts }]) => [
            key,
            { how, counts: toTexts(counts) },
          ]),
        ),
      )
    })
    return () => {
      isOver = true
    }
  }, [known])
  const save = async (recommendation: RecommendationId, entry: Entry) => {
    const answer = await callApi(v.unknown(), 'PUT', path(`/${recommendation}`), {
      how: entry.how,
      counts: toCounts(entry.counts),
    })
    say(
      answer.ok ? t`The count is kept. It is shown apart from the ballots.` : answer.problem.title,
      answer.ok ? 'good' : 'problem',
    )
  }
  return (
    <details className={styles['roll']}>
      <summary>
        <Trans>Enter hands or papers counted in the room</Trans>
      </summary>
      {round.offered.map((item, index) => {
        const entry = entries[item.recommendation] ?? NOTHING
        const change = (next: Partial<Entry>) => {
          setEntries({ ...entries, [item.recommendation]: { ...entry, ...next } })
        }
        const isSound = ballotSteps.every((step) => isCount(entry.counts[step]))
        return (
          <fieldset key={item.recommendation} className={styles['counted']}>
            <legend dir="auto">
              {index + 1}. {item.wording}
            </legend>
            <Segments
              label={t`Counted by`}
              value={entry.how}
              onChange={(how) => {
                change({ how })
              }}
              options={[
                { value: 'hands', label: t`Hands` },
                { value: 'papers', label: t`Papers` },
              ]}
            />
            <div className={styles['countedFields']}>
              {ballotSteps.map((step) => (
                <TextField
                  key={step}
                  label={t(stepWords[step])}
                  inputMode="numeric"
                  value={entry.counts[step]}
                  onChange={(text) => {
                    change({ counts: { ...entry.counts, [step]: text } })
                  }}
                  fault={isCount(entry.counts[step]) ? undefined : t`Write a whole number.`}
                />
              ))}
            </div>
            <div>
              <Button
                look="quiet"
                size="small"
                isDisabled={!isSound}
                onPress={() => void save(item.recommendation, entry)}
              >
                <Trans>Keep this count</Trans>
              </Button>
            </div>
          </fieldset>
        )
      })}
    </details>
  )
}

const mapSteps = <A, B>(
  from: Readonly<Record<BallotStep, A>>,
  change: (value: A) => B,
): Record<BallotStep, B> => ({
  full: change(from.full),
  support: change(from.support),
  accept: change(from.accept),
  concern: change(from.concern),
  block: change(from.block),
  unsure: change(from.unsure),
})
const toTexts = (counts: StepCounts) => mapSteps(counts, String)
const toCounts = (texts: Entry['counts']): StepCounts => mapSteps(texts, Number)
