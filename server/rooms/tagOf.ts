import { createHash } from 'node:crypto'
import type { Steps } from './guard/steps.ts'

/** Bytes: about a millisecond's work. */
const HASHED_AT_ONCE = 512 * 1024

/** A tag made from the bytes alone, so it holds over restarts. */
export function* tagOf(bytes: Uint8Array): Steps<string> {
  const hash = createHash('sha256')
  for (let from = 0; from < bytes.length; from += HASHED_AT_ONCE) {
    hash.update(bytes.subarray(from, from + HASHED_AT_ONCE))
    yield
  }
  return hash.digest('base64url').slice(0, 22)
}
