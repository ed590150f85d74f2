import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useMemo, useRef, useState } from 'react'
import * as v from 'valibot'
import { blackOut, type Passage, type Stretch } from '../../../shared/model/blackOut.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import { runsOf, tokensOf } from '../../../shared/model/pickWords.ts'
import type { Note } from '../../../shared/model/tables.ts'
import { langOf } from '../../i18n/noteWords.ts'
import { useTab } from '../../store/tab.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useBoard, useMyRole, useSession } from '../../sync/hooks.ts'
import { useCall } from '../../sync/useCall.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ProblemLine } from '../../ui/Problem.tsx'
import { Words } from '../../i18n/Words.tsx'
import styles from './BlackOut.module.css'
import { NoteGone } from './NoteGone.tsx'
import { ChooseWords, FIELDS } from './ChooseWords.tsx'

type Field = Passage['field']
/** Words chosen in a field, by their place among its tokens, and the text in which they were chosen. */
type Chosen = { readonly text: string; readonly picked: ReadonlySet<number> }
type Step = 'choose' | 'look'

/**
 * A facilitator, or the author in their own note, blacks out words for good: chooses them, sees how the note will
 * read, and says yes.
 */
export default function BlackOutDialog({
  note: id,
  onClose,
}: {
  readonly note: NoteId
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const { me } = useSession()
  const role = useMyRole()
  const note = useBoard((view) => view.notes.get(id))
  if (!note)
    return (
      <NoteGone title={t`This note was taken back`} onClose={onClose}>
        <Trans>It is no longer on the board, so there is nothing to black out.</Trans>
      </NoteGone>
    )
  if (role !== 'facilitator' && note.author !== me.authorKey)
    return (
      <NoteGone title={t`Black out words`} onClose={onClose}>
        <Trans>Only facilitators, and whoever brought this note, can do that.</Trans>
      </NoteGone>
    )
  return <BlackOutForm id={id} note={note} onClose={onClose} />
}

function BlackOutForm({
  id,
  note,
  onClose,
}: {
  readonly id: NoteId
  readonly note: Note
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const session = useSession()
  const say = useTab((tab) => tab.say)
  const { call, isBusy, problem } = useCall()
  const [step, setStep] = useState<Step>('choose')
  const [chosen, setChosen] = useState<Partial<Record<Field, Chosen>>>({})
  const tokens = useTokens(note)
  // Places in a text that somebody has changed since are places of other words.
  const pickedIn = (field: Field) => (chosen[field]?.text === note[field] ? chosen[field].picked : NOTHING)
  const hasChanged = FIELDS.some((field) => chosen[field] && chosen[field].text !== note[field])
  const stretches = Object.fromEntries(
    FIELDS.map((field) => [field, runsOf(note[field], tokens[field], pickedIn(field))]),
  ) as Record<Field, Stretch[]>
  const count = FIELDS.reduce((sum, field) => sum + pickedIn(field).size, 0)
  const pick = (field: Field, picked: ReadonlySet<number>) => {
    setChosen((before) => ({ ...before, [field]: { text: note[field], picked } }))
  }

  const confirm = async () => {
    const passages = FIELDS.flatMap((field) =>
      stretches[field].map(({ start, end }) => ({
        field,
        start,
        end,
        words: note[field].slice(start, end),
      })),
    )
    const path = boardPath(session.board, session.me.id, `/notes/${id}/redact`)
    const answer = await call(v.unknown(), 'POST', path, { passages })
    if (answer.ok) say(t`The words are blacked out for good.`)
    else if (answer.problem.code === 'still-on-disk') say(answer.problem.title, 'problem')
    else {
      setStep('choose')
      return
    }
    onClose()
  }

  if (step === 'look' && count > 0)
    return (
      <Dialog
        title={t`This is how the note will read`}
        onClose={onClose}
        isDismissable={false}
        foot={
          <>
            <Button
              look="quiet"
              onPress={() => {
                setStep('choose')
              }}
            >
              <Trans>Choose again</Trans>
            </Button>
            <Button
              look="danger"
              isDisabled={isBusy}
              onPress={() => {
                void confirm()
              }}
            >
              <Trans>Black out for good</Trans>
            </Button>
          </>
        }
      >
        <Preview note={note} stretches={stretches} />
      </Dialog>
    )
  return (
    <Dialog
      title={t`Black out words`}
      onClose={onClose}
      isDismissable={count === 0}
      foot={
        <>
          <Button look="quiet" onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            isDisabled={count === 0}
            onPress={() => {
              setStep('look')
            }}
          >
            <Trans>See how it will read</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>Choose the words that must not stand here, such as a name or an address.</Trans>
      </p>
      {hasChanged && (
        <Banner tone="gentle" isLive>
          <Trans>The note has just been changed. Choose the words again.</Trans>
        </Banner>
      )}
      <ProblemLine title={problem?.title} />
      <ChooseWords note={note} tokens={tokens} pickedIn={pickedIn} onPick={pick} />
      <p role="status" className={styles['count']}>
        <Plural value={count} _0="No words chosen yet" one="# word chosen" other="# words chosen" />
      </p>
    </Dialog>
  )
}

const NOTHING: ReadonlySet<number> = new Set()

function useTokens({ said, impression }: Note): Readonly<Record<Field, readonly Stretch[]>> {
  return useMemo(() => ({ said: tokensOf(said), impression: tokensOf(impression) }), [said, impression])
}

/** How the note will read, and what one must know before one says yes. */
function Preview({
  note,
  stretches,
}: {
  readonly note: Note
  readonly stretches: Readonly<Record<Field, readonly Stretch[]>>
}) {
  const warning = useRef<HTMLDivElement>(null)
  useEffect(() => {
    warning.current?.focus()
  }, [])
  return (
    <>
      <div ref={warning} tabIndex={-1}>
        <Banner tone="problem">
          <Trans>This cannot be undone: nobody can bring the words back, and you cannot either.</Trans>
        </Banner>
      </div>
      <p className={styles['preview']} dir="auto" lang={langOf(note)}>
        <Words>{blackOut(note.said, stretches.said)}</Words>
      </p>
      {note.impression !== '' && (
        <section className={styles['part']}>
          <h3>
            <Trans>What we made of it</Trans>
          </h3>
          <p className={styles['preview']} dir="auto">
            <Words>{blackOut(note.impression, stretches.impression)}</Words>
          </p>
        </section>
      )}
      <ul className={styles['reach']}>
        <li>
          <Trans>The words go from the board and from the server at once.</Trans>
        </li>
        <li>
          <Trans>A phone or laptop that is offline now keeps them until it opens this board again.</Trans>
        </li>
        <li>
          <Trans>
            Backups, and reports that somebody has downloaded, keep them. Whoever has these must delete them.
          </Trans>
        </li>
        <li>
          <Trans>Only this note is changed: not its place or meeting, and no other note.</Trans>
        </li>
      </ul>
    </>
  )
}
