import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { saveSetting } from '../../../shared/document/change.ts'
import { settingOf } from '../../../shared/model/board.ts'
import { limits } from '../../../shared/model/limits.ts'
import type { Charter } from '../../../shared/model/tables.ts'
import { charterNames } from '../../i18n/names.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useDocument } from '../../sync/hooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/Field.tsx'
import { DeleteBoard } from './DeleteBoard.tsx'
import styles from './Facilitation.module.css'
import { Sessions } from './Sessions.tsx'

const charterParts = ['runBy', 'why', 'whoSees', 'keptFor', 'removal', 'contact'] as const
const charterLimits: Readonly<Record<keyof Charter, number>> = {
  runBy: 1000,
  why: 2000,
  whoSees: 2000,
  keptFor: 1000,
  removal: 1000,
  contact: 1000,
}
const emptyCharter: Charter = { runBy: '', why: '', whoSees: '', keptFor: '', removal: '', contact: '' }

/** What the board says of itself, its sessions, and the end of it. */
export default function BoardSettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t, i18n } = useLingui()
  const document = useDocument()
  const say = useTab((tab) => tab.say)
  const title = useBoard((view) => settingOf(view, 'title')) ?? ''
  const purpose = useBoard((view) => settingOf(view, 'purpose')) ?? ''
  const charter = useBoard((view) => settingOf(view, 'charter')) ?? emptyCharter
  // Only what was touched here is kept apart, so that another facilitator's change to the rest stays.
  const [draft, setDraft] = useState<{ title?: string; purpose?: string; charter?: Partial<Charter> }>({})
  const next = {
    title: draft.title ?? title,
    purpose: draft.purpose ?? purpose,
    charter: { ...charter, ...draft.charter },
  }
  const [hasOpenSession, setOpenSession] = useState(false)
  const [isLeaving, setLeaving] = useState(false)
  const isChanged = Object.keys(draft).length > 0
  const isUnsaved = isChanged || hasOpenSession
  const isTitled = next.title.trim() !== ''

  const save = () => {
    if (draft.title !== undefined) saveSetting(document(), 'title', next.title.trim())
    if (draft.purpose !== undefined) saveSetting(document(), 'purpose', next.purpose.trim())
    if (draft.charter !== undefined) saveSetting(document(), 'charter', next.charter)
    setDraft({})
    say(t`What the board says of itself is changed.`)
  }

  return (
    <Dialog
      title={t`About this board`}
      onClose={() => {
        if (isUnsaved && !isLeaving) setLeaving(true)
        else onClose()
      }}
      size="wide"
      isDismissable={false}
      foot={
        <>
          {isLeaving && isUnsaved && (
            <Button look="danger" onPress={onClose}>
              <Trans>Close without saving</Trans>
            </Button>
          )}
          <Button isDisabled={!isChanged || !isTitled} onPress={save}>
            <Trans>Save the changes</Trans>
          </Button>
        </>
      }
    >
      {isLeaving && isUnsaved && (
        <Banner tone="problem" isLive>
          {isChanged ? (
            <Trans>What you wrote here is not saved yet.</Trans>
          ) : (
            <Trans>The session that you changed is not saved yet.</Trans>
          )}
        </Banner>
      )}
      <section className={styles['part']}>
        <div className={styles['fields']}>
          <TextField
            label={t`Title`}
            value={next.title}
            onChange={(value) => {
              setDraft({ ...draft, title: value })
            }}
            maxLength={limits.titleCharacters}
            fault={isTitled ? undefined : t`Give the board a title.`}
          />
          <TextField
            label={t`What it is for`}
            rows={2}
            value={next.purpose}
            onChange={(value) => {
              setDraft({ ...draft, purpose: value })
            }}
            maxLength={2000}
          />
        </div>
      </section>
      <section className={styles['part']}>
        <h3>
          <Trans>What people are told before they join</Trans>
        </h3>
        <p className={styles['soft']}>
          <Trans>
            Sensible words stand here from the start. Make them exact for your group: short is best, people
            read this on a phone.
          </Trans>
        </p>
        <div className={styles['fields']}>
          {charterParts.map((part) => (
            <TextField
              key={part}
              label={i18n._(charterNames[part])}
              rows={2}
              value={next.charter[part]}
              onChange={(value) => {
                setDraft({ ...draft, charter: { ...draft.charter, [part]: value } })
              }}
              maxLength={charterLimits[part]}
            />
          ))}
        </div>
      </section>
      <Sessions onUnsaved={setOpenSession} />
      <DeleteBoard title={title} />
    </Dialog>
  )
}
