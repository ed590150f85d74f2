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
  // A part of a Buffer would be a view into it, not a copy.
  return new Uint8Array(batch.buffer, batch.byteOffset, batch.length)
}

/** Whose updates are in a batch. */
export const boardsIn = (batch: Uint8Array): BoardId[] => placesIn(batch).map(({ board }) => board)

/** A board's update; undefined when there is none, or it was wiped. */
export function updateIn(batch: Uint8Array, board: BoardId): Uint8Array | undefined {
  const place = placesIn(batch).find((one) => one.board === board)
  return place && batch.slice(place.updateAt, place.end)
}

/** Overwrites a board's part, its id too. @returns whether others are left */
export function wipe(batch: Uint8Array, board: BoardId): boolean {
  const places = placesIn(batch)
  for (const { idAt, end } of places.filter((place) => place.board === board)) batch.fill(0, idAt, end)
  return places.some((place) => place.board !== board)
}

type Place = {
  readonly board: BoardId
  readonly idAt: number
  readonly updateAt: number
  readonly end: number
}

function placesIn(bytes: Uint8Array): Place[] {
  const batch = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const places: Place[] = []
  for (let at = 0; at < batch.length;) {
    const idAt = at + HEAD_BYTES
    const updateAt = idAt + batch.readUInt16BE(at + UPDATE_LENGTH_BYTES)
    const end = updateAt + batch.readUInt32BE(at)
    // No id begins with a zero: this part was wiped.
    if (batch[idAt] !== 0)
      places.push({ board: batch.toString('utf8', idAt, updateAt) as BoardId, idAt, updateAt, end })
    at = end
  }
  return places
}
