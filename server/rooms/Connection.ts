import type { AuthorKey, ParticipantId } from '../../shared/model/ids.ts'
import { closeCodes, type CloseCode } from '../../shared/protocol/messages.ts'
import { savedFrame } from './framing.ts'

/** Who is at the other end, and what they understand. */
export type Visitor = {
  readonly participant: ParticipantId
  readonly author: AuthorKey
  /** Whether they know our own messages; a stock y-websocket client would log each as an error. */
  readonly speaksOurs: boolean
}

/** The way out to one client. Sending on a closed one does nothing. */
export type Transport = {
  send(frame: Uint8Array): void
  close(this: void, code: CloseCode): void
  /** Bytes handed over that have not left yet. */
  readonly bufferedBytes: number
}

/** A reader that lets so much pile up is let go: its bytes would fill the memory that everyone shares. */
const MOST_BUFFERED_BYTES = 8 * 1024 * 1024

/** Gaps in a row after which it is plain that the client itself lacks what it would have to send. */
const MOST_GAPS = 3

/** One open connection to a room: what it was sent, and which of its own messages are safe. */
export class Connection {
  /** Whether it asked for the state, from where on it can follow single updates. */
  isFollowing = false
  /** Whether the answer to its question for the state is still to be sent. */
  awaitsState = false
  /** Set once it is being closed: nothing it still sends is looked at. */
  isClosing = false

  readonly visitor: Visitor
  readonly #transport: Transport
  #wasSentSomething = false
  /** Accepted messages, with the room's position at which each is on disk; oldest first. */
  #unsaved: { readonly n: number; readonly position: number }[] = []
  #gaps = 0
  #received = 0

  constructor(visitor: Visitor, transport: Transport) {
    this.visitor = visitor
    this.#transport = transport
  }

  send(frame: Uint8Array): void {
    const waiting = this.#transport.bufferedBytes
    // With nothing in front of it even the longest frame is sent: a board may be larger.
    if (waiting > 0 && waiting + frame.byteLength > MOST_BUFFERED_BYTES) {
      this.close(closeCodes.tooSlow)
      return
    }
    this.#wasSentSomething = true
    this.#transport.send(frame)
  }

  /** Sends a message of our own, to those who know them. */
  sendOurs(frame: Uint8Array): void {
    if (this.visitor.speaksOurs) this.send(frame)
  }

  close(code: CloseCode): void {
    this.isClosing = true
    this.#transport.close(code)
  }

  /** Sends `frame` unless something else was sent since the last call. */
  keepAlive(frame: Uint8Array): void {
    if (!this.#wasSentSomething) this.send(frame)
    this.#wasSentSomething = false
  }

  /** A sync message has come. @returns how many of type 1 and 2 have: the n of `saved` and `denied` */
  counted(type: 'step1' | 'step2' | 'update'): number {
    return type === 'step1' ? this.#received : ++this.#received
  }

  /**
   * The nth message was accepted and will be on disk at `position`. Behind a gap only a step 2 counts: it
   * alone holds everything that the client has and the room lacks.
   */
  accepted(n: number, position: number, isStep2: boolean): void {
    if (isStep2) this.#gaps = 0
    if (this.#gaps === 0) this.#unsaved.push({ n, position })
  }

  /**
   * The last message builds on something unknown here. The client is asked once for all it has; what it sends
   * before it answers can only show the same gap.
   */
  foundGap(isStep2: boolean): 'ask' | 'wait' | 'give up' {
    if (this.#gaps > 0 && !isStep2) return 'wait'
    return ++this.#gaps <= MOST_GAPS ? 'ask' : 'give up'
  }

  /** The room's updates up to `position` are on disk: tells which of this connection's messages are. */
  savedThrough(position: number): void {
    let n: number | undefined
    while (this.#unsaved[0] && this.#unsaved[0].position <= position) n = this.#unsaved.shift()?.n
    if (n !== undefined) this.sendOurs(savedFrame({ n }))
  }
}
