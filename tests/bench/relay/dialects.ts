import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { messageKinds } from '../../../shared/protocol/messages.ts'

/** What a relay sent, as far as the benchmark counts it. */
export type Heard =
  | { readonly is: 'update'; readonly update: Uint8Array; readonly isAnswer: boolean }
  | { readonly is: 'awareness'; readonly states: Uint8Array }
  /** Our own: as many entries as the first number says. */
  | { readonly is: 'moved'; readonly entries: Uint8Array }

/** How one says things to a relay. The payloads are those of y-protocols everywhere; what stands in front is not. */
export type Dialect = {
  /** What is sent first, before anything else is heard. */
  readonly greeting: readonly Uint8Array[]
  /** Asks for what one lacks. */
  ask(stateVector: Uint8Array): Uint8Array
  update(update: Uint8Array): Uint8Array
  awareness(states: Uint8Array): Uint8Array
  hear(frame: Uint8Array): Heard | undefined
}

const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2

/** The state vector of someone who has nothing. */
export const NOTHING = Y.encodeStateVector(new Y.Doc())

/** y-websocket's own wire format, which ours is. */
export const yWebsocket: Dialect = dialect(() => undefined, [])

/** Hocuspocus names the document in front of each message, and wants a token before anything else. */
export function hocuspocus(room: string): Dialect {
  const AUTH = 2
  const TOKEN = 0
  const token = encoding.createEncoder()
  encoding.writeVarString(token, room)
  encoding.writeVarUint(token, AUTH)
  encoding.writeVarUint(token, TOKEN)
  encoding.writeVarString(token, 'anyone')
  encoding.writeVarString(token, '4.7.0')
  return dialect(
    (encoder) => {
      encoding.writeVarString(encoder, room)
    },
    [encoding.toUint8Array(token)],
  )
}

function dialect(address: (encoder: encoding.Encoder) => void, greeting: readonly Uint8Array[]): Dialect {
  const frame = (write: (encoder: encoding.Encoder) => void) => {
    const encoder = encoding.createEncoder()
    address(encoder)
    write(encoder)
    return encoding.toUint8Array(encoder)
  }
  const sync = (type: number, payload: Uint8Array) =>
    frame((encoder) => {
      encoding.writeVarUint(encoder, messageKinds.sync)
      encoding.writeVarUint(encoder, type)
      encoding.writeVarUint8Array(encoder, payload)
    })
  const addressed = frame(() => undefined).length
  return {
    greeting,
    ask: (stateVector) => sync(STEP_1, stateVector),
    update: (update) => sync(UPDATE, update),
    awareness: (states) =>
      frame((encoder) => {
        encoding.writeVarUint(encoder, messageKinds.awareness)
        encoding.writeVarUint8Array(encoder, states)
      }),
    hear(bytes) {
      const decoder = decoding.createDecoder(bytes)
      decoder.pos = addressed
      const kind = decoding.readVarUint(decoder)
      if (kind === messageKinds.awareness)
        return { is: 'awareness', states: decoding.readVarUint8Array(decoder) }
      if (kind === messageKinds.moved) return { is: 'moved', entries: bytes.subarray(decoder.pos) }
      if (kind !== messageKinds.sync) return undefined
      const type = decoding.readVarUint(decoder)
      if (type === STEP_1) return undefined
      return { is: 'update', update: decoding.readVarUint8Array(decoder), isAnswer: type === STEP_2 }
    },
  }
}
