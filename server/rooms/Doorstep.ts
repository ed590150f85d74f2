import { setTimeout as pause } from 'node:timers/promises'
import type { BoardId } from '../../shared/model/ids.ts'
import type { CloseCode } from '../../shared/protocol/messages.ts'
import type { WholeSnapshot } from './ColdBoards.ts'
import type { Transport, Visitor } from './Connection.ts'
import type { AttachedConnection } from './createRooms.ts'
import { readFrame } from './framing.ts'

/** A state vector of no clients: what someone sends who has nothing yet. */
const NOTHING = Uint8Array.of(0)
/** How long the snapshot may be on its way before the room is made, which nothing can be written beside. */
const ON_ITS_WAY_MS = 200
const LOOK_EVERY_MS = 4
/** Whoever opens a socket and says nothing is let in all the same. */
const SILENT_MS = 1_000

/**
 * A connection that came before there was a room. Someone who has nothing is given the stored snapshot as it is, and
 * only then the room is made, which takes a while for a large board; what else they send waits for it.
 */
export class Doorstep implements AttachedConnection {
  readonly visitor: Visitor
  readonly transport: Transport
  /** Let go of once they are in: they may stay for hours, and it may be large. */
  #whole: WholeSnapshot | undefined
  readonly #letIn: () => void
  #silent: NodeJS.Timeout | undefined
  /** Whether they have been given the state that the room will begin with. */
  #hasState = false
  #isLeaving = false
  #kept: Uint8Array[] = []
  #heard = 0
  #inside: AttachedConnection | undefined

  /**
   * @param whole what the room will begin with; undefined when that is not known any more
   * @param letIn makes the room, which then calls {@link enter}; called as soon as it is time for it
   */
  constructor(visitor: Visitor, transport: Transport, whole: WholeSnapshot | undefined, letIn: () => void) {
    this.visitor = visitor
    this.transport = transport
    this.#whole = whole
    this.#letIn = letIn
    this.#silent = setTimeout(letIn, SILENT_MS)
  }

  receive = (frame: Uint8Array): void => {
    if (this.#inside) {
      this.#inside.receive(frame)
      return
    }
    if (this.#isLeaving) return
    if (this.#heard++ > 0) {
      this.#kept.push(frame)
      return
    }
    clearTimeout(this.#silent)
    if (this.#whole && asksForAll(frame)) {
      this.#hasState = true
      this.transport.send(this.#whole.answer())
    } else this.#kept.push(frame)
    void this.#whenItHasLeft()
  }

  close = (code: CloseCode): void => {
    this.#leave()
    if (this.#inside) this.#inside.close(code)
    else this.transport.close(code)
  }

  closed = (): void => {
    this.#leave()
    this.#inside?.closed()
  }

  /**
   * The room is there, and holds what the snapshot held: nothing may come between.
   * @param attach lets them in; `hasState` says that they follow from here on
   */
  enter = (attach: (hasState: boolean) => AttachedConnection): void => {
    if (this.#isLeaving) return
    clearTimeout(this.#silent)
    this.#whole = this.#silent = undefined
    this.#inside = attach(this.#hasState)
    for (const frame of this.#kept) this.#inside.receive(frame)
    this.#kept = []
  }

  #leave(): void {
    this.#isLeaving = true
    clearTimeout(this.#silent)
    this.#kept = []
  }

  async #whenItHasLeft(): Promise<void> {
    const untilMs = performance.now() + ON_ITS_WAY_MS
    while (this.transport.bufferedBytes > 0 && performance.now() < untilMs) await pause(LOOK_EVERY_MS)
    if (!this.#isLeaving && !this.#inside) this.#letIn()
  }
}

/** Those who wait, by board. */
export class Doorsteps {
  readonly #waiting = new Map<BoardId, Set<Doorstep>>()

  /** @returns the connection, as the socket's side sees it */
  add(board: BoardId, doorstep: Doorstep): AttachedConnection {
    const here = this.#waiting.get(board) ?? new Set()
    this.#waiting.set(board, here.add(doorstep))
    return {
      receive: doorstep.receive,
      close: doorstep.close,
      closed: () => {
        here.delete(doorstep)
        doorstep.closed()
      },
    }
  }

  /** Hands over everyone who waits for this board; then nobody does. */
  takeAll(board: BoardId, take: (doorstep: Doorstep) => void): void {
    const here = this.#waiting.get(board) ?? []
    this.#waiting.delete(board)
    for (const doorstep of here) take(doorstep)
  }

  closeAll(board: BoardId, code: CloseCode): void {
    this.takeAll(board, ({ close }) => {
      close(code)
    })
  }

  closeEverywhere(code: CloseCode): void {
    for (const board of [...this.#waiting.keys()]) this.closeAll(board, code)
  }
}

function asksForAll(frame: Uint8Array): boolean {
  try {
    const message = readFrame(frame)
    return message.is === 'step1' && Buffer.compare(message.stateVector, NOTHING) === 0
  } catch {
    return false // the room says what is wrong with it
  }
}
