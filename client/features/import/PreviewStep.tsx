import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { msg } from '@lingui/core/macro'
import type { ImportColumns, ImportPreview } from '../../../shared/protocol/api.ts'
import { Banner } from '../../ui/Banner.tsx'
import { CheckField, Segments } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import type { ImportOptions } from './importCalls.ts'
import styles from './ImportDialog.module.css'

const columnWords = {
  said: msg`What was said`,
  impression: msg`What was made of it`,
  kind: msg`Heard or own view`,
  place: msg`Place`,
  when: msg`When`,
  setting: msg`Setting`,
  people: msg`People heard`,
  communities: msg`Communities`,
  quote: msg`May be quoted`,
  source: msg`Whose conversation`,
  language: msg`Language`,
} as const satisfies Record<keyof ImportColumns, unknown>
const parts = Object.keys(columnWords) as (keyof ImportColumns)[]
const NO_COLUMN = '-1'

/** What was read and how; every choice reads afresh, and nothing is added yet. */
export function PreviewStep({
  preview,
  options,
  onChange,
}: {
  readonly preview: ImportPreview
  readonly options: ImportOptions
  readonly onChange: (options: ImportOptions) => void
}) {
  const { t } = useLingui()
  const { columns } = preview
  const isTable = preview.source.format !== 'lines'
  const columnOptions = preview.headers.map((header, index) => ({
    value: String(index),
    label: header || t`Column ${index + 1}`,
  }))
  return (
    <>
      {preview.warnings.map((warning) => (
        <Banner key={warning} tone="gentle">
          {warning}
        </Banner>
      ))}
      <div className={styles['choices']}>
        {preview.sheets.length > 1 && (
          <SelectField
            label={t`Sheet`}
            value={preview.sheet ?? ''}
            onChange={(sheet) => {
              onChange({ ...(options.kind ? { kind: options.kind } : {}), sheet })
            }}
            options={preview.sheets.map((sheet) => ({
              value: sheet.name,
              label: sheet.hidden ? t`${sheet.name} (hidden)` : sheet.name,
            }))}
          />
        )}
        <Segments
          label={t`These notes are`}
          value={options.kind ?? 'heard'}
          onChange={(kind) => {
            onChange({ ...options, kind })
          }}
          options={[
            { value: 'heard', label: t`What was heard`, tint: 'heard' },
            { value: 'own', label: t`Own views`, tint: 'own' },
          ]}
        />
        {isTable && (
          <CheckField
            label={t`The first row holds the names of the columns`}
            isSelected={preview.hasHeader}
            onChange={(hasHeader) => {
              onChange({ ...withoutColumns(options), hasHeader })
            }}
          />
        )}
      </div>
      {isTable && columns && (
        <fieldset className={styles['columns']}>
          <legend>
            <Trans>Which column is what</Trans>
          </legend>
          {parts.map((part) => (
            <SelectField
              key={part}
              label={t(columnWords[part])}
              value={String(columns[part] ?? NO_COLUMN)}
              onChange={(value) => {
                onChange({
                  ...options,
                  columns: { ...columns, [part]: value === NO_COLUMN ? null : Number(value) },
                })
              }}
              options={
                part === 'said'
                  ? columnOptions
                  : [{ value: NO_COLUMN, label: t`not in this file` }, ...columnOptions]
              }
            />
          ))}
        </fieldset>
      )}
      <FirstRows preview={preview} />
      <Faults preview={preview} />
    </>
  )
}

/** Columns were chosen for another reading of the file. */
function withoutColumns({ columns: _, ...rest }: ImportOptions): ImportOptions {
  return rest
}

function FirstRows({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useLingui()
  if (preview.firstRows.length === 0)
    return (
      <p>
        <Trans>Nothing in this can be read as a note.</Trans>
      </p>
    )
  return (
    <section aria-label={t`The first rows`}>
      <h3>
        <Trans>The first rows</Trans>
      </h3>
      {/* Focusable, so that a wide table can be scrolled by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles['scroll']} tabIndex={0} role="group" aria-label={t`The first rows as a table`}>
        <table className={styles['rows']}>
          {preview.headers.length > 0 && (
            <thead>
              <tr>
                {preview.headers.map((header, index) => (
                  <th key={index} scope="col" dir="auto">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {preview.firstRows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} dir="auto">
                    {cell.length > 160 ? `${cell.slice(0, 160)}…` : cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles['hint']}>
        <Plural
          value={preview.readable}
          one="# row can be added as a note."
          other="# rows can be added as notes."
        />
      </p>
    </section>
  )
}

function Faults({ preview }: { readonly preview: ImportPreview }) {
  if (preview.faultCount === 0) return null
  return (
    <details className={styles['faults']} open>
      <summary>
        <Plural value={preview.faultCount} one="# row cannot be read" other="# rows cannot be read" />
      </summary>
      <ul>
        {preview.faults.map((fault) => (
          <li key={`${fault.line}-${fault.why}`}>
            <b>
              <Trans>Line {fault.line}</Trans>
            </b>
            : {fault.why} {fault.text && <q dir="auto">{fault.text.slice(0, 120)}</q>}
          </li>
        ))}
      </ul>
      {preview.faultCount > preview.faults.length && (
        <p>
          <Trans>The first {preview.faults.length} are listed.</Trans>
        </p>
      )}
    </details>
  )
}
