/*
 * Words are kept so that they can be erased for certain.
 *
 * `secure_delete` overwrites what is deleted, but only where it lies at that moment. The first part of a row lies
 * in a leaf of its table's tree, and whenever leaves are split or joined SQLite moves it to another page without
 * wiping the place it leaves: there words would stand that no row owns any more. What does not fit in the leaf
 * goes to overflow pages, which are never moved and are wiped when they are freed. So a padding goes first, long
 * enough to be all of the row that lies in the leaf.
 */

/** Page size of every file that we make: SQLite's default. */
const PAGE_BYTES = 4096
/** What SQLite's file format keeps of a row in the leaf: at least this, and everything of a row up to that. */
const LEAST_IN_LEAF = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23
const MOST_IN_LEAF = PAGE_BYTES - 35
const OVERFLOW_PAGE_BYTES = PAGE_BYTES - 4

/** More than what the other columns and the row's header take, so that a row's size need not be known exactly. */
const OTHER_COLUMNS_BYTES = 64
const PADDING_BYTES = LEAST_IN_LEAF + OTHER_COLUMNS_BYTES
/** After the padding stands how many bytes there are: what comes after them fills up the last page. */
const LENGTH_BYTES = 4
const HEAD_BYTES = PADDING_BYTES + LENGTH_BYTES

/** Bytes as they are stored: nothing of them is in a page that SQLite moves about. */
export function erasable(bytes: Uint8Array): Uint8Array {
  // A row of LEAST_IN_LEAF and whole overflow pages keeps the least in its leaf; so does one a little longer.
  const least = Math.max(HEAD_BYTES + bytes.length, MOST_IN_LEAF + 1)
  const pages = Math.ceil((least - LEAST_IN_LEAF) / OVERFLOW_PAGE_BYTES)
  const stored = new Uint8Array(LEAST_IN_LEAF + pages * OVERFLOW_PAGE_BYTES)
  new DataView(stored.buffer).setUint32(PADDING_BYTES, bytes.length)
  stored.set(bytes, HEAD_BYTES)
  return stored
}

/** The bytes again, a copy of their own. Files of the first builds hold some as they were. */
export const fromErasable = (stored: Uint8Array): Uint8Array => inErasable(stored).slice()

/** The bytes where they lie in what is stored: what is changed there is changed in it. */
export function inErasable(stored: Uint8Array): Uint8Array {
  // As it was: an update never begins with two zeros.
  if (stored.length < HEAD_BYTES || stored[0] !== 0 || stored[1] !== 0) return stored
  const length = new DataView(stored.buffer, stored.byteOffset).getUint32(PADDING_BYTES)
  return stored.subarray(HEAD_BYTES, HEAD_BYTES + length)
}
