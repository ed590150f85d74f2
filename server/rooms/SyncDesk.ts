import type { Logger } from 'pino'
import type { BoardId } from '../../shared/model/ids.ts'
import { limits } from '../../shared/model/limits.ts'
import type { Refusal } from '../../shared/model/rules.ts'
import { closeCodes } from '../../shared/protocol/messages.ts'
import { actorOf } from './actorOf.ts'
import type { Connection } from './Connection.ts'
import { deniedFrame, type Incoming } from './framing.ts'
import { judging } from './guard/guard.ts'
import type { Steps } from './guard/steps.ts'
import type { Deal } from './Inbox.ts'
import type { Replica } from './Replica.ts'
import { stateFrames, type StateFrames } from './stateFrames.ts'

/** What one transaction takes in, at most; what Yjs does at its end comes on top. */
const TOGETHER_MS = 5

/** The messages by which a client and the room exchange the document. */
type SyncMessage = Extract<Incoming, { is: 'step1' | 'step2' | 'update' }>
export type Received = {
  readonly message: SyncMessage
  /** How many sync messages of type 1 and 2 its sender has sent, with this one. */
  readonly n: number
  /** Of the whole frame, in bytes. */
  readonly size: number
}

/**
 * Where one room's sync messages are dealt with: it answers who asks for the state, and has the guard judge what
 * is brought. What is accepted goes to the replica; what is refused changes nothing and closes the connection.
 */
export class SyncDesk {
  readonly #replica: Replica
  readonly #about: { readonly board: BoardId; readonly log: Logger }
  readonly #frames: StateFrames

  constructor(replica: Replica, about: { readonly board: BoardId; readonly log: Logger }) {
    this.#replica = replica
    this.#about = about
    this.#frames = stateFrames(replica.document.doc)
  }

  /** Asks someone for what the room lacks. */
  ask(connection: Connection): void {
    connection.send(this.#frames.question())
  }

  /** Deals with one message, in its turn. */
  *take(connection: Connection, { message, n, size }: Received): Steps<void> {
    if (message.is === 'step1') {
      yield* this.#answerStep1(connection, message.stateVector)
      return
    }
    if (size > limits.syncMessageBytes) this.#deny(connection, n, 'too-large', [])
    else yield* this.#takeUpdate(connection, message, n)
  }

  /**
   * Deals with several small updates, as many as a few milliseconds allow in one transaction and one at least. What turns
   * out to be long has one of its own: its judgement has changed nothing yet, and is begun anew.
   */
  *takeTogether(deals: readonly Deal[]): Steps<void> {
    for (let at = 0; at < deals.length;) {
      let long: Deal | undefined
      this.#replica.together(() => {
        const endMs = performance.now() + TOGETHER_MS
        do {
          const deal = deals[at++]!
          if (!deal().next().done) long = deal
        } while (at < deals.length && !long && performance.now() < endMs)
      })
      if (long) yield* long()
      else if (at < deals.length) yield
    }
  }

  *#answerStep1(connection: Connection, stateVector: Uint8Array): Steps<void> {
    if (stateVector.byteLength > limits.stateVectorBytes) {
      connection.close(closeCodes.tooLarge)
      return
    }
    // What is on its way holds everything up to here, and everything after it follows by itself.
    if (connection.awaitsState) return
    const frame = yield* this.#frames.answer(stateVector)
    connection.isFollowing = connection.awaitsState = true
    this.#replica.whenSettled(() => {
      connection.awaitsState = false
      connection.send(frame)
    })
  }

  *#takeUpdate(
    connection: Connection,
    { is, update }: Extract<SyncMessage, { is: 'step2' | 'update' }>,
    n: number,
  ): Steps<void> {
    const isStep2 = is === 'step2'
    const { document } = this.#replica
    const verdict = yield* judging({
      document,
      actor: actorOf(document, connection.visitor),
      update,
      ownerOfClientId: this.#replica.ownerOf,
      documentBytes: this.#replica.bytes,
    })
    switch (verdict.is) {
      case 'accept':
        if (!verdict.changesNothing)
          yield* this.#replica.admit(verdict.admitted, verdict.bindings, connection)
        connection.accepted(n, this.#replica.position, isStep2)
        connection.savedThrough(this.#replica.committed)
        return
      case 'gap':
        switch (connection.foundGap(isStep2)) {
          case 'ask':
            this.ask(connection)
            return
          case 'wait':
            return
          case 'give up':
            // The client lacks what it builds on. It rebuilds from our state and keeps what it wrote as drafts.
            this.#deny(connection, n, 'malformed', [])
        }
        return
      case 'refuse': {
        const { board, log } = this.#about
        if (verdict.why) log.info({ err: verdict.why, board }, 'an update could not be read')
        this.#deny(connection, n, verdict.reason, verdict.rows)
      }
    }
  }

  /** Refuses the nth message, after telling which of the earlier ones are safe. */
  #deny(connection: Connection, n: number, reason: Refusal, rows: readonly string[]): void {
    connection.isClosing = true
    const frame = deniedFrame({ n, rows: [...rows], reason })
    this.#replica.whenSettled(() => {
      connection.sendOurs(frame)
      connection.close(closeCodes.refused)
    })
  }
}
