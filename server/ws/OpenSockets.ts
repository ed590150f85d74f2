import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import { closeCodes, type CloseCode } from '../../shared/protocol/messages.ts'
import type { SocketLimits } from './socketLimits.ts'

type Seat = {
  readonly board: BoardId
  readonly participant: ParticipantId
  readonly close: (code: CloseCode) => void
}

/** Who has which sockets open, so that neither a person nor a board has them without end. */
export class OpenSockets {
  readonly #limits: SocketLimits
  /** Each participant's, the one opened first in front. */
  readonly #ofParticipant = new Map<ParticipantId, Set<Seat>>()
  readonly #onBoard = new Map<BoardId, number>()
  #inAll = 0

  constructor(limits: SocketLimits) {
    this.#limits = limits
  }

  /**
   * Takes a socket in. Someone who has as many as is allowed keeps the one they have just opened: the one
   * opened first is closed, which is most likely a tab long forgotten or a phone that lost its signal.
   * @returns what to call when it has closed; undefined when the house is full
   */
  enter(seat: Seat): (() => void) | undefined {
    const { socketsInAll, socketsPerBoard, socketsPerParticipant } = this.#limits
    const onBoard = this.#onBoard.get(seat.board) ?? 0
    if (this.#inAll >= socketsInAll || onBoard >= socketsPerBoard) return undefined
    const own = this.#ofParticipant.get(seat.participant) ?? new Set()
    this.#ofParticipant.set(seat.participant, own.add(seat))
    this.#onBoard.set(seat.board, onBoard + 1)
    this.#inAll++
    const [first] = own
    if (own.size > socketsPerParticipant && first) {
      // At once, and not when it has closed: else it would be counted out a second time.
      own.delete(first)
      first.close(closeCodes.tooManySockets)
    }
    return () => {
      this.#leave(seat)
    }
  }

  #leave(seat: Seat): void {
    this.#inAll--
    const left = (this.#onBoard.get(seat.board) ?? 1) - 1
    if (left > 0) this.#onBoard.set(seat.board, left)
    else this.#onBoard.delete(seat.board)
    const own = this.#ofParticipant.get(seat.participant)
    own?.delete(seat)
    if (own?.size === 0) this.#ofParticipant.delete(seat.participant)
  }
}
