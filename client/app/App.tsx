import { Trans } from '@lingui/react/macro'
import { lazy, Suspense, useEffect } from 'react'
import { RouterProvider } from 'react-aria-components'
import { Route, Switch, useLocation } from 'wouter'
import type { BoardId } from '../../shared/model/ids.ts'
import { useTab } from '../store/tab.ts'
import { late } from '../ui/late.tsx'
import { Shell } from './Shell.tsx'

// The first page, joining and the wall are not what one waits for at a board, so each loads by itself.
const NotFound = lazy(() => import('./NotFound.tsx'))
const HomePage = lazy(() => import('../features/home/HomePage.tsx'))
const CodePage = lazy(() => import('../features/join/CodePage.tsx'))
const WallPage = lazy(() => import('./WallPage.tsx'))
const BoardPage = late(() => import('./BoardPage.tsx'))

/** Whatever can be drawn at once afterwards: a board, whose page `start.ts` has asked for already. */
export async function loadFirstPage(path: string): Promise<void> {
  // What cannot be had now is asked for again by whoever shows it.
  if (path.startsWith('/b/')) await BoardPage.ahead().catch(() => undefined)
}

/** The addresses of the product. */
export function App() {
  const [path, navigate] = useLocation()
  const board = /^\/b\/[^/]+/.exec(path)?.[0]
  useEffect(() => {
    // A dialogue belongs to its board: one that was left open must not greet whoever comes back.
    return () => {
      if (board) useTab.getState().closeDialog()
    }
  }, [board])
  return (
    <RouterProvider
      navigate={(href) => {
        navigate(href)
      }}
    >
      <Suspense
        fallback={
          <Shell>
            <Trans>Loading…</Trans>
          </Shell>
        }
      >
        <Switch>
          <Route path="/">
            <HomePage />
          </Route>
          <Route path="/join">
            <CodePage />
          </Route>
          <Route path="/b/:board/wall">{({ board }) => <WallPage board={board as BoardId} />}</Route>
          <Route path="/b/:board/:stage?">
            {({ board, stage }) => <BoardPage key={board} board={board as BoardId} place={stage} />}
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </RouterProvider>
  )
}
