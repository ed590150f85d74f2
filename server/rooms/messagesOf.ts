import * as Y from 'yjs'
import type { Stored } from './flushQueue.ts'

/**
 * Merging decodes what it merges, so what is long goes out as it is. The pieces of a long update come all at once:
 * merging them in one go would keep everyone waiting.
 */
const LONG_BYTES = 2 * 1024
const MOST_MERGED_BYTES = 32 * 1024

/** What was stored as messages, in its order: the small ones that follow one another as one. */
export function messagesOf(stored: readonly Stored[]): Uint8Array[] {
  const messages: Uint8Array[] = []
  let gathered: Uint8Array[] = []
  let bytes = 0
  const finish = () => {
    const [first, ...more] = gathered
    if (first) messages.push(more.length > 0 ? Y.mergeUpdates(gathered) : first)
    gathered = []
    bytes = 0
  }
  for (const { update } of stored) {
    if (update.length > LONG_BYTES || bytes + update.length > MOST_MERGED_BYTES) finish()
    gathered.push(update)
    bytes += update.length
    if (update.length > LONG_BYTES) finish()
  }
  finish()
  return messages
}
