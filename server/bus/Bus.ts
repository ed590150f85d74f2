import type { BoardId } from '../../shared/model/ids.ts'

/**
 * Carries what one process has just committed to the others that hold the same board, and awareness.
 * It may lose messages, never reorder those of one sender: the store is the truth, and whoever finds a gap
 * reads it from there. A sender does not hear itself.
 */
export interface Bus {
  publish(board: BoardId, message: BusMessage): void
  /** @returns a function that ends the subscription */
  subscribe(board: BoardId, listener: (message: BusMessage) => void): () => void
  close(): Promise<void>
}

export type BusMessage =
  | { readonly is: 'update'; readonly update: Uint8Array }
  /** The states are put into a frame when somebody is there to hear it. */
  | { readonly is: 'awareness'; states(this: void): Uint8Array }
