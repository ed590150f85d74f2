import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { BoardState } from '../../shared/model/board.ts'
import type { CloseCode, NoticeMessage } from '../../shared/protocol/messages.ts'
import type { Door } from './Door.ts'

/**
 * The live copies of boards, for whoever on the server wants to read or write one. A room loads on first use
 * and unloads when idle; callers never hold one.
 */
export interface Rooms {
  /** Reads a board as it stands. @throws {NoSuchBoard} when the store has no such board */
  read<T>(board: BoardId, read: (state: BoardState, document: BoardDocument) => T): Promise<T>
  /**
   * Writes as the server, in one transaction: past the guard's rules for clients, through the same queue, so
   * it resolves when the change is on disk, applied and sent to everyone. If `change` throws, nothing happens
   * and the error is passed on; but throw before writing: after it, the room has to be loaded afresh and
   * everyone reconnects. Changes of one board run one after another.
   * @throws {StoreFailing} when it could not be stored, and {@link NoSuchBoard}
   */
  write<T>(board: BoardId, change: (document: BoardDocument, state: BoardState) => T): Promise<T>
  /** Reads who is on a board, and which one it is; for that its document need not be in memory. @throws {NoSuchBoard} */
  readDoor<T>(board: BoardId, read: (door: Door) => T): Promise<T>
  /** The encoded document for a first load. The tag changes whenever the document does. */
  snapshot(board: BoardId): Promise<{ readonly update: Uint8Array; readonly etag: string }>
  /**
   * What one sees first of a large board, as an encoded document of its own. Undefined where the board is small, and where
   * its document would have to be decoded for it first.
   * @throws {NoSuchBoard}
   */
  glance(board: BoardId): Promise<Uint8Array | undefined>
  /** Tells everyone who is connected. */
  notify(board: BoardId, notice: NoticeMessage): Promise<void>
  /** Ids of participants with at least one open connection. */
  connected(board: BoardId): Promise<ReadonlySet<ParticipantId>>
  /** Closes a participant's connections. */
  disconnect(board: BoardId, participant: ParticipantId, code: CloseCode): Promise<void>
  /**
   * Takes words that were erased from the document off the disk too, at once; without this call it happens within
   * a minute. @throws when it could not be done now; it is tried again until it is done
   */
  compact(board: BoardId): Promise<void>
  /** Closes all connections and forgets the room; the store is the caller's business. */
  close(board: BoardId, code: CloseCode): Promise<void>
}

/** The store has no board of this id. */
export class NoSuchBoard extends Error {
  constructor(board: BoardId) {
    super(`no board ${board}`)
    this.name = 'NoSuchBoard'
  }
}
