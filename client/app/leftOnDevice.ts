import { rowOf } from '../../shared/document/BoardDocument.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { BoardSession } from '../sync/BoardSession.ts'
import { peopleWithCopies } from '../sync/deviceCopy.ts'
import { handKeptWords } from '../sync/KeptStore.ts'

/*
 * What lies on a device of people who are not on a board any more. Devices go round: the board does not stay on them,
 * and what somebody could not send waits for them, and for nobody else.
 */

/**
 * Deletes the copies of everyone who is off the board by now, and takes over what they had not sent if this person is
 * the same human: two who were made one, or someone who was taken off the board, or left, and joined again under the
 * same name.
 * @param copies whose copies lie here; asked for ahead, the answer need not wait for a copy that is being written
 */
export async function clearUp(
  session: BoardSession,
  epoch: number,
  copies = peopleWithCopies(session.board),
): Promise<void> {
  const { board } = session
  // The document itself: what is drawn may be a frame behind.
  const personOf = (id: ParticipantId) => rowOf(session.document, 'people', id)
  const me = personOf(session.me.id)
  for (const id of peopleOnDevice(board, await copies)) {
    const before = personOf(id)
    // Whom the document does not know it may come to know.
    if (!before || id === session.me.id) continue
    const { state } = before
    if (state.is === 'here') continue
    const isMe = state.is === 'merged' && state.into === session.me.id
    const { salvage } = await import('../sync/salvage.ts')
    await salvage(board, id, epoch, state.is === 'merged' ? 'person-merged' : 'not-on-board')
    if (!isMe && (state.is === 'merged' || !me || !isSameName(before.name, me.name))) continue
    handKeptWords(board, id, session.me.id)
    moveDrafts(board, id, session.me.id)
  }
  session.refreshKept()
}

/** The same for everyone, when this browser is nobody on the board any more, or the board is gone. */
export async function clearAll(board: BoardId, epoch: number): Promise<void> {
  const { salvage } = await import('../sync/salvage.ts')
  for (const id of peopleOnDevice(board, await peopleWithCopies(board)))
    await salvage(board, id, epoch, 'not-on-board')
}

const isSameName = (a: string, b: string) => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase()

/** What is kept for somebody under `common-thread/KIND/BOARD/PERSON`. */
const KINDS = ['kept', 'draft', 'unsent', 'wrote']

/** Everyone of whom anything lies on this device for a board. */
function peopleOnDevice(board: BoardId, copies: readonly ParticipantId[]): ReadonlySet<ParticipantId> {
  const found = new Set(copies)
  for (const key of Object.keys(localStorage)) {
    const [app, kind = '', where, who] = key.split('/')
    if (app === 'common-thread' && where === board && who && KINDS.includes(kind))
      found.add(who as ParticipantId)
  }
  return found
}

/** Takes along what one had begun to write, where the other has begun nothing of the kind. */
function moveDrafts(board: BoardId, from: ParticipantId, into: ParticipantId): void {
  const start = `common-thread/draft/${board}/`
  for (const key of Object.keys(localStorage)) {
    if (key !== start + from && !key.startsWith(`${start}${from}/`)) continue
    const there = start + into + key.slice(start.length + from.length)
    const draft = localStorage.getItem(key)
    if (draft === null || localStorage.getItem(there) !== null) continue
    localStorage.setItem(there, draft)
    localStorage.removeItem(key)
  }
}
