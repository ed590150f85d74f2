import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { mayWrite } from '../../../shared/model/roles.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { announce } from '../../ui/announce.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { EveryonesNotes } from './EveryonesNotes.tsx'
import { MyNotes } from './MyNotes.tsx'
import { NoteForm } from './NoteForm.tsx'
import styles from './NotesStage.module.css'
import { useIsWide } from './useIsWide.ts'
import { useNoteForm, type NoteForm as Form } from './useNoteForm.ts'

/** "Bring notes": a form for what a conversation brought, one's own notes, and everyone's. */
export default function NotesStage() {
  const { t } = useLingui()
  const isWide = useIsWide()
  const canWrite = mayWrite(useMyRole())
  const form = useNoteForm()
  const [chosen, setChosen] = useState<string>()
  const panels =
    canWrite && !isWide ? ['add', 'mine', 'everyone'] : canWrite ? ['mine', 'everyone'] : ['everyone']
  const open = chosen !== undefined && panels.includes(chosen) ? chosen : panels[0]!
  const addPart = <AddPart form={form} />
  return (
    <div className={styles['stage']}>
      <h1 className="visually-hidden">
        <Trans>Bring notes</Trans>
      </h1>
      {isWide && canWrite && (
        <section className={styles['beside']} aria-label={t`Add a note`}>
          <h2>
            <Trans>Add a note</Trans>
          </h2>
          {addPart}
        </section>
      )}
      <section className={styles['lists']} aria-labelledby="notes-shared">
        <h2 id="notes-shared" className="visually-hidden">
          <Trans>Notes of this board</Trans>
        </h2>
        {!canWrite && (
          <Banner tone="gentle">
            <Trans>
              You are here as a guest, who reads only. Ask the facilitator for a member’s link to bring notes.
            </Trans>
          </Banner>
        )}
        <Tabs
          selectedKey={open}
          onSelectionChange={(key) => {
            setChosen(String(key))
          }}
          className={styles['tabs'] ?? ''}
        >
          <TabList aria-label={t`Notes`} className={styles['tabList'] ?? ''}>
            {panels.includes('add') && (
              <Tab id="add" className={styles['tab'] ?? ''}>
                <Trans>Add</Trans>
              </Tab>
            )}
            {panels.includes('mine') && (
              <Tab id="mine" className={styles['tab'] ?? ''}>
                <MineLabel />
              </Tab>
            )}
            <Tab id="everyone" className={styles['tab'] ?? ''}>
              <EveryoneLabel />
            </Tab>
          </TabList>
          {panels.includes('add') && (
            <TabPanel id="add" className={styles['addPanel'] ?? ''}>
              {addPart}
            </TabPanel>
          )}
          {panels.includes('mine') && (
            <TabPanel id="mine" className={styles['panel'] ?? ''}>
              <MyNotes />
            </TabPanel>
          )}
          <TabPanel id="everyone" className={styles['panel'] ?? ''}>
            <EveryonesNotes />
          </TabPanel>
        </Tabs>
      </section>
    </div>
  )
}

function MineLabel() {
  const { me } = useSession()
  const count = useBoard((view) =>
    view.outline.notes.reduce((sum, id) => sum + (view.notes.get(id)?.author === me.authorKey ? 1 : 0), 0),
  )
  return <Trans>My notes {count}</Trans>
}

function EveryoneLabel() {
  const count = useBoard((view) => view.outline.notes.length)
  return <Trans>Everyone {count}</Trans>
}

function AddPart({ form }: { readonly form: Form }) {
  const { t } = useLingui()
  const say = useTab((tab) => tab.say)
  const openDialog = useTab((tab) => tab.openDialog)
  const share = () => {
    if (form.share()) say(t`Your note is shared with the group.`)
    else announce(t`This note is not shared yet. See what is missing.`)
  }
  return (
    <>
      <div className={styles['form']}>
        <NoteForm form={form} />
        <div className={styles['many']}>
          <span>
            <Trans>Many notes at once?</Trans>
          </span>
          <Button
            look="quiet"
            size="small"
            onPress={() => {
              openDialog({ is: 'import' })
            }}
          >
            <Trans>Paste or drop a file</Trans>
          </Button>
        </div>
      </div>
      <div className={styles['share']}>
        {form.isUnshared && (
          <p className={styles['unshared']}>
            <Trans>Not shared yet: kept on this device only</Trans>
          </p>
        )}
        <Button wide onPress={share}>
          <Trans>Share this note with the group</Trans>
        </Button>
      </div>
    </>
  )
}
