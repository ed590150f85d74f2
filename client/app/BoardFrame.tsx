import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, useCallback, useEffect, useRef } from 'react'
import { settingOf } from '../../shared/model/board.ts'
import type { ParticipantId } from '../../shared/model/ids.ts'
import type { Stage } from '../../shared/model/stages.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { stageNames } from '../i18n/names.ts'
import { useTab } from '../store/tab.ts'
import { useBoard, useStatus } from '../sync/hooks.ts'
import { late } from '../ui/late.tsx'
import { BoardDialogs } from './BoardDialogs.tsx'
import styles from './BoardFrame.module.css'
import { EndedBanner } from './EndedBanner.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { GroupBar } from './GroupBar.tsx'
import { Header } from './Header.tsx'
import { KeptWordsBar } from './KeptWordsBar.tsx'
import { Loading } from './Loading.tsx'
import { Messages } from './Messages.tsx'
import { StageBar } from './StageBar.tsx'
import { stagePages } from './stagePages.tsx'
import { StoreFailingBanner } from './StoreFailingBanner.tsx'
import { useStagePlace } from './useStagePlace.ts'

// Boards are set back seldom.
const RestoredBanner = late(() => import('./RestoredBanner.tsx'))

/** The board's frame: who and where one is, what is saved, the stages, and the stage one looks at. */
export function BoardFrame({
  place,
  seats,
  onActAs,
}: {
  readonly place: string | undefined
  readonly seats: readonly ParticipantHere[]
  readonly onActAs: (participant: ParticipantId) => void
}) {
  const { t, i18n } = useLingui()
  const main = useRef<HTMLElement>(null)
  const restored = useStatus((status) => status.restored)
  const say = useTab((tab) => tab.say)
  const title = useBoard((view) => settingOf(view, 'title')) ?? ''
  const onFollowed = useCallback(
    (stage: Stage) => {
      const name = i18n._(stageNames[stage])
      say(t`The group has moved to: ${name}`)
    },
    [i18n, say, t],
  )
  const stagePlace = useStagePlace(place, onFollowed)
  const { shown } = stagePlace
  const stageName = i18n._(stageNames[shown])
  useEffect(() => {
    document.title = t`${stageName} · ${title} · Common Thread`
  }, [stageName, title, t])
  const stageBefore = useRef(shown)
  useEffect(() => {
    if (stageBefore.current === shown) return
    stageBefore.current = shown
    // What had the focus may have gone with the stage before; then it begins afresh at the top of this one.
    if (document.activeElement === document.body && main.current) focusQuietly(main.current)
    main.current?.scrollTo(0, 0)
  }, [shown])

  const StagePage = stagePages[shown]
  return (
    <div className={styles['app']}>
      <button
        type="button"
        className={styles['skip']}
        onClick={() => {
          main.current?.focus()
        }}
      >
        <Trans>Skip to {stageName}</Trans>
      </button>
      <Header title={title} stagePlace={stagePlace} />
      <StageBar stagePlace={stagePlace} />
      <aside className={styles['strips']} aria-label={t`Notices`}>
        <EndedBanner />
        {restored && (
          <Suspense>
            <RestoredBanner {...restored} />
          </Suspense>
        )}
        <StoreFailingBanner />
        <GroupBar stagePlace={stagePlace} />
        <KeptWordsBar />
      </aside>
      <main
        ref={main}
        id="main"
        // It scrolls, by the arrow keys too, also where there is nothing in it to press.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={styles['main']}
        aria-label={stageName}
      >
        <ErrorBoundary key={shown}>
          <Suspense
            fallback={
              <Loading>
                <Trans>Loading…</Trans>
              </Loading>
            }
          >
            <StagePage />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Messages />
      <BoardDialogs seats={seats} onActAs={onActAs} />
    </div>
  )
}

/** Gives an element the focus without a ring around it, until it loses it again. */
function focusQuietly(element: HTMLElement): void {
  element.dataset['quiet'] = ''
  element.addEventListener(
    'blur',
    () => {
      delete element.dataset['quiet']
    },
    { once: true },
  )
  element.focus({ preventScroll: true })
}
