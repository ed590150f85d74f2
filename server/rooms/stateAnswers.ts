import * as Y from 'yjs'
import { encodeState } from './encodeState.ts'
import { step2Frame } from './framing.ts'
import { Pace, type Steps } from './guard/steps.ts'

/**
 * Answers step 1 with what the document holds and a client lacks: one and the same frame for all who lack the
 * same, as when many open a board at once.
 * @returns steps that throw if the state vector is malformed
 */
export function stateAnswers(doc: Y.Doc): (stateVector: Uint8Array) => Steps<Uint8Array> {
  let last: { readonly stateVector: Uint8Array; readonly frame: Uint8Array } | undefined
  doc.on('update', () => {
    last = undefined
  })
  return function* (stateVector) {
    if (last && Buffer.compare(last.stateVector, stateVector) === 0) return last.frame
    const frame = step2Frame(yield* encodeState(doc, Y.decodeStateVector(stateVector), new Pace()))
    last = { stateVector, frame }
    return frame
  }
}
