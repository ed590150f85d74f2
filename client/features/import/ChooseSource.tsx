import { Trans, useLingui } from '@lingui/react/macro'
import { FileUp } from 'lucide-react'
import { useState } from 'react'
import { DropZone, FileTrigger, type FileDropItem } from 'react-aria-components'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import type { ImportSource } from './importCalls.ts'
import styles from './ImportDialog.module.css'

/** Where many notes come from: a file, dropped or chosen, or words that are pasted. */
export function ChooseSource({ onChoose }: { readonly onChoose: (source: ImportSource) => void }) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const takeFile = (file: File | undefined) => {
    if (file) onChoose({ is: 'file', file })
  }
  return (
    <>
      <DropZone
        className={styles['drop'] ?? ''}
        aria-label={t`Drop a file here`}
        onDrop={(event) => {
          const item = event.items.find((dropped): dropped is FileDropItem => dropped.kind === 'file')
          void item?.getFile().then(takeFile)
        }}
      >
        <FileUp size={28} aria-hidden />
        <p>
          <Trans>Drop a CSV or Excel (XLSX) file here</Trans>
        </p>
        <FileTrigger
          acceptedFileTypes={[
            '.csv',
            '.tsv',
            '.txt',
            '.xlsx',
            'text/csv',
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          ]}
          onSelect={(files) => {
            takeFile(files?.[0])
          }}
        >
          <Button look="quiet">
            <Trans>Choose a file</Trans>
          </Button>
        </FileTrigger>
      </DropZone>
      <TextField
        label={t`Or paste them here`}
        hint={t`One note a line. A list with bullets or cells copied from a spreadsheet work too.`}
        value={text}
        onChange={setText}
        rows={7}
      />
      <div>
        <Button
          isDisabled={text.trim() === ''}
          onPress={() => {
            onChoose({ is: 'text', text })
          }}
        >
          <Trans>Look at these notes</Trans>
        </Button>
      </div>
      <p className={styles['hint']}>
        <Trans>Nothing is added before you have seen it and said yes. Leave names out where you can.</Trans>
      </p>
    </>
  )
}
