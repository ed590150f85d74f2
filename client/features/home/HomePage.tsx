import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { boardList } from '../../../shared/protocol/api.ts'
import { useLoaded } from '../../sync/useCall.ts'
import { Page, Sheet } from '../../ui/Page.tsx'
import { CodeForm } from './CodeForm.tsx'
import { ExampleButton } from './ExampleButton.tsx'
import styles from './HomePage.module.css'
import { MakeBoardForm } from './MakeBoardForm.tsx'
import { Picture } from './Picture.tsx'
import { YourBoards } from './YourBoards.tsx'

/** The first page: what this is, the boards this browser knows, and the ways in. */
export default function HomePage() {
  const { t } = useLingui()
  const loaded = useLoaded(boardList, '/api/boards')
  useEffect(() => {
    document.title = t`Common Thread`
  }, [t])
  const boards = loaded.is === 'ready' ? loaded.value.boards : []
  return (
    <Page>
      <div className={styles['hero']}>
        <div>
          <h1>
            <Trans>Make sense together of what people told you</Trans>
          </h1>
          <p className={styles['lead']}>
            <Trans>
              A live board on which a group brings notes of its conversations, finds what they have in common,
              agrees what to ask for, and hands on a report that everyone can check.
            </Trans>
          </p>
        </div>
        <div className={styles['picture']}>
          <Picture />
        </div>
      </div>
      <div className={styles['columns']}>
        <div className={styles['column']}>
          {boards.length > 0 && <YourBoards boards={boards} />}
          <Sheet>
            <h2>
              <Trans>Make a board</Trans>
            </h2>
            <p className={styles['sheetHint']}>
              <Trans>
                You become its facilitator. You get links for everyone else, and can change all of this later.
              </Trans>
            </p>
            <MakeBoardForm />
          </Sheet>
        </div>
        <div className={styles['column']}>
          <Sheet>
            <h2>
              <Trans>Join with a code</Trans>
            </h2>
            <CodeForm />
          </Sheet>
          <Sheet>
            <h2>
              <Trans>Look around first</Trans>
            </h2>
            <p className={styles['sheetHint']}>
              <Trans>
                A board of your own with about 40 notes, themes and a vote in it. Try anything: nobody else
                sees it.
              </Trans>
            </p>
            <ExampleButton />
          </Sheet>
        </div>
      </div>
    </Page>
  )
}
