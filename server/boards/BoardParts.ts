import type { ParticipantId, BoardId } from '../../shared/model/ids.ts'
import type { Actor } from '../../shared/model/rules.ts'
import type { Rooms } from '../rooms/Rooms.ts'
import type { Storage } from '../storage/Storage.ts'
import type { KeyedLock } from './KeyedLock.ts'

/** What the use-cases work with: ports, a clock, and the key from which links are derived. */
export type BoardParts = {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly serverKey: Uint8Array
  readonly clock: () => number
  /** Keeps casting and closing of one round apart. */
  readonly roundLock: KeyedLock
  /** Says that a change to a round was cut short, and has it carried to its end, as often as it takes. */
  readonly finishRounds: (why: unknown) => void
}

/** Someone who is on a board: whoever makes a call. */
export type PersonHere = Actor & {
  readonly board: BoardId
  readonly participant: ParticipantId
  readonly name: string
}
