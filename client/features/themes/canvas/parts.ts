import { createContext, use } from 'react'
import { useBoard, useSession, type Session } from '../../../sync/hooks.ts'
import { setPlaceOfNewTheme } from '../newThemePlace.ts'
import { freePlace, withRoomToGrow } from './arrange.ts'
import { Camera } from './camera.ts'
import { cardSource, type CardSource } from './cardFacts.ts'
import { NEW_FRAME, ROOM } from './geometry.ts'
import { Hands } from './Hands.ts'
import { createHolding, type HoldingStore } from './holding.ts'
import { matchKeeper } from './matching.ts'
import { selectionKeeper } from './othersSelection.ts'
import { createReach, type ReachStore } from './reach.ts'
import { sceneKeeper, type Scene, type SceneBoard } from './scene.ts'
import { trayKeeper } from './trayNotes.ts'
import { visibleKeeper } from './visible.ts'

/** What the parts of the table share in one tab: where one looks, what lies where, what is in hand. */
export type TableParts = {
  readonly camera: Camera
  readonly sceneOf: (board: SceneBoard) => Scene
  readonly visibleOf: ReturnType<typeof visibleKeeper>
  readonly trayOf: ReturnType<typeof trayKeeper>
  readonly matches: ReturnType<typeof matchKeeper>
  readonly selections: ReturnType<typeof selectionKeeper>
  readonly useHolding: HoldingStore
  readonly hands: Hands
  readonly useReach: ReachStore
  readonly cards: CardSource
}

const known = new WeakMap<Session, TableParts>()

/** The parts for a session, made once: whoever leaves the stage and comes back looks where they looked before. */
export function partsFor(session: Session): TableParts {
  let parts = known.get(session)
  if (!parts) {
    const useHolding = createHolding()
    const matches = matchKeeper(session.me.authorKey)
    const selections = selectionKeeper()
    const useReach = createReach()
    parts = {
      camera: new Camera(),
      sceneOf: sceneKeeper(),
      visibleOf: visibleKeeper(),
      trayOf: trayKeeper(),
      matches,
      selections,
      useHolding,
      hands: new Hands(),
      useReach,
      cards: cardSource(session, { selections, matches, useHolding, useReach }),
    }
    known.set(session, parts)
  }
  return parts
}

export const TableContext = createContext<TableParts | undefined>(undefined)

/** The table's parts. @throws outside the stage of themes */
export function useTable(): TableParts {
  const parts = use(TableContext)
  if (!parts) throw new Error('useTable is called outside the stage of themes')
  return parts
}

/** What a selector picks from the scene: a box, say, whose identity changes only with what is in it. */
export function useScene<T>(select: (scene: Scene) => T): T {
  const { sceneOf } = useTable()
  return useBoard((view) => select(sceneOf(view)))
}

/** Asks that the theme about to be named lies in what one sees, where there is room. */
export function useAskingForPlace(): () => void {
  const session = useSession()
  const { sceneOf, camera } = useTable()
  return () => {
    const { frames, loose } = sceneOf(session.view)
    const { x, y, width } = camera.view
    const origin = { x: x + ROOM, y: y + ROOM }
    setPlaceOfNewTheme(
      freePlace(NEW_FRAME, [...withRoomToGrow(frames.values()), ...loose.values()], origin, width - 2 * ROOM),
    )
  }
}

/** The scene at this moment, for acting on it. */
export function useSceneNow(): () => Scene {
  const session = useSession()
  const { sceneOf } = useTable()
  return () => sceneOf(session.view)
}
