import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { settingOf } from '../../../shared/model/board.ts'
import { charterNames } from '../../i18n/names.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { Button, ButtonLink } from '../../ui/Button.tsx'
import { JourneySteps } from './JourneySteps.tsx'
import styles from './WelcomeStage.module.css'

const told = ['runBy', 'why', 'whoSees', 'keptFor', 'removal', 'contact'] as const

/** The first stage: what this is for, how far the group has come, and what to do first. */
export default function WelcomeStage() {
  const { i18n } = useLingui()
  const purpose = useBoard((view) => settingOf(view, 'purpose'))
  const title = useBoard((view) => settingOf(view, 'title'))
  const charter = useBoard((view) => settingOf(view, 'charter'))
  return (
    <div className={styles['page']}>
      <h1 className={styles['purpose']} dir="auto">
        {purpose?.trim() ? purpose : title}
      </h1>
      <SoFar />
      <div className={styles['columns']}>
        <section className={styles['sheet']}>
          <h2>
            <Trans>What to do first</Trans>
          </h2>
          <FirstThing />
          <JourneySteps />
        </section>
        {charter && (
          <section className={styles['sheet']}>
            <h2>
              <Trans>Good to know</Trans>
            </h2>
            {told
              .filter((part) => charter[part].trim() !== '')
              .map((part) => (
                <div key={part} className={styles['part']}>
                  <h3>{i18n._(charterNames[part])}</h3>
                  <p dir="auto">{charter[part]}</p>
                </div>
              ))}
          </section>
        )}
      </div>
    </div>
  )
}

function SoFar() {
  const notes = useBoard((view) => view.outline.notes.length)
  const themes = useBoard((view) => view.outline.openThemes.length)
  const conversations = useBoard((view) => view.conversations.size)
  const asks = useBoard(
    (view) => [...view.recommendations.values()].filter(({ state }) => state !== 'set aside').length,
  )
  if (notes === 0) return null
  return (
    <ul className={styles['counts']}>
      <li>
        <strong>{notes}</strong>
        <span>
          <Plural value={notes} one="note so far" other="notes so far" />
        </span>
      </li>
      {conversations > 0 && (
        <li>
          <strong>{conversations}</strong>
          <span>
            <Plural value={conversations} one="conversation" other="conversations" />
          </span>
        </li>
      )}
      {themes > 0 && (
        <li>
          <strong>{themes}</strong>
          <span>
            <Plural value={themes} one="theme" other="themes" />
          </span>
        </li>
      )}
      {asks > 0 && (
        <li>
          <strong>{asks}</strong>
          <span>
            <Plural value={asks} one="thing we ask for" other="things we ask for" />
          </span>
        </li>
      )}
    </ul>
  )
}

/** The one thing that helps most now, for one's role. */
function FirstThing(): ReactNode {
  const { board } = useSession()
  const role = useMyRole()
  const openDialog = useTab((tab) => tab.openDialog)
  const hasNotes = useBoard((view) => view.outline.notes.length > 0)
  if (role === 'facilitator') {
    return (
      <>
        <p>
          <Trans>Check what people are told before they join, then invite them. They arrive here.</Trans>
        </p>
        <div className={styles['first']}>
          <Button
            onPress={() => {
              openDialog({ is: 'invite' })
            }}
          >
            <Trans>Invite people</Trans>
          </Button>
          <Button
            look="quiet"
            onPress={() => {
              openDialog({ is: 'board-settings' })
            }}
          >
            <Trans>About this board</Trans>
          </Button>
        </div>
      </>
    )
  }
  if (role === 'observer') {
    return (
      <>
        <p>
          <Trans>You read along. Look at any stage you like: nothing you do here changes the board.</Trans>
        </p>
        <div className={styles['first']}>
          <ButtonLink href={`/b/${board}/themes`}>
            <Trans>See the themes</Trans>
          </ButtonLink>
        </div>
      </>
    )
  }
  return (
    <>
      <p>
        {hasNotes ? (
          <Trans>Add what you heard, or read what others brought. Keep names out of it.</Trans>
        ) : (
          <Trans>
            Bring the first note: what somebody said to you, in their words. Keep names out of it.
          </Trans>
        )}
      </p>
      <div className={styles['first']}>
        <ButtonLink href={`/b/${board}/notes`}>
          <Trans>Bring a note</Trans>
        </ButtonLink>
      </div>
    </>
  )
}
