import { Trans, useLingui } from '@lingui/react/macro'
import { memo, useCallback, useLayoutEffect, useRef } from 'react'
import { limits } from '../../../shared/model/limits.ts'
import { CheckField, Segments, TextField } from '../../ui/Field.tsx'
import { CommunityChips } from './CommunityChips.tsx'
import { ConversationFields } from './ConversationFields.tsx'
import type { DraftFault, DraftFaults, NoteDraft } from './draft.ts'
import styles from './NoteFields.module.css'

/**
 * The fields about the conversation, left alone while words are written: half a dozen fields would cost more than a
 * frame at every key. What they say of faults follows from the faults.
 */
const AboutConversation = memo(ConversationFields, (before, now) => {
  const isSame = <T extends object>(a: T, b: T, but: readonly (keyof T)[] = []) =>
    [...new Set([...Object.keys(a), ...Object.keys(b)] as (keyof T)[])].every(
      (key) => but.includes(key) || a[key] === b[key],
    )
  return (
    isSame(before.draft, now.draft, ['said', 'impression']) &&
    isSame(before.faults, now.faults) &&
    before.onChange === now.onChange &&
    before.isNew === now.isNew
  )
})

/** The fields of a note, being written or being changed. What was said and what was made of it never share one. */
export function NoteFields({
  draft,
  faults,
  onChange,
  isNew,
}: {
  readonly draft: NoteDraft
  readonly faults: DraftFaults
  readonly onChange: (part: Partial<NoteDraft>) => void
  /** Whether the note is not on the board yet: then one may say that it is written down for someone else. */
  readonly isNew: boolean
}) {
  const { t } = useLingui()
  const isHeard = draft.kind === 'heard'
  const faultWords = useFaultWords()
  // One function for good, which hands over to the newest.
  const newest = useRef(onChange)
  useLayoutEffect(() => {
    newest.current = onChange
  })
  const change = useCallback((part: Partial<NoteDraft>) => {
    newest.current(part)
  }, [])
  return (
    <div className={styles['fields']}>
      <Voice kind={draft.kind} onChange={change} />
      <TextField
        label={isHeard ? t`What was said` : t`Your view`}
        hint={
          isHeard
            ? t`Their words or the facts. Leave names out.`
            : t`What you think or know yourself. Leave names out.`
        }
        rows={4}
        value={draft.said}
        onChange={(said) => {
          onChange({ said })
        }}
        fault={faultWords(faults.said, isHeard)}
      />
      {isHeard && (
        <>
          <Impression value={draft.impression} fault={faultWords(faults.impression)} onChange={change} />
          <Communities chosen={draft.communities} onChange={change} />
        </>
      )}
      <Quoting isHeard={isHeard} quote={draft.quote} onChange={change} />
      <AboutConversation
        draft={draft}
        faults={faults}
        faultWords={faultWords}
        onChange={change}
        isNew={isNew}
      />
    </div>
  )
}

type OnChange = (part: Partial<NoteDraft>) => void

// Each of the fields below is left alone while another is written in, for the same reason.

const Voice = memo(function Voice({
  kind,
  onChange,
}: {
  readonly kind: NoteDraft['kind']
  readonly onChange: OnChange
}) {
  const { t } = useLingui()
  return (
    <Segments
      label={t`Whose voice is this?`}
      isLabelHidden
      value={kind}
      onChange={(chosen) => {
        onChange({ kind: chosen })
      }}
      options={[
        { value: 'heard', label: t`What I heard`, tint: 'heard' },
        { value: 'own', label: t`Own view`, tint: 'own' },
      ]}
    />
  )
})

const Impression = memo(function Impression({
  value,
  fault,
  onChange,
}: {
  readonly value: string
  readonly fault: string | undefined
  readonly onChange: OnChange
}) {
  const { t } = useLingui()
  return (
    <TextField
      label={t`What you made of it`}
      hint={t`Your impression, kept apart from what was said.`}
      rows={3}
      value={value}
      onChange={(impression) => {
        onChange({ impression })
      }}
      fault={fault}
    />
  )
})

const Communities = memo(function Communities({
  chosen,
  onChange,
}: {
  readonly chosen: NoteDraft['communities']
  readonly onChange: OnChange
}) {
  return (
    <CommunityChips
      chosen={chosen}
      onChange={(communities) => {
        onChange({ communities })
      }}
    />
  )
})

const Quoting = memo(function Quoting({
  isHeard,
  quote,
  onChange,
}: {
  readonly isHeard: boolean
  readonly quote: NoteDraft['quote']
  readonly onChange: OnChange
}) {
  const { t } = useLingui()
  return (
    <div>
      <CheckField
        label={
          isHeard
            ? t`They said yes to being quoted, without their name`
            : t`This may be quoted, without my name`
        }
        isSelected={quote === 'yes'}
        onChange={(yes) => {
          onChange({ quote: yes ? 'yes' : 'not asked' })
        }}
      />
      {isHeard && (
        <CheckField
          label={t`They said no to being quoted`}
          isSelected={quote === 'no'}
          onChange={(no) => {
            onChange({ quote: no ? 'no' : 'not asked' })
          }}
        />
      )}
      <p className={styles['quiet']}>
        {isHeard ? (
          <Trans>Left empty, nobody asked, and these words are printed in no public report.</Trans>
        ) : (
          <Trans>Left empty, your words are printed in no public report.</Trans>
        )}
      </p>
    </div>
  )
})

/** A fault as a sentence that says what to do. */
export type FaultWords = (fault: DraftFault | undefined, isHeard?: boolean) => string | undefined
function useFaultWords(): FaultWords {
  const { t } = useLingui()
  const max = limits.noteCharacters.toLocaleString('en-GB')
  return (fault, isHeard = true) => {
    switch (fault) {
      case undefined:
        return undefined
      case 'nothing-said':
        return isHeard ? t`Write what was said first.` : t`Write your view first.`
      case 'too-long':
        return t`This is too long. A note holds ${max} characters, a short field 200: split it in two.`
      case 'not-a-count':
        return t`Write a whole number, such as 4, or leave it empty.`
    }
  }
}
