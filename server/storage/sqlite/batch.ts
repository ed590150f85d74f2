import type { BoardId } from '../../../shared/model/ids.ts'

/*
 * Updates of several boards side by side, as the bytes of one row: what one flush brought. One by one each would take a
 * page of its own, since its words must lie where they can be wiped (`erasable.ts`), and a page is written twice.
 *
 * Each part is its update's length, its board's id with a length of its own, and the update. Of a part that was wiped
 * the lengths are left, so that a batch stays as long as it was made and is overwritten where it lies.
 */

export type Part = { readonly board: BoardId; readonly update: Uint8Array }

const UPDATE_LENGTH_BYTES = 4
const ID_LENGTH_BYTES = 2
const HEAD_BYTES = UPDATE_LENGTH_BYTES + ID_LENGTH_BYTES

/** How many bytes a part takes in a batch. */
export const partBytes = ({ board, update }: Part): number =>
  HEAD_BYTES + Buffer.byteLength(board) + update.length

/** @param parts at most one of each board */
export function batchOf(parts: readonly Part[]): Uint8Array {
  const batch = Buffer.alloc(parts.reduce((sum, part) => sum + partBytes(part), 0))
  let at = 0
  for (const { board, update } of parts) {
    at = batch.writeUInt32BE(update.length, at)
    at = batch.writeUInt16BE(Buffer.byteLength(board), at)
    at += batch.write(board, at)
    batch.set(update, at)
    at += update.length
  }
  return batch
}

/** Whose updates are in a batch. */
export function boardsIn(batch: Uint8Array): BoardId[] {
  const boards: BoardId[] = []
  const bytes = asBuffer(batch)
  walk(bytes, (idAt, updateAt) => boards.push(bytes.toString('utf8', idAt, updateAt) as BoardId))
  return boards
}

/** A copy of a board's update; undefined when there is none, or it was wiped. */
export function updateIn(batch: Uint8Array, board: BoardId): Uint8Array | undefined {
  let update: Uint8Array | undefined
  const bytes = asBuffer(batch)
  const id = Buffer.from(board)
  walk(bytes, (idAt, updateAt, end) => {
    if (id.compare(bytes, idAt, updateAt) === 0) update = new Uint8Array(bytes.subarray(updateAt, end))
  })
  return update
}

/** Overwrites a board's part, its id too. @returns whether others are left */
export function wipe(batch: Uint8Array, board: BoardId): boolean {
  let others = 0
  const bytes = asBuffer(batch)
  const id = Buffer.from(board)
  walk(bytes, (idAt, updateAt, end) => {
    if (id.compare(bytes, idAt, updateAt) === 0) bytes.fill(0, idAt, end)
    else others++
  })
  return others > 0
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** Tells where each part lies that was not wiped. */
function walk(batch: Buffer, run: (idAt: number, updateAt: number, end: number) => void): void {
  for (let at = 0; at < batch.length;) {
    const idAt = at + HEAD_BYTES
    const updateAt = idAt + batch.readUInt16BE(at + UPDATE_LENGTH_BYTES)
    at = updateAt + batch.readUInt32BE(at)
    // No id begins with a zero: such a part was wiped.
    if (batch[idAt] !== 0) run(idAt, updateAt, at)
  }
}
