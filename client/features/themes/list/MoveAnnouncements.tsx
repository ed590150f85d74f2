import { msg, plural } from '@lingui/core/macro'
import { useEffect, useSyncExternalStore } from 'react'
import { watchBoard } from '../../../../shared/document/BoardDocument.ts'
import type { PlacementKey } from '../../../../shared/model/tables.ts'
import { splitPair } from '../../../../shared/model/tableNames.ts'
import { i18n } from '../../../i18n/i18n.ts'
import { useTab } from '../../../store/tab.ts'
import { useSession } from '../../../sync/hooks.ts'
import { announce } from '../../../ui/announce.ts'
import { gatherMove, toldOf, waitBeforeMs, type GatheredMoves, type MovesTold } from './announceMoves.ts'

/** Tells those who hear the page what others moved: one sentence at most every five seconds, or never. It shows nothing. */
export default function MoveAnnouncements() {
  const session = useSession()
  const isWanted = useTab((tab) => tab.announce !== 'never')
  // The session opens a fresh document when the server refused an edit.
  const document = useSyncExternalStore(session.subscribe, () => session.document)
  useEffect(() => {
    if (!isWanted) return undefined
    const gathered: GatheredMoves = new Map()
    let saidAtMs: number | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const say = () => {
      timer = undefined
      const told = toldOf(gathered, session.view.outline.themesOf)
      gathered.clear()
      if (!told) return
      saidAtMs = Date.now()
      announce(
        sentenceOf(told, told.mostTo === null ? undefined : session.view.themes.get(told.mostTo)?.title),
      )
    }
    const stop = watchBoard(document, ({ rows, isLocal }) => {
      if (isLocal) return
      for (const key of rows.get('placements') ?? []) {
        const [note] = splitPair(key as PlacementKey)
        // The view shows the board as it was until the next frame.
        gatherMove(gathered, note, session.view.outline.themesOf.get(note))
      }
      if (gathered.size > 0) timer ??= setTimeout(say, waitBeforeMs(saidAtMs, Date.now()))
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [session, document, isWanted])
  return null
}

function sentenceOf({ count, mostTo, isAllThere }: MovesTold, title: string | undefined): string {
  const where = mostTo === null ? i18n._(msg`Not yet in a theme`) : (title ?? '')
  return isAllThere
    ? i18n._(msg`${plural(count, { one: '# note was', other: '# notes were' })} moved to “${where}”`)
    : i18n._(msg`${plural(count, { one: '# note was', other: '# notes were' })} moved, most to “${where}”`)
}
