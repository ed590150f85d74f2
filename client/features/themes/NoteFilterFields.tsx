import { useLingui } from '@lingui/react/macro'
import { useTab, type NoteFilter } from '../../store/tab.ts'
import { SearchField } from '../../ui/SearchField.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import styles from './NoteFilterFields.module.css'

/** Which notes are asked for: found as one types, and by whose voice they are. */
export function NoteFilterFields() {
  const { t } = useLingui()
  const filter = useTab((tab) => tab.filter)
  const { setFilter } = useTab.getState()
  return (
    <div className={styles['fields']} role="search">
      <SearchField
        label={t`Search notes`}
        placeholder={t`Search notes…`}
        value={filter.words}
        onChange={(words) => {
          setFilter({ words })
        }}
      />
      <SelectField<NoteFilter['kind']>
        label={t`Which notes`}
        isLabelHidden
        value={filter.kind}
        onChange={(kind) => {
          setFilter({ kind })
        }}
        options={[
          { value: 'all', label: t`All notes` },
          { value: 'heard', label: t`Heard from others` },
          { value: 'own', label: t`Own views` },
          { value: 'mine', label: t`Brought by me` },
        ]}
      />
    </div>
  )
}
