import type { ParticipantId } from '../../shared/model/ids.ts'
import type { CloseCode, NoticeMessage } from '../../shared/protocol/messages.ts'
import type { Connection } from './Connection.ts'
import { keepAliveFrame, noticeFrame } from './framing.ts'

/** Everyone who is connected to one board. A frame that goes to many is built once and shared. */
export class Audience {
  readonly #connections = new Set<Connection>()

  get size(): number {
    return this.#connections.size
  }

  add(connection: Connection): void {
    this.#connections.add(connection)
  }
  delete(connection: Connection): void {
    this.#connections.delete(connection)
  }

  /** Those whose connection is not being closed. */
  participants(): ReadonlySet<ParticipantId> {
    const open = [...this.#connections].filter(({ isClosing }) => !isClosing)
    return new Set(open.map(({ visitor }) => visitor.participant))
  }

  /** To everyone, whether they follow the document or not. */
  tell(frame: Uint8Array): void {
    for (const connection of this.#connections) connection.send(frame)
  }

  /**
   * What people do, to everyone.
   * @param whole the same for those who do not understand messages of our own; made only if somebody is one of them
   */
  show(frames: readonly Uint8Array[], whole: () => Uint8Array): void {
    for (const connection of this.#connections) {
      if (connection.visitor.speaksOurs) for (const frame of frames) connection.send(frame)
      else connection.send(whole())
    }
  }

  /** To those who understand messages of our own. */
  notify(notice: NoticeMessage): void {
    const frame = noticeFrame(notice)
    for (const connection of this.#connections) connection.sendOurs(frame)
  }

  /** A change of the document, to those who have the state that it builds on. @param author has it already */
  pass(frame: Uint8Array, author?: unknown): void {
    for (const connection of this.#connections)
      if (connection.isFollowing && connection !== author) connection.send(frame)
  }

  /** The room's updates up to `position` are on disk. */
  savedThrough(position: number): void {
    for (const connection of this.#connections) connection.savedThrough(position)
  }

  keepAlive(): void {
    for (const connection of this.#connections) connection.keepAlive(keepAliveFrame)
  }

  /** Closes a participant's connections, or everyone's. */
  close(code: CloseCode, participant?: ParticipantId): void {
    for (const connection of this.#connections)
      if (participant === undefined || connection.visitor.participant === participant) connection.close(code)
  }
}
