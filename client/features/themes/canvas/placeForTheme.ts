import { freePlace, withRoomToGrow } from './arrange.ts'
import { FRAME_WIDTH, NEW_FRAME, ROOM, type Point } from './geometry.ts'
import { sceneKeeper, type SceneBoard } from './scene.ts'

/** As many frames lie beside each other before a new row begins, when nobody says where a theme should lie. */
const FRAMES_IN_A_ROW = 3

/** A free place for a theme that was begun where no canvas is in sight: from the list, say. */
export function placeForTheme(board: SceneBoard): Point {
  const { frames, loose, bounds } = sceneKeeper()(board)
  const origin = bounds ? { x: bounds.x, y: bounds.y } : { x: 0, y: 0 }
  const taken = [...withRoomToGrow(frames.values()), ...loose.values()]
  return freePlace(NEW_FRAME, taken, origin, FRAMES_IN_A_ROW * (FRAME_WIDTH + ROOM))
}
