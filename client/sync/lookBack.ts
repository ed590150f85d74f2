import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { earlierCopies } from './deviceCopy.ts'
import type { Bringing, bringOverCopies } from './earlierCopies.ts'
import { patiently } from './patiently.ts'

/** {@link bringOverCopies}, which is loaded only where there are earlier copies. */
export async function lookBack(
  bringing: Bringing,
  document: () => BoardDocument,
  isOver: () => boolean,
): ReturnType<typeof bringOverCopies> {
  const { board, epoch, person } = bringing
  if ((await earlierCopies(board, epoch, person)).length === 0) return undefined
  const loaded = await patiently(() => import('./earlierCopies.ts'), isOver)
  return isOver() ? undefined : loaded?.bringOverCopies(bringing, document)
}
