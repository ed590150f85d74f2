import * as Y from 'yjs'
import { encodeState } from './encodeState.ts'
import { step1Frame, step2Frame } from './framing.ts'
import { Pace, type Steps } from './guard/steps.ts'

/** What is said about the whole of a document; kept until it changes, since many open a board at once. */
export type StateFrames = {
  /** Step 1: asks for what the document lacks. */
  question(this: void): Uint8Array
  /**
   * Step 2: what the document holds and someone lacks; one and the same frame for all who lack the same.
   * @returns steps that throw if the state vector is malformed
   */
  answer(this: void, stateVector: Uint8Array): Steps<Uint8Array>
}

export function stateFrames(doc: Y.Doc): StateFrames {
  let question: Uint8Array | undefined
  let last: { readonly stateVector: Uint8Array; readonly frame: Uint8Array } | undefined
  doc.on('update', () => {
    question = last = undefined
  })
  return {
    question: () => (question ??= step1Frame(doc)),
    *answer(stateVector) {
      if (last && Buffer.compare(last.stateVector, stateVector) === 0) return last.frame
      const frame = step2Frame(yield* encodeState(doc, Y.decodeStateVector(stateVector), new Pace()))
      last = { stateVector, frame }
      return frame
    },
  }
}
