import type { BoardId } from '../../../shared/model/ids.ts'
import type { Batches } from './batches.ts'

/** By what numbers the updates beside each board's snapshot are stored. */
export type Tails = {
  /** Oldest first. */
  of(board: BoardId): readonly number[]
  /** Boards that have any. */
  boards(): readonly BoardId[]
  /** This one was stored. Told like the others after the commit: what is rolled back was never there. */
  added(board: BoardId, seq: number): void
  /** Those up to this number are gone, or all of them. */
  dropped(board: BoardId, throughSeq?: number): void
}

/**
 * Kept in memory, and read when the file is opened. An index would have a page for each board's end, which every
 * flush would write for each board that gained something, and the next checkpoint once more: two thirds as much
 * again as the updates themselves.
 */
export function tailsOf(batches: Batches): Tails {
  const seqs = new Map<BoardId, number[]>()
  const added = (board: BoardId, seq: number) => {
    const own = seqs.get(board)
    if (own) own.push(seq)
    else seqs.set(board, [seq])
  }
  batches.each((seq, boards) => {
    for (const board of boards) added(board, seq)
  })
  return {
    of: (board) => seqs.get(board) ?? [],
    boards: () => [...seqs.keys()],
    added,
    dropped(board, throughSeq = Infinity) {
      const left = (seqs.get(board) ?? []).filter((seq) => seq > throughSeq)
      if (left.length > 0) seqs.set(board, left)
      else seqs.delete(board)
    },
  }
}
