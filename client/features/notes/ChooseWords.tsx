import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Passage, Stretch } from '../../../shared/model/blackOut.ts'
import { placesOf } from '../../../shared/model/pickWords.ts'
import type { Note } from '../../../shared/model/tables.ts'
import { langOf } from '../../i18n/noteWords.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckField, TextField } from '../../ui/Field.tsx'
import styles from './BlackOut.module.css'
import { WordPicker } from './WordPicker.tsx'

type Field = Passage['field']
export const FIELDS: readonly Field[] = ['said', 'impression']

/** The note's words to choose from, one by one, by stretches, or wherever typed words stand. */
export function ChooseWords({
  note,
  tokens,
  pickedIn,
  onPick,
}: {
  readonly note: Note
  readonly tokens: Readonly<Record<Field, readonly Stretch[]>>
  readonly pickedIn: (field: Field) => ReadonlySet<number>
  readonly onPick: (field: Field, picked: ReadonlySet<number>) => void
}) {
  const { t } = useLingui()
  const [isStretch, setStretch] = useState(false)
  const [wanted, setWanted] = useState('')
  const [found, setFound] = useState<number>()
  const find = () => {
    let places = 0
    for (const field of FIELDS) {
      const here = placesOf(wanted, note[field])
      places += here.length
      const more = tokens[field].flatMap((token, i) =>
        here.some((place) => place.start < token.end && place.end > token.start) ? [i] : [],
      )
      if (more.length > 0) onPick(field, new Set([...pickedIn(field), ...more]))
    }
    setFound(places)
  }
  const names: Readonly<Record<Field, string>> = {
    said: t`What was said`,
    impression: t`What we made of it`,
  }
  return (
    <>
      {FIELDS.filter((field) => tokens[field].length > 0).map((field) => (
        <section key={field} className={styles['part']}>
          <h3>{names[field]}</h3>
          <WordPicker
            label={names[field]}
            text={note[field]}
            lang={field === 'said' ? langOf(note) : undefined}
            tokens={tokens[field]}
            picked={pickedIn(field)}
            isStretch={isStretch}
            onPick={(picked) => {
              onPick(field, picked)
            }}
          />
        </section>
      ))}
      <CheckField
        label={<Trans>Choose a whole stretch: its first word, then its last</Trans>}
        isSelected={isStretch}
        onChange={setStretch}
      />
      <form
        className={styles['find']}
        onSubmit={(event) => {
          event.preventDefault()
          find()
        }}
      >
        <TextField
          label={t`Or type words, to choose every place where they stand`}
          value={wanted}
          onChange={(next) => {
            setWanted(next)
            setFound(undefined)
          }}
          autoComplete="off"
        />
        <Button look="quiet" type="submit" isDisabled={wanted.trim() === ''}>
          <Trans>Choose them</Trans>
        </Button>
      </form>
      <p role="status" className={styles['found']}>
        {found !== undefined && (
          <Plural
            value={found}
            _0="These words do not stand in this note."
            one="Chosen in # place."
            other="Chosen in # places."
          />
        )}
      </p>
    </>
  )
}
