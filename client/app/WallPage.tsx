import { Trans, useLingui } from '@lingui/react/macro'
import { lazy } from 'react'
import type { BoardId } from '../../shared/model/ids.ts'
import { Wall } from '../features/wall/Wall.tsx'
import { SessionContext, useStatus } from '../sync/hooks.ts'
import { Page, Sheet } from '../ui/Page.tsx'
import { Loading } from './Loading.tsx'
import { useBoardSession } from './useBoardSession.ts'

const NobodyPage = lazy(() =>
  import('../features/join/NobodyPage.tsx').then(({ NobodyPage }) => ({ default: NobodyPage })),
)

/** The wall's address: the board for a projector, as seen by the person whom this browser is. */
export default function WallPage({ board }: { readonly board: BoardId }) {
  const { t } = useLingui()
  const opening = useBoardSession(board, 0, true)
  switch (opening.is) {
    case 'opening':
    case 'glance':
      return (
        <Loading>
          <Trans>Opening the wall…</Trans>
        </Loading>
      )
    case 'nobody':
      return <NobodyPage />
    case 'failed':
      return (
        <Page isNarrow>
          <Sheet label={t`The board could not be opened`}>
            <h1>{opening.problem.title}</h1>
          </Sheet>
        </Page>
      )
    case 'open':
      return (
        <SessionContext value={opening.session}>
          <WallWhileItLasts />
        </SessionContext>
      )
  }
}

/** A board that was deleted, or that this browser is off, does not stay on the projector. */
function WallWhileItLasts() {
  const save = useStatus((status) => status.save)
  const isOver =
    save.is === 'ended' && (save.why === 'erased' || save.why === 'removed' || save.why === 'signed-out')
  return isOver ? <NobodyPage /> : <Wall />
}
