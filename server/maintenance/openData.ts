import { pino } from 'pino'
import type { BoardId } from '../../shared/model/ids.ts'
import { closeCodes } from '../../shared/protocol/messages.ts'
import { processBus } from '../bus/processBus.ts'
import { createRooms } from '../rooms/createRooms.ts'
import type { Rooms } from '../rooms/Rooms.ts'
import { sqliteStorage } from '../storage/sqlite/sqliteStorage.ts'
import type { Storage } from '../storage/Storage.ts'

/** A database that nobody else has open, with its boards. */
export type OpenData = {
  readonly storage: Storage
  readonly rooms: Rooms
  /** Does something with a board, and forgets it: a database may hold more of them than the memory does. */
  each<T>(boards: readonly BoardId[], work: (board: BoardId) => Promise<T>): Promise<T[]>
  close(): Promise<void>
}

/**
 * Opens a database as a server does, which brings it to the schema of this build.
 * @throws if it is no database, damaged or newer than this build
 */
export async function openData(file: string): Promise<OpenData> {
  const storage = sqliteStorage({ file })
  await storage.check()
  const rooms = createRooms({ storage, bus: processBus(), log: pino({ level: 'silent' }) })
  return {
    storage,
    rooms,
    async each(boards, work) {
      const results = []
      for (const board of boards) {
        results.push(await work(board))
        await rooms.close(board, closeCodes.shuttingDown)
      }
      return results
    },
    async close() {
      await rooms.stop()
      await storage.close()
    },
  }
}
