import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as sync from 'y-protocols/sync'
import type * as Y from 'yjs'
import {
  messageKinds,
  type DeniedMessage,
  type NoticeMessage,
  type SavedMessage,
} from '../../shared/protocol/messages.ts'

/*
 * The wire format of y-websocket, and our own messages beside it: a frame is a varuint that names the kind, then
 * its payload. A frame is built once and shared by everyone it goes to, so nobody may write into one.
 */

/** What a client sent. An 'other' kind is none of ours: ignored, so that newer clients can talk to this server. */
export type Incoming =
  | { readonly is: 'step1'; readonly stateVector: Uint8Array }
  /** Sync messages of type 1 and 2, the ones that `saved` counts. */
  | { readonly is: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly is: 'awareness'; readonly states: Uint8Array }
  | { readonly is: 'queryAwareness' }
  | { readonly is: 'other' }

/** What answering a question costs, in messages: it may be the whole board, or everyone who is here. */
const STATE_COST = 20
const EVERYONE_COST = 5

/** What it costs to handle a frame, in messages, as far as its first bytes tell. */
export function costOf(frame: Uint8Array): number {
  if (frame[0] === messageKinds.queryAwareness) return EVERYONE_COST
  return frame[0] === messageKinds.sync && frame[1] === sync.messageYjsSyncStep1 ? STATE_COST : 1
}

/** @throws if the bytes are no frame */
export function readFrame(frame: Uint8Array): Incoming {
  const decoder = decoding.createDecoder(frame)
  switch (decoding.readVarUint(decoder)) {
    case messageKinds.sync:
      return readSync(decoder)
    case messageKinds.awareness:
      return { is: 'awareness', states: decoding.readVarUint8Array(decoder) }
    case messageKinds.queryAwareness:
      return { is: 'queryAwareness' }
    default:
      return { is: 'other' }
  }
}

function readSync(decoder: decoding.Decoder): Incoming {
  const type = decoding.readVarUint(decoder)
  const payload = decoding.readVarUint8Array(decoder)
  switch (type) {
    case sync.messageYjsSyncStep1:
      return { is: 'step1', stateVector: payload }
    case sync.messageYjsSyncStep2:
      return { is: 'step2', update: payload }
    case sync.messageYjsUpdate:
      return { is: 'update', update: payload }
    default:
      throw new Error(`unknown sync message ${type}`)
  }
}

function frameOf(kind: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, kind)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** Asks a client for what the document lacks. */
export const step1Frame = (doc: Y.Doc) =>
  frameOf(messageKinds.sync, (encoder) => sync.writeSyncStep1(encoder, doc))

/** What the document holds and a client lacks. */
export function step2Frame(update: Uint8Array): Uint8Array {
  const head = frameOf(messageKinds.sync, (encoder) => {
    encoding.writeVarUint(encoder, sync.messageYjsSyncStep2)
    encoding.writeVarUint(encoder, update.byteLength)
  })
  // Copied once: it may be all of a large board.
  const frame = new Uint8Array(head.byteLength + update.byteLength)
  frame.set(head)
  frame.set(update, head.byteLength)
  return frame
}

export const updateFrame = (update: Uint8Array) =>
  frameOf(messageKinds.sync, (encoder) => sync.writeUpdate(encoder, update))

/** One connection's state as awareness carries it; `json` is 'null' for someone who went. */
export type AwarenessEntry = { readonly clientId: number; readonly clock: number; readonly json: string }

export const awarenessFrame = (entries: readonly AwarenessEntry[]) =>
  frameOf(messageKinds.awareness, (encoder) => {
    const states = encoding.createEncoder()
    encoding.writeVarUint(states, entries.length)
    for (const { clientId, clock, json } of entries) {
      encoding.writeVarUint(states, clientId)
      encoding.writeVarUint(states, clock)
      encoding.writeVarString(states, json)
    }
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(states))
  })

/** Where someone is now of whom nothing else has changed. */
export type MovedEntry = {
  readonly clientId: number
  readonly clock: number
  readonly at: { readonly x: number; readonly y: number }
}

export const movedFrame = (entries: readonly MovedEntry[]) =>
  frameOf(messageKinds.moved, (encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const { clientId, clock, at } of entries) {
      encoding.writeVarUint(encoder, clientId)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarInt(encoder, at.x)
      encoding.writeVarInt(encoder, at.y)
    }
  })

/** Says nothing, in a way that every y-websocket client understands: it hangs up after 30 s of silence. */
export const keepAliveFrame = awarenessFrame([])

/** A number that is one: of so many bytes that they say nothing, lib0 makes none. */
function readWhole(decoder: decoding.Decoder): number {
  const number = decoding.readVarUint(decoder)
  if (!Number.isSafeInteger(number)) throw new Error('a number of too many bytes')
  return number
}

/** More than are ever connected to one board. */
const MOST_STATES = 5_000

/** @throws if the bytes are no awareness update */
export function readAwareness(states: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(states)
  const entries: AwarenessEntry[] = []
  const count = decoding.readVarUint(decoder)
  if (count > MOST_STATES) throw new Error(`${count} awareness states in one message`)
  for (let left = count; left > 0; left--) {
    const clientId = readWhole(decoder)
    const clock = readWhole(decoder)
    entries.push({ clientId, clock, json: decoding.readVarString(decoder) })
  }
  return entries
}

const NO_FRAME: Uint8Array = new Uint8Array()

/**
 * Where the one state is in an awareness message that holds one, as our client sends it. Written in place for one message after
 * another: to make an object for each would take longer than to read it.
 */
export class LoneState {
  clientId = 0
  clock = 0
  /** From here to the end of the message stands its JSON, in UTF-8. */
  jsonAt = 0
  readonly #decoder = decoding.createDecoder(NO_FRAME)

  /** @returns whether there is one in the message @throws if the bytes are no frame */
  find(frame: Uint8Array): boolean {
    const decoder = this.#decoder
    decoder.arr = frame
    decoder.pos = 0
    try {
      return this.#read(decoder)
    } finally {
      // It would stay in memory until the next one comes, and may be a large change.
      decoder.arr = NO_FRAME
    }
  }

  #read(decoder: decoding.Decoder): boolean {
    if (decoding.readVarUint(decoder) !== messageKinds.awareness) return false
    if (!restIsOne(decoder) || decoding.readVarUint(decoder) !== 1) return false
    this.clientId = readWhole(decoder)
    this.clock = readWhole(decoder)
    if (!restIsOne(decoder)) return false
    this.jsonAt = decoder.pos
    return true
  }
}

/** Whether what is left is as long as the number in front of it says. */
const restIsOne = (decoder: decoding.Decoder) =>
  decoding.readVarUint(decoder) === decoder.arr.length - decoder.pos

const jsonFrame = (kind: number, message: unknown) =>
  frameOf(kind, (encoder) => {
    encoding.writeVarString(encoder, JSON.stringify(message))
  })
export const savedFrame = (message: SavedMessage) => jsonFrame(messageKinds.saved, message)
export const deniedFrame = (message: DeniedMessage) => jsonFrame(messageKinds.denied, message)
export const noticeFrame = (message: NoticeMessage) => jsonFrame(messageKinds.notice, message)
