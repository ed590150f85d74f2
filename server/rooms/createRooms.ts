import type { Logger } from 'pino'
import type { BoardId } from '../../shared/model/ids.ts'
import { closeCodes, type CloseCode, type NoticeMessage } from '../../shared/protocol/messages.ts'
import type { Bus } from '../bus/Bus.ts'
import type { Storage } from '../storage/Storage.ts'
import { StoreFailing } from '../storage/StoreFailing.ts'
import { ColdBoards, type WholeSnapshot } from './ColdBoards.ts'
import type { Connection, Transport, Visitor } from './Connection.ts'
import { doorOf } from './Door.ts'
import { Doorstep, Doorsteps } from './Doorstep.ts'
import { EventLoopShare } from './EventLoopShare.ts'
import { createFlushQueue } from './flushQueue.ts'
import { noticeFrame } from './framing.ts'
import { createPurger, PURGE_EVERY_MS } from './purger.ts'
import { Room } from './Room.ts'
import { NoSuchBoard, type Rooms } from './Rooms.ts'
import { storeFailingNotice } from './storeFailingNotice.ts'

export type RoomsOptions = {
  readonly storage: Storage
  readonly bus: Bus
  readonly log: Logger
  /** What someone who connects is told at once, such as the turnout of an open round. */
  readonly onConnect?: (board: BoardId) => Promise<readonly NoticeMessage[]>
  readonly awarenessTickMs?: number
  readonly compactAfter?: number
  /** How often erased words are taken off the disk: they are there twice as long at most. */
  readonly purgeEveryMs?: number
  /** How long an empty room stays in memory. */
  readonly idleMs?: number
  /** Nobody who reads hears nothing for longer than twice this: y-websocket hangs up after 30 s of silence. */
  readonly keepAliveStepMs?: number
}

/** A loaded room, ready to take a connection in within the same tick. */
export type OpenRoom = {
  /** The board's epoch; undefined before it was seeded. */
  readonly epoch: number | undefined
  attach(visitor: Visitor, transport: Transport): AttachedConnection
}
/** What the socket's side tells a room of one connection. */
export type AttachedConnection = {
  receive(this: void, frame: Uint8Array): void
  /** Closes it; nothing that it still sends is looked at. */
  close(this: void, code: CloseCode): void
  /** It has closed. */
  closed(this: void): void
}

/** The rooms, and what only the WebSocket side and `main` need of them. */
export type RoomsServer = Rooms & {
  /** @throws {NoSuchBoard} */
  open(board: BoardId): Promise<OpenRoom>
  /** Discards every room, since the store has lost what they were read from. Their people come back by themselves. */
  storeFailed(failing: StoreFailing): void
  /** Lets everyone go and forgets every board; what was accepted is stored. Whoever comes next loads it afresh. */
  letGo(code: CloseCode): Promise<void>
  /** Closes every connection, stores what is queued, and rewrites what is stored as snapshots. */
  stop(): Promise<void>
}

/** Loads rooms on first use and lets them go when they are idle. Whoever makes it stops it. */
export function createRooms(options: RoomsOptions): RoomsServer {
  const { storage, log, onConnect, idleMs = 60_000, keepAliveStepMs = 10_000 } = options
  const queue = createFlushQueue(storage)
  const purger = createPurger({
    storage,
    log,
    compact: async (board) => (await roomOf(board)).compact(),
    everyMs: options.purgeEveryMs ?? PURGE_EVERY_MS,
  })
  const parts = {
    ...options,
    queue,
    share: new EventLoopShare(),
    awarenessTickMs: options.awarenessTickMs ?? 50,
    compactAfter: options.compactAfter ?? 500,
    onErased: (board: BoardId) => {
      purger.soon(board)
    },
  }
  const rooms = new Map<BoardId, Promise<Room>>()
  const loaded = new Map<BoardId, Room>()
  const cold = new ColdBoards(storage)
  const doorsteps = new Doorsteps()
  /** Rooms that are gone and may still have something in the queue: it is stored before the board is read again. */
  const leaving = new Map<BoardId, Promise<void>>()

  const forget = (room: Room) => {
    cold.forget(room.board)
    if (loaded.get(room.board) === room) {
      loaded.delete(room.board)
      rooms.delete(room.board)
    }
    // Where it could not be compacted before it went.
    if (room.hasTail) purger.soon(room.board)
    const quiet = room.quiet()
    leaving.set(room.board, quiet)
    void quiet.then(() => {
      if (leaving.get(room.board) === quiet) leaving.delete(room.board)
    })
  }

  async function load(board: BoardId): Promise<Room> {
    await leaving.get(board)
    const { stored } = await cold.of(board)
    cold.forget(board)
    const room = new Room(board, stored, parts, forget)
    try {
      room.migrate()
    } catch (error) {
      room.leave(closeCodes.shuttingDown)
      throw error
    }
    loaded.set(board, room)
    doorsteps.takeAll(board, ({ visitor, transport, enter }) => {
      enter((hasState) => attach(room, visitor, transport, hasState))
    })
    return room
  }

  /** What is stored, where that is all there is of the board; undefined when there is a room, or must be one. */
  async function wholeOf(board: BoardId): Promise<WholeSnapshot | undefined> {
    if (rooms.has(board)) return undefined
    await leaving.get(board)
    const { whole } = await cold.of(board)
    return rooms.has(board) ? undefined : whole
  }

  /** Who comes before there is a room waits at its door. */
  function knock(
    board: BoardId,
    whole: WholeSnapshot,
    visitor: Visitor,
    transport: Transport,
  ): AttachedConnection {
    const room = loaded.get(board)
    if (room) return attach(room, visitor, transport)
    const doorstep = new Doorstep(
      visitor,
      transport,
      cold.isCurrent(board, whole) ? whole : undefined,
      () => {
        // It takes in everyone who waits; that it could not be made is told to them below.
        roomOf(board).catch(() => undefined)
      },
    )
    return doorsteps.add(board, doorstep)
  }

  async function roomOf(board: BoardId): Promise<Room> {
    const known = loaded.get(board)
    // At once, so that a sweep does not take the room for idle while we wait a turn for it.
    if (known) known.usedAtMs = Date.now()
    let opening = rooms.get(board)
    if (!opening) {
      opening = load(board)
      rooms.set(board, opening)
      opening.catch((error: unknown) => {
        if (rooms.get(board) === opening) rooms.delete(board)
        doorsteps.closeAll(
          board,
          error instanceof NoSuchBoard ? closeCodes.noSuchBoard : closeCodes.storeFailing,
        )
      })
    }
    const room = await opening
    // Discarded while we waited: the next one reads the board from the store again.
    if (room.isGone) return roomOf(board)
    room.usedAtMs = Date.now()
    return room
  }

  function attach(room: Room, visitor: Visitor, transport: Transport, hasState = false): AttachedConnection {
    const connection = room.attach(visitor, transport, hasState)
    void greet(room, connection)
    return {
      receive: (frame) => {
        room.receive(connection, frame)
      },
      close: (code) => {
        connection.close(code)
      },
      closed: () => {
        room.detach(connection)
        room.usedAtMs = Date.now()
      },
    }
  }

  async function greet(room: Room, connection: Connection): Promise<void> {
    if (!onConnect || !connection.visitor.speaksOurs) return
    try {
      for (const notice of await onConnect(room.board)) connection.sendOurs(noticeFrame(notice))
    } catch (error) {
      log.error({ err: error, board: room.board }, 'the notices for a new connection could not be read')
    }
  }

  async function unload(room: Room): Promise<void> {
    const isIdle = () => room.isEmpty && Date.now() - room.usedAtMs >= idleMs
    if (!isIdle()) return
    try {
      if (!room.isLaidDown) await room.compact()
    } catch (error) {
      log.error({ err: error, board: room.board }, 'an idle room could not be compacted')
    }
    if (isIdle()) room.leave(closeCodes.shuttingDown)
  }

  /** What somebody wrote at this moment may not be stored; what is on the board can be read all the same. */
  async function reading<T>(board: BoardId, read: (room: Room) => Promise<T>): Promise<T> {
    const room = await roomOf(board)
    try {
      return await read(room)
    } catch (error) {
      if (!(error instanceof StoreFailing && room.isGone)) throw error
      return read(await roomOf(board))
    }
  }

  const keepAlive = setInterval(() => {
    for (const room of loaded.values()) room.keepAlive()
  }, keepAliveStepMs)
  const sweep = setInterval(
    () => {
      for (const room of loaded.values()) void unload(room)
      cold.sweep(idleMs)
    },
    Math.max(10, idleMs / 4),
  )

  return {
    read: (board, read) => reading(board, (room) => room.read(read)),
    write: async (board, change) => (await roomOf(board)).write(change),
    async readDoor(board, read) {
      const whole = await wholeOf(board)
      if (whole) return read(whole.door)
      return reading(board, (room) => room.read((_, document) => read(doorOf(document))))
    },
    async snapshot(board) {
      const whole = await wholeOf(board)
      if (whole) return { update: whole.update, etag: await whole.etag() }
      return reading(board, (room) => room.snapshot())
    },
    async glance(board) {
      const whole = await wholeOf(board)
      if (whole) return whole.glance
      return rooms.has(board) ? reading(board, (room) => room.glance()) : undefined
    },
    compact: (board) => purger.now(board),
    async notify(board, notice) {
      loaded.get(board)?.notify(notice)
    },
    async connected(board) {
      return loaded.get(board)?.participants() ?? new Set()
    },
    async disconnect(board, participant, code) {
      loaded.get(board)?.disconnect(code, participant)
    },
    async close(board, code) {
      doorsteps.closeAll(board, code)
      cold.forget(board)
      loaded.get(board)?.leave(code)
      await leaving.get(board)
    },
    async open(board) {
      const whole = await wholeOf(board)
      if (whole) {
        return {
          epoch: whole.door.epoch,
          attach: (visitor, transport) => knock(board, whole, visitor, transport),
        }
      }
      const room = await roomOf(board)
      return { epoch: room.door.epoch, attach: (visitor, transport) => attach(room, visitor, transport) }
    },
    storeFailed(failing) {
      cold.clear()
      doorsteps.closeEverywhere(closeCodes.storeFailing)
      for (const room of [...loaded.values()]) {
        room.notify(storeFailingNotice(failing))
        room.leave(closeCodes.storeFailing)
      }
    },
    async letGo(code) {
      cold.clear()
      doorsteps.closeEverywhere(code)
      for (const room of [...loaded.values()]) room.leave(code)
      await queue.drained()
    },
    async stop() {
      clearInterval(keepAlive)
      clearInterval(sweep)
      await purger.stop()
      cold.clear()
      doorsteps.closeEverywhere(closeCodes.shuttingDown)
      const last = [...loaded.values()]
      for (const room of last) room.disconnect(closeCodes.shuttingDown)
      await queue.drained()
      await Promise.all(
        last
          .filter((room) => !room.isLaidDown && !room.isGone)
          .map((room) => room.compact(true).catch(report)),
      )
      for (const room of last) room.leave(closeCodes.shuttingDown)
      await queue.drained()
    },
  }

  function report(error: unknown): void {
    log.error({ err: error }, 'a room could not be compacted while stopping')
  }
}
