import type { Logger } from 'pino'
import type { BoardId } from '../../shared/model/ids.ts'
import type { Bus } from '../bus/Bus.ts'
import type { Storage } from '../storage/Storage.ts'
import type { EventLoopShare } from './EventLoopShare.ts'
import type { FlushQueue } from './flushQueue.ts'

/** What the rooms of one server share. */
export type RoomParts = {
  readonly storage: Storage
  readonly bus: Bus
  readonly queue: FlushQueue
  readonly share: EventLoopShare
  readonly log: Logger
  /** How often awareness leaves, at most. */
  readonly awarenessTickMs: number
  /** Updates beside the snapshot at which a new one is made. */
  readonly compactAfter: number
  /** Words of this board were erased, and stand in older updates on disk still. */
  readonly onErased: (board: BoardId) => void
}
