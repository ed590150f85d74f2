import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { newId } from '../../../shared/document/newId.ts'
import { addRecommendation, saveRecommendation } from '../../../shared/document/change.ts'
import type { RecommendationId } from '../../../shared/model/ids.ts'
import { recommendationsInOrder } from '../../../shared/model/recommendations.ts'
import { mayWriteTable } from '../../../shared/model/roles.ts'
import { useTab } from '../../store/tab.ts'
import { useBoard, useDocument, useMyRole } from '../../sync/hooks.ts'
import { EmptyHint } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { RecommendationCard } from './RecommendationCard.tsx'
import styles from './RecommendStage.module.css'

/** What we ask for: recommendations written together, each resting on themes and addressed to someone. */
export default function RecommendStage() {
  const { t } = useLingui()
  const recommendations = useBoard((view) => view.recommendations)
  const { standing, aside } = useMemo(() => recommendationsInOrder({ recommendations }), [recommendations])
  const hasThemes = useBoard((view) => view.outline.openThemes.length > 0)
  const role = useMyRole()
  const document = useDocument()
  const openDialog = useTab((tab) => tab.openDialog)
  const [justMade, setJustMade] = useState<RecommendationId>()
  const mayWrite = mayWriteTable(role, 'recommendations')
  const add = () => {
    const id = newId<RecommendationId>()
    addRecommendation(document(), id, { addressedTo: '', addedAtMs: Date.now() }, '', [])
    setJustMade(id)
  }
  const drafts = standing.filter((id) => recommendations.get(id)?.state === 'draft')
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <div>
          <h1>
            <Trans>What we ask for</Trans>
          </h1>
          <p className={styles['sub']}>
            <Trans>
              Write each request together. Say which themes it rests on and who should act. The group, not the
              tally, marks what is agreed.
            </Trans>
          </p>
        </div>
        {role === 'facilitator' && drafts.length > 0 && (
          <Button
            look="quiet"
            onPress={() => {
              openDialog({ is: 'open-round', recommendations: drafts })
            }}
          >
            <Trans>Put to the vote…</Trans>
          </Button>
        )}
      </header>
      {standing.length === 0 && (
        <EmptyHint title={t`Nothing is asked for yet`}>
          {hasThemes ? (
            <Trans>Begin with one theme: what should change, and who can change it?</Trans>
          ) : (
            <Trans>
              Requests rest on themes. Find a theme or two first, or write down a request now and say later
              what it rests on.
            </Trans>
          )}
        </EmptyHint>
      )}
      <ol className={styles['list']}>
        {standing.map((id, index) => (
          <li key={id}>
            <RecommendationCard id={id} number={index + 1} isNew={id === justMade} />
          </li>
        ))}
      </ol>
      {mayWrite && (
        <div>
          <Button onPress={add}>
            <Trans>Add a request</Trans>
          </Button>
        </div>
      )}
      {aside.length > 0 && (
        <details className={styles['aside']}>
          <summary>
            <Plural value={aside.length} one="# request set aside" other="# requests set aside" />
          </summary>
          <ul className={styles['asideList']}>
            {aside.map((id) => (
              <AsideRow key={id} id={id} mayWrite={mayWrite} />
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function AsideRow({ id, mayWrite }: { readonly id: RecommendationId; readonly mayWrite: boolean }) {
  const wording = useBoard((view) => view.texts.get(`recommendations/${id}/wording`))
  const document = useDocument()
  return (
    <li className={styles['asideRow']}>
      <span dir="auto">{wording || <Trans>(no words yet)</Trans>}</span>
      {mayWrite && (
        <Button
          look="quiet"
          size="small"
          onPress={() => {
            saveRecommendation(document(), id, { state: 'draft' })
          }}
        >
          <Trans>Bring back</Trans>
        </Button>
      )}
    </li>
  )
}
