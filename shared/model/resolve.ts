import type { BoardState } from './board.ts'
import type { CommunityId } from './ids.ts'

/**
 * The community that this one was merged into, itself if into none. Two people can merge two communities into
 * each other at the same moment; then the smaller id of the ring stands for all of it.
 */
export function resolve(state: Pick<BoardState, 'communities'>, id: CommunityId): CommunityId {
  const seen: CommunityId[] = [id]
  for (;;) {
    const next = state.communities.get(seen[seen.length - 1]!)?.mergedInto
    if (!next || !state.communities.has(next)) return seen[seen.length - 1]!
    const at = seen.indexOf(next)
    if (at >= 0) return seen.slice(at).sort()[0]!
    seen.push(next)
  }
}
