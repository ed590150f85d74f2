import type * as Y from 'yjs'
import { step2Frame } from './framing.ts'

/**
 * Answers step 1 with what the document holds and a client lacks: one and the same frame for all who lack the
 * same, as when many open a board at once.
 */
export function stateAnswers(doc: Y.Doc): (stateVector: Uint8Array) => Uint8Array {
  let last: { readonly stateVector: Uint8Array; readonly frame: Uint8Array } | undefined
  doc.on('update', () => {
    last = undefined
  })
  return (stateVector) => {
    if (last && Buffer.compare(last.stateVector, stateVector) === 0) return last.frame
    const frame = step2Frame(doc, stateVector)
    last = { stateVector, frame }
    return frame
  }
}
