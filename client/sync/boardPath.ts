import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'

/** The path of a call about one board, made as one of the people whom this browser holds there. */
export function boardPath(board: BoardId, as: ParticipantId | undefined, path: string): string {
  const separator = path.includes('?') ? '&' : '?'
  return `/api/boards/${board}${path}${as ? `${separator}as=${as}` : ''}`
}
