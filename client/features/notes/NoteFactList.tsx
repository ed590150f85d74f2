import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { NoteId } from '../../../shared/model/ids.ts'
import { noteFactsOf } from '../../../shared/model/noteFacts.ts'
import { communityWords, peopleWords } from '../../i18n/noteWords.ts'
import { useBoard, useSession } from '../../sync/hooks.ts'
import { languageName } from './ConversationFields.tsx'
import styles from './NoteDialog.module.css'

/** What is known about a note: its conversation, communities, consent to be quoted, and how it came here. */
export function NoteFactList({ note: id }: { readonly note: NoteId }) {
  const { view } = useSession()
  const note = useBoard((board) => board.notes.get(id))
  useBoard((board) => board.conversations)
  useBoard((board) => board.communities)
  const facts = noteFactsOf(view, id)
  if (!note || !facts) return null
  return (
    <dl className={styles['facts']}>
      {facts.place && <Fact name={<Trans>Where</Trans>}>{facts.place}</Fact>}
      {facts.when && <Fact name={<Trans>When</Trans>}>{facts.when}</Fact>}
      {facts.setting && <Fact name={<Trans>Meeting</Trans>}>{facts.setting}</Fact>}
      {facts.peopleHeard !== null && (
        <Fact name={<Trans>Heard</Trans>}>{peopleWords(facts.peopleHeard)}</Fact>
      )}
      {facts.communities.length > 0 && (
        <Fact name={<Trans>Communities</Trans>}>
          {facts.communities.map((fact) => (
            <div key={fact.id} dir="auto">
              {communityWords(fact)}{' '}
              <small>
                {fact.basis === 'told' ? <Trans>(they told us)</Trans> : <Trans>(our guess)</Trans>}
              </small>
            </div>
          ))}
        </Fact>
      )}
      {note.language && <Fact name={<Trans>Language</Trans>}>{languageName(note.language)}</Fact>}
      <Fact name={<Trans>Quoting</Trans>}>
        {note.quote === 'yes' && <Trans>May be quoted, without a name</Trans>}
        {note.quote === 'no' && <Trans>They said no: not to be quoted</Trans>}
        {note.quote === 'not asked' &&
          (note.kind === 'own' ? (
            <Trans>Not cleared: not quoted in public</Trans>
          ) : (
            <Trans>Nobody asked: not quoted in public</Trans>
          ))}
      </Fact>
      {note.brought !== 'written' && (
        <Fact name={<Trans>Came</Trans>}>
          {note.brought === 'imported' ? (
            <Trans>out of a file</Trans>
          ) : (
            <Trans>written down for someone else</Trans>
          )}
          {note.source && (
            <>
              {' '}
              · <bdi>{note.source}</bdi>
            </>
          )}
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </>
  )
}
