import { Trans, useLingui } from '@lingui/react/macro'
import { CheckField, TextField } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import type { DraftFaults, NoteDraft } from './draft.ts'
import type { FaultWords } from './NoteFields.tsx'
import styles from './NoteFields.module.css'

/** Languages often spoken where this is used; any other that a note came with is kept. */
const languages = [
  'en',
  'cy',
  'ar',
  'bn',
  'zh',
  'fa',
  'fr',
  'gu',
  'hi',
  'ku',
  'pl',
  'ps',
  'pt',
  'pa',
  'ro',
  'so',
  'es',
  'ta',
  'ti',
  'tr',
  'uk',
  'ur',
  'vi',
  'yi',
]

/** Where and when it was, how many were heard, in which language, and for whom it is written down: all optional. */
export function ConversationFields({
  draft,
  faults,
  faultWords,
  onChange,
  isNew,
}: {
  readonly draft: NoteDraft
  readonly faults: DraftFaults
  readonly faultWords: FaultWords
  readonly onChange: (part: Partial<NoteDraft>) => void
  readonly isNew: boolean
}) {
  const { t } = useLingui()
  const isHeard = draft.kind === 'heard'
  const hasFault = faults.people ?? faults.place ?? faults.when ?? faults.setting ?? faults.source
  return (
    <details className={styles['more']} open={hasFault ? true : undefined}>
      <summary>
        <span>{isHeard ? <Trans>Where, when and how many people</Trans> : <Trans>Language</Trans>}</span>
        <span className={styles['quiet']}>{summaryOf(draft) || <Trans>optional</Trans>}</span>
      </summary>
      <div className={styles['fields']}>
        {isHeard && (
          <>
            <div className={styles['pair']}>
              <TextField
                label={t`Where`}
                hint={t`A ward, an estate, a building.`}
                value={draft.place}
                onChange={(place) => {
                  onChange({ place })
                }}
                fault={faultWords(faults.place)}
              />
              <TextField
                label={t`When`}
                hint={t`In your words: early October.`}
                value={draft.when}
                onChange={(when) => {
                  onChange({ when })
                }}
                fault={faultWords(faults.when)}
              />
              <TextField
                label={t`What kind of meeting`}
                hint={t`Food pantry, phone call, school gate.`}
                value={draft.setting}
                onChange={(setting) => {
                  onChange({ setting })
                }}
                fault={faultWords(faults.setting)}
              />
              <TextField
                label={t`How many people were heard`}
                hint={t`Empty if nobody counted.`}
                inputMode="numeric"
                value={draft.people}
                onChange={(people) => {
                  onChange({ people })
                }}
                fault={faultWords(faults.people)}
              />
            </div>
          </>
        )}
        <SelectField
          label={t`Language of the words`}
          value={draft.language}
          onChange={(language) => {
            onChange({ language })
          }}
          options={[{ value: '', label: t`Not said` }, ...languageOptions(draft.language)]}
        />
        {isHeard && isNew && (
          <CheckField
            label={t`I am writing this down for someone else`}
            isSelected={draft.isScribed}
            onChange={(isScribed) => {
              onChange({ isScribed })
            }}
          />
        )}
        {isHeard && draft.isScribed && (
          <TextField
            label={t`Whose conversation was it?`}
            hint={t`So that they can find it and take it over: “Table 3”, “the Tuesday group”.`}
            value={draft.source}
            onChange={(source) => {
              onChange({ source })
            }}
            fault={faultWords(faults.source)}
          />
        )}
      </div>
    </details>
  )
}

function summaryOf(draft: NoteDraft): string {
  const parts = draft.kind === 'heard' ? [draft.place, draft.when, draft.setting, draft.people] : []
  return [...parts, draft.language && languageName(draft.language)]
    .filter((part) => part.trim() !== '')
    .join(' · ')
}

/** Made once: a form asks for two dozen names at every key. */
const names = new Intl.DisplayNames(['en-GB'], { type: 'language' })

/** A language by its name, or by its code where the browser knows none. */
export function languageName(code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code // not a code at all: an import may bring any words
  }
}

function languageOptions(chosen: string) {
  const codes = chosen && !languages.includes(chosen) ? [chosen, ...languages] : languages
  return codes.map((code) => ({ value: code, label: languageName(code) }))
}
