import { Trans, useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { useId, useState } from 'react'
import { newId } from '../../../shared/document/newId.ts'
import { limits } from '../../../shared/model/limits.ts'
import type { Community } from '../../../shared/model/tables.ts'
import { familyWords } from '../../i18n/noteWords.ts'
import { useBoard } from '../../sync/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Segments, TextField } from '../../ui/Field.tsx'
import type { DraftCommunity } from './draft.ts'
import styles from './CommunityChips.module.css'

/** Which communities the people heard are part of: those that the board knows, or others in their own words. */
export function CommunityChips({
  chosen,
  onChange,
}: {
  readonly chosen: readonly DraftCommunity[]
  readonly onChange: (chosen: DraftCommunity[]) => void
}) {
  const { t } = useLingui()
  const labelId = useId()
  const panelId = useId()
  const [isOpen, setOpen] = useState(false)
  const known = useBoard((view) => view.communities)
  const nameOf = (link: DraftCommunity) => link.added?.name ?? known.get(link.community)?.name ?? ''
  return (
    <div role="group" aria-labelledby={labelId} className={styles['group']}>
      <div>
        <div id={labelId} className={styles['label']}>
          <Trans>Which communities were they part of?</Trans>
        </div>
        <div className={styles['hint']}>
          <Trans>In their own words, if they told you.</Trans>
        </div>
      </div>
      <div className={styles['chips']}>
        {chosen.map((link) => {
          const name = nameOf(link)
          return (
            <button
              key={link.community}
              type="button"
              className={styles['chip']}
              aria-label={t`Remove ${name}`}
              onClick={() => {
                onChange(chosen.filter((other) => other !== link))
              }}
            >
              <span dir="auto">{name}</span>
              {link.basis === 'guessed' && (
                <span className={styles['basis']}>
                  <Trans>our guess</Trans>
                </span>
              )}
              <X size={16} aria-hidden />
            </button>
          )
        })}
        {chosen.length < limits.communitiesPerConversation && (
          <button
            type="button"
            className={`${styles['chip']} ${styles['add']}`}
            aria-expanded={isOpen}
            aria-controls={panelId}
            onClick={() => {
              setOpen(!isOpen)
            }}
          >
            {isOpen ? (
              <Trans>Done</Trans>
            ) : (
              <>
                <Plus size={16} strokeWidth={3} aria-hidden />
                <Trans>Add</Trans>
              </>
            )}
          </button>
        )}
      </div>
      {isOpen && (
        <Chooser
          id={panelId}
          chosen={chosen}
          onAdd={(link) => {
            onChange([...chosen, link])
          }}
        />
      )}
    </div>
  )
}

function Chooser({
  id,
  chosen,
  onAdd,
}: {
  readonly id: string
  readonly chosen: readonly DraftCommunity[]
  readonly onAdd: (link: DraftCommunity) => void
}) {
  const { t } = useLingui()
  const known = useBoard((view) => view.communities)
  const [basis, setBasis] = useState<DraftCommunity['basis']>('told')
  const [name, setName] = useState('')
  const [family, setFamily] = useState<Community['family']>('interest')
  const taken = new Set<string>(chosen.map((link) => link.community))
  const offered = [...known]
    .filter(([community, row]) => row.mergedInto === null && !taken.has(community))
    .sort(([, a], [, b]) => a.name.localeCompare(b.name))
  const add = () => {
    const words = name.trim()
    if (words === '') return
    const same = offered.find(([, row]) => row.name.toLocaleLowerCase() === words.toLocaleLowerCase())
    onAdd(
      same
        ? { community: same[0], basis, added: null }
        : { community: newId(), basis, added: { name: words, family } },
    )
    setName('')
  }
  return (
    <div id={id} className={styles['chooser']}>
      <Segments
        label={t`How do we know?`}
        value={basis}
        onChange={setBasis}
        options={[
          { value: 'told', label: t`They told us` },
          { value: 'guessed', label: t`Our guess` },
        ]}
      />
      {offered.length > 0 && (
        <div className={styles['chips']}>
          {offered.map(([community, row]) => (
            <button
              key={community}
              type="button"
              className={`${styles['chip']} ${styles['add']}`}
              onClick={() => {
                onAdd({ community, basis, added: null })
              }}
            >
              <Plus size={16} strokeWidth={3} aria-hidden />
              <span dir="auto">{row.name}</span>
            </button>
          ))}
        </div>
      )}
      <TextField
        label={offered.length > 0 ? t`Another, in their own words` : t`In their own words`}
        value={name}
        onChange={setName}
        maxLength={limits.nameCharacters}
      />
      {name.trim() !== '' && (
        <>
          <Segments
            label={t`A community of…`}
            value={family}
            onChange={setFamily}
            options={(['place', 'interest', 'identity'] as const).map((value) => ({
              value,
              label: familyWords(value),
            }))}
          />
          <Button look="quiet" onPress={add}>
            <Trans>Add this community</Trans>
          </Button>
        </>
      )}
    </div>
  )
}
