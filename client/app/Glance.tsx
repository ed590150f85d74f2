import { msg } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ComponentType } from 'react'
import { settingOf } from '../../shared/model/board.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { partsFor } from '../features/themes/canvas/parts.ts'
import { NARROW } from '../features/themes/narrow.ts'
import { i18n } from '../i18n/i18n.ts'
import { useTab } from '../store/tab.ts'
import { GlanceSession } from '../sync/GlanceSession.ts'
import { SessionContext, type Session } from '../sync/hooks.ts'
import { announce } from '../ui/announce.ts'
import { Banner } from '../ui/Banner.tsx'
import { BoardFrame } from './BoardFrame.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import styles from './Glance.module.css'
import { Shell } from './Shell.tsx'

/** What one sees first of a large board, until all of it has come. */
export type Glance = {
  readonly Page: ComponentType<{ readonly place: string | undefined }>
  /** Before the board itself is drawn: what was seen on the canvas stays where it was. */
  leadTo(this: void, session: Session): void
}

/** Reads a glance. @throws when it cannot be read */
export function openGlance(board: BoardId, me: ParticipantHere, bytes: Uint8Array): Glance {
  const view = useTab.getState().themesView ?? (matchMedia(NARROW).matches ? 'list' : 'board')
  const session = new GlanceSession(board, me, bytes, view === 'board')
  return {
    Page: ({ place }) => <GlancePage session={session} place={place} />,
    leadTo: (next) => {
      partsFor(next).camera.goOnFrom(partsFor(session).camera)
      announce(i18n._(msg`All of the board is here.`))
    },
  }
}

/** The board as it will be, as far as it is there. Nothing in it can be pressed or written: no word can be lost. */
function GlancePage({ session, place }: { readonly session: Session; readonly place: string | undefined }) {
  const shell = (
    <Shell>
      <Trans>Opening the board…</Trans>
    </Shell>
  )
  // On the other stages there would be little to see.
  if ((place ?? settingOf(session.view, 'stage')?.stage) !== 'themes') return shell
  return (
    <ErrorBoundary instead={shell}>
      <SessionContext value={session}>
        <div inert className={styles['glance']}>
          <BoardFrame place={place} seats={[]} onActAs={() => undefined} />
        </div>
        <div className={styles['notice']}>
          <Banner tone="gentle" isLive>
            <Trans>The first notes are here. The rest of the board is on its way.</Trans>
          </Banner>
        </div>
      </SessionContext>
    </ErrorBoundary>
  )
}
